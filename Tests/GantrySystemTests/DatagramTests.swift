import FoundationEssentials
import Glibc
import Testing

@testable import GantrySystem

/// Takes datagrams at a path, or at an abstract name.
private final class Listener: Sendable {
    let path: String
    private let descriptor: CInt

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let (address, descriptor) = (try UnixAddress(path), descriptor)
        try #require(address.withSocketAddress { bind(descriptor, $0, $1) } == 0)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The next message; nil where none has come.
    func next() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : Array(buffer.prefix(count))
    }
}

@Suite("Datagrams to Unix sockets", .timeLimit(.minutes(3)))
struct DatagramTests {
    @Test("arrive whole, at a path and at an abstract name", arguments: ["/tmp/gantry-", "@gantry-"])
    func arrives(_ prefix: String) throws {
        let listener = try Listener(prefix + "\(UUID())")
        try Datagram.send(Array("READY=1".utf8), to: listener.path)
        try Datagram.send([1, 0, 2], to: listener.path, waitingFor: .seconds(60))
        #expect(listener.next() == Array("READY=1".utf8))
        #expect(listener.next() == [1, 0, 2])
        #expect(listener.next() == nil)
    }

    @Test("do not wait for a listener who does not read, or not longer than allowed")
    func full() throws {
        let listener = try Listener("@gantry-\(UUID())")
        func fill(_ limit: Duration) -> Int32? {
            // The queue of a socket holds some hundred messages at most.
            for _ in 0..<100_000 {
                do { try Datagram.send([0], to: listener.path, waitingFor: limit) } catch { return error.code }
            }
            return nil
        }
        #expect(fill(.zero) == EAGAIN)
        #expect(fill(.milliseconds(1)) == EAGAIN)
        #expect(listener.next() == [0])
        try Datagram.send([1], to: listener.path)
    }

    @Test("to where nobody listens fail, with the reason")
    func nobody() throws {
        #expect(throws: SystemFailure("write to the socket /tmp/none/here", code: ENOENT)) {
            try Datagram.send([0], to: "/tmp/none/here")
        }
        let name = "@gantry-\(UUID())"
        #expect(throws: SystemFailure("write to the socket \(name)", code: ECONNREFUSED)) {
            try Datagram.send([0], to: name)
        }
    }

    @Test("take a path of 107 bytes, and no longer one")
    func long() throws {
        let longest = "/tmp/" + String(repeating: "x", count: 102)
        let listener = try Listener(longest)
        try Datagram.send([7], to: longest)
        #expect(listener.next() == [7])
        #expect(throws: SystemFailure("use the socket \(longest)x", code: ENAMETOOLONG)) {
            try Datagram.send([0], to: longest + "x")
        }
    }
}
