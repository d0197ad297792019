import GantryCore
import GantryTestSupport
import Testing

private let noon = Instant(secondsSinceEpoch: 1_794_812_400)

@Suite("Hints", .timeLimit(.minutes(3)))
struct HintTests {
    @Test("that nobody waits for are kept as one")
    func kept() async {
        let hint = Hint()
        for _ in 0..<5 { hint.set() }
        #expect(await hint.wait())
        hint.finish()
        #expect(await !hint.wait())
    }

    @Test("wake all loops, those that are at work among them")
    func all() async {
        let hint = Hint()
        let seen = Collector<Int>()
        await withDiscardingTaskGroup { group in
            for loop in 0..<3 {
                group.addTask {
                    for await _ in hint {
                        seen.add(loop)
                        // One that is slow finds the hint that came meanwhile.
                        for _ in 0..<(loop * 50) { await Task.yield() }
                    }
                }
            }
            for count in 1...4 {
                hint.set()
                await seen.wait { $0.count == 3 * count }
            }
            hint.finish()
        }
        #expect((0..<3).map { loop in seen.all.count { $0 == loop } } == [4, 4, 4])
    }

    @Test("may be there from the start")
    func start() async {
        #expect(await Hint(isSet: true).wait())
    }

    @Test("end loops by an end, after the last one was seen, and come no more")
    func end() async {
        let hint = Hint()
        hint.set()
        hint.finish()
        hint.set()
        var count = 0
        for await _ in hint { count += 1 }
        #expect(count == 1)
    }

    @Test("are not lost to a wait that is cancelled, whenever the cancellation comes")
    func cancelled() async {
        let hint = Hint()
        for delay in 0..<50 {
            let waiting = Task { await hint.wait() }
            for _ in 0..<delay { await Task.yield() }
            waiting.cancel()
            #expect(await !waiting.value)
            hint.set()
            #expect(await hint.wait())
        }
    }

    @Test("that race with a cancellation are seen by it or by the next")
    func raced() async {
        for _ in 0..<200 {
            let hint = Hint()
            let waiting = Task { await hint.wait() }
            await withDiscardingTaskGroup { group in
                group.addTask { hint.set() }
                group.addTask { waiting.cancel() }
            }
            let isSeen = await waiting.value
            hint.finish()
            #expect(await hint.wait() == !isSeen)
        }
    }

    @Test("end a wait before its instant, and the instant ends it without one")
    func until() async {
        let (hint, clock) = (Hint(), ManualClock(noon))
        hint.set()
        #expect(await hint.wait(until: noon + .seconds(60), by: clock))
        #expect(clock.nextWake == nil)
        async let waiting = hint.wait(until: noon + .seconds(60), by: clock)
        while clock.nextWake == nil { await Task.yield() }
        clock.advance(by: .seconds(60))
        #expect(await waiting)
        // Nothing was given meanwhile.
        async let next = hint.wait()
        hint.finish()
        #expect(await !next)
    }

    @Test("leave nobody asleep when the task is cancelled")
    func untilCancelled() async {
        let (hint, clock) = (Hint(), ManualClock(noon))
        let waiting = Task { await hint.wait(until: noon + .seconds(60), by: clock) }
        while clock.nextWake == nil { await Task.yield() }
        waiting.cancel()
        #expect(await !waiting.value)
        #expect(clock.nextWake == nil)
    }

    @Test("end a wait for an instant when no more come")
    func untilFinished() async {
        let (hint, clock) = (Hint(), ManualClock(noon))
        async let goesOn = hint.wait(until: noon + .seconds(60), by: clock)
        while clock.nextWake == nil { await Task.yield() }
        hint.finish()
        #expect(await !goesOn)
    }
}
