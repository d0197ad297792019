import GantryCore
import Synchronization
import Testing

@testable import GantrySystem

@Suite("The reactor and its clock", .timeLimit(.minutes(3)))
struct ReactorTests {
    private func started() throws -> Reactor {
        let reactor = try Reactor()
        try reactor.start()
        return reactor
    }

    @Test("a sleep ends at its instant, not before")
    func sleep() async throws {
        let reactor = try started()
        defer { reactor.stop() }
        let clock = SystemClock(reactor: reactor)
        let due = clock.now + .milliseconds(20)
        try await clock.sleep(until: due)
        #expect(clock.now >= due)
        try await clock.sleep(until: clock.now - .seconds(1))
    }

    @Test("a clock with an offset shows and sleeps by its own time")
    func offset() async throws {
        let reactor = try started()
        defer { reactor.stop() }
        let start = try #require(Instant(rfc3339: "2031-05-06T07:08:09Z"))
        let clock = SystemClock(reactor: reactor, startingAt: start)
        #expect(clock.now >= start && clock.now < start + .seconds(60))
        #expect(clock.reading.now >= start && clock.reading.now < start + .seconds(60))
        try await clock.sleep(until: clock.now + .milliseconds(5))
        #expect(clock.now >= start + .milliseconds(5))
        #expect(clock.now < start + .seconds(60))
    }

    @Test("timers come in the order of their deadlines, whatever the order they were set in")
    func order() async throws {
        let reactor = try started()
        defer { reactor.stop() }
        let (fired, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .unbounded)
        let start = WallTime.now
        for milliseconds in [30, 10, 20, 40] {
            reactor.schedule(at: start + .milliseconds(milliseconds)) { wake in
                #expect(wake == .due)
                continuation.yield(milliseconds)
            }
        }
        let taken = reactor.schedule(at: start + .seconds(3600)) { _ in continuation.yield(0) }
        #expect(reactor.cancel(taken))
        #expect(!reactor.cancel(taken))
        var order: [Int] = []
        for await milliseconds in fired.prefix(4) { order.append(milliseconds) }
        #expect(order == [10, 20, 30, 40])
        #expect(reactor.timerCount == 0)
    }

    @Test("a cancelled sleep throws at once, whenever the cancellation comes")
    func cancel() async throws {
        let reactor = try started()
        defer { reactor.stop() }
        let clock = SystemClock(reactor: reactor)
        for delay in 0..<20 {
            let sleeping = Task { try await clock.sleep(until: clock.now + .seconds(3600)) }
            if delay > 0 { try await clock.sleep(until: clock.now + .microseconds(delay * 50)) }
            sleeping.cancel()
            await #expect(throws: CancellationError.self) { try await sleeping.value }
        }
        #expect(reactor.timerCount == 0)
    }

    @Test("stopping ends all sleeps, and later ones do not begin")
    func stop() async throws {
        let reactor = try started()
        let clock = SystemClock(reactor: reactor)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hours in 1...10 {
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await clock.sleep(until: clock.now + .seconds(hours * 3600))
                    }
                }
            }
            while reactor.timerCount < 10 { await Task.yield() }
            reactor.stop()
            try await group.waitForAll()
        }
        await #expect(throws: CancellationError.self) { try await clock.sleep(until: clock.now + .seconds(3600)) }
    }

    @Test("when the clock is set, all who sleep look again, and can sleep on")
    func clockSet() async throws {
        let reactor = try started()
        defer { reactor.stop() }
        let clock = SystemClock(reactor: reactor)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hours in 1...3 {
                group.addTask { try await clock.sleep(until: clock.now + .seconds(hours * 3600)) }
            }
            while reactor.timerCount < 3 { await Task.yield() }
            reactor.wakeAll()
            try await group.waitForAll()
        }
        #expect(reactor.timerCount == 0)
        let due = clock.now + .milliseconds(5)
        try await clock.sleep(until: due)
        #expect(clock.now >= due)
    }

    @Test("what is asked for every few milliseconds comes again and again, until the end")
    func every() async throws {
        let reactor = try started()
        let (pings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
        reactor.every(.milliseconds(3)) { continuation.yield() }
        var count = 0
        for await _ in pings.prefix(3) { count += 1 }
        #expect(count == 3)
        reactor.stop()
        #expect(reactor.timerCount == 0)
    }

    @Test("idle means no wake-up")
    func idle() async throws {
        let idle = try started()
        let busy = try started()
        defer {
            idle.stop()
            busy.stop()
        }
        idle.schedule(at: WallTime.now + .seconds(3600)) { _ in }
        let clock = SystemClock(reactor: busy)
        for _ in 0..<5 { try await clock.sleep(until: clock.now + .milliseconds(10)) }
        #expect(idle.wakeUps == 0)
        // One for each deadline at most: one that is past already needs none.
        #expect(busy.wakeUps <= 5)
    }

    @Test("a timer that is set before the reactor starts comes after it")
    func early() async throws {
        let reactor = try Reactor()
        let (fired, continuation) = AsyncStream.makeStream(of: Reactor.Wake.self, bufferingPolicy: .unbounded)
        reactor.schedule(at: WallTime.now - .seconds(1)) { continuation.yield($0) }
        try reactor.start()
        try reactor.start()
        for await wake in fired.prefix(1) { #expect(wake == .due) }
        reactor.stop()
        reactor.stop()
    }

    @Test("a reading has the time since boot, which grows")
    func reading() async throws {
        let first = WallTime.reading
        let second = WallTime.reading
        #expect(try #require(second.uptime) >= #require(first.uptime))
        #expect(first.uptime ?? .zero > .zero)
    }
}

@Suite("The thread for blocking work", .timeLimit(.minutes(3)))
struct BlockingThreadTests {
    @Test("work is done one after the other, and gives its result")
    func order() async throws {
        let thread = try BlockingThread(name: "gantry-test")
        let order = Mutex<[Int]>([])
        for number in 1...50 {
            let result = await thread.run {
                order.withLock { $0.append(number) }
                return number * 2
            }
            #expect(result == number * 2)
        }
        #expect(order.withLock { $0 } == Array(1...50))
    }

    @Test("many may ask at once")
    func many() async throws {
        let thread = try BlockingThread(name: "gantry-test")
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 1...200 { group.addTask { await thread.run { number } } }
            return await group.reduce(0, +)
        }
        #expect(sum == 20_100)
    }
}
