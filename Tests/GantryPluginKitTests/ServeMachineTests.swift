import Testing

@testable import GantryPluginKit

@Suite("The rules of serve")
struct ServeMachineTests {
    private static func initialized() -> ServeMachine {
        var machine = ServeMachine()
        _ = machine.on(.received(.request(id: .number(0), method: "initialize", params: ["work": "/w"])))
        return machine
    }

    private func execute(_ id: Int) throws -> ServeMachine.Event {
        let params = try JSONValue(encoding: ActionCall.sample(action: "a.b"))
        return .received(.request(id: .number(id), method: "execute", params: params))
    }

    @Test("initialize answers with this kit's version, whatever the other one speaks", arguments: [1, 2])
    func initialize(_ version: Int) {
        var machine = ServeMachine()
        let params: JSONValue = ["protocol": JSONValue(integer: version), "work": "/w"]
        let effects = machine.on(.received(.request(id: .string("i"), method: "initialize", params: params)))
        #expect(effects == [.send(.response(id: .string("i"), result: ["protocol": 1]))])
    }

    @Test("calls before initialize are refused, a ping is not")
    func tooEarly() throws {
        var machine = ServeMachine()
        let error = RPCError(code: RPCError.invalidRequest, message: "'initialize' comes first")
        #expect(try machine.on(execute(1)) == [.send(.failure(id: .number(1), error))])
        let ping = machine.on(.received(.request(id: .number(2), method: "ping", params: [:])))
        #expect(ping == [.send(.response(id: .number(2), result: [:]))])
    }

    @Test("a call is carried out and answered once")
    func call() throws {
        var machine = Self.initialized()
        #expect(try machine.on(execute(1)) == [.execute(.number(1), ActionCall.sample(action: "a.b"))])
        #expect(
            machine.on(.ended(.number(1), .done(["x": 1])))
                == [.send(.response(id: .number(1), result: ["output": ["x": 1]]))])
        #expect(machine.on(.ended(.number(1), .done(nil))) == [])
    }

    @Test("an id that is in use is refused, and the call that has it goes on")
    func idInUse() throws {
        var machine = Self.initialized()
        _ = machine.on(try execute(1))
        let error = RPCError(code: RPCError.invalidRequest, message: "a call with the id 1 is under way")
        #expect(try machine.on(execute(1)) == [.send(.failure(id: .number(1), error))])
        #expect(machine.on(.ended(.number(1), .done(nil))) == [.send(.response(id: .number(1), result: [:]))])
        #expect(try machine.on(execute(1)) == [.execute(.number(1), ActionCall.sample(action: "a.b"))])
    }

    @Test("only a call that is under way can be cancelled")
    func cancel() throws {
        var machine = Self.initialized()
        let cancel = ServeMachine.Event.received(.notification(method: "cancel", params: ["call": 1]))
        #expect(machine.on(cancel) == [])
        _ = machine.on(try execute(1))
        #expect(machine.on(cancel) == [.cancel(.number(1))])
        let error = RPCError(code: RPCError.cancelled, message: "the call was cancelled")
        #expect(machine.on(.ended(.number(1), .cancelled)) == [.send(.failure(id: .number(1), error))])
        #expect(machine.on(cancel) == [])
    }

    @Test("what a later version may say without wanting an answer is ignored")
    func laterNotification() {
        var machine = Self.initialized()
        #expect(machine.on(.received(.notification(method: "of_a_later_version", params: [:]))) == [])
        #expect(machine.on(.received(.notification(method: "cancel", params: ["call": [:]]))) == [])
    }

    @Test("an event is settled by its answer, once, and not when nobody waits any more")
    func events() {
        var machine = Self.initialized()
        let event = Subscription.Event(id: "e", payload: ["a": 1])
        let params: JSONValue = ["subscription": "s", "id": "e", "payload": ["a": 1]]
        for id in 1...3 {
            #expect(
                machine.on(.told(subscription: "s", event))
                    == [.told(.number(id)), .send(.request(id: .number(id), method: "event", params: params))])
        }
        let taken = RPCMessage.response(id: .number(1), result: ["accepted": true, "new": false])
        #expect(machine.on(.received(taken)) == [.settle(.number(1), .success(false))])
        #expect(machine.on(.received(taken)) == [])
        let error = RPCError(code: 1, message: "full")
        #expect(machine.on(.received(.failure(id: .number(2), error))) == [.settle(.number(2), .failure(error))])
        #expect(machine.on(.forgotten(.number(3))) == [])
        #expect(machine.on(.received(.response(id: .number(3), result: [:]))) == [])
        #expect(machine.on(.received(.failure(id: nil, error))) == [])
    }

    @Test("shutdown is answered before all stops, and the end of the input means the same")
    func shutdown() {
        var machine = Self.initialized()
        let effects = machine.on(.received(.request(id: .number(9), method: "shutdown", params: [:])))
        #expect(effects == [.send(.response(id: .number(9), result: [:])), .stop])
        #expect(machine.on(.closed) == [.stop])
    }
}
