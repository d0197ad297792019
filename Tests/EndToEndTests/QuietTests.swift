import Foundation
import Testing

@Suite("A daemon with nothing to do", .timeLimit(.minutes(4)))
struct QuietTests {
    @Test("sleeps: none of its threads wakes while nothing is due")
    func idle() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-03-02")])
        try portfolio.deadlines(
            triggers: "[{ schedule: \"0 4 1 1 *\", catch_up: none }, { project: changed, settle: 0s }]")
        let daemon = try await RunningDaemon.ready(portfolio.root)
        // It has worked before: a run, its message, answers on the socket.
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        try portfolio.project([("build", "2020-03-03")])
        try await daemon.says("run 2 of deadlines succeeded")
        #expect(try await daemon.gantry("status").status == 0)
        // What was begun may end in its time. From then on, one wake-up in six seconds is what ten a minute would be.
        var wakeUps: [Int] = []
        repeat {
            let before = try Threads(of: daemon.process)
            try await Task.sleep(for: .seconds(6))
            wakeUps.append(try Threads(of: daemon.process).wakeUps(since: before))
        } while wakeUps.last != 0 && wakeUps.count < 15
        #expect(wakeUps.last == 0, "it woke so often in each of six seconds: \(wakeUps)")
        await daemon.stop()
    }

    @Test("keeps as many descriptors and threads as it had, however much was saved")
    func flat() async throws {
        let portfolio = try Portfolio()
        try portfolio.deadlines(triggers: "[{ project: changed, settle: 0s }]")
        for number in 0..<10 { try portfolio.save(number, day: 1) }
        let daemon = try await RunningDaemon.ready(portfolio.root)
        func save(_ rounds: ClosedRange<Int>) async throws {
            for round in rounds {
                for number in 0..<10 {
                    try portfolio.save(number, day: round)
                    try await daemon.says("of deadlines succeeded")
                }
            }
        }
        try await save(2...4)
        let before = try Threads(of: daemon.process)
        try await save(5...24)
        #expect(try await daemon.gantry("status").status == 0)
        // Threads that Dispatch lends for a moment, and a connection that is about to close, go by themselves.
        var now = try Threads(of: daemon.process)
        for _ in 0..<30 where now.names.count > before.names.count || now.others.count > before.others.count {
            try await Task.sleep(for: .seconds(1))
            now = try Threads(of: daemon.process)
        }
        #expect(now.names.count <= before.names.count, "\(before.names) became \(now.names)")
        #expect(now.others.count <= before.others.count, "\(before.others) became \(now.others)")
        // A reader more is opened when all are busy: five of them and the writer, two files each, and their index.
        #expect(now.descriptors.count - now.others.count <= 13, "\(now.descriptors)")
        await daemon.stop()
    }
}

/// What `/proc` says of a process.
private struct Threads {
    /// How often each thread gave its processor away since it began, by its number.
    private var switches: [String: Int] = [:]
    private(set) var names: [String] = []
    private(set) var descriptors: [String] = []

    /// The descriptors without those of the database.
    var others: [String] { descriptors.filter { !$0.contains("/gantry.sqlite") } }

    init(of process: pid_t) throws {
        let folder = "/proc/\(process)"
        for thread in try FileManager.default.contentsOfDirectory(atPath: folder + "/task") {
            // One that has just ended is none.
            guard let status = try? String(contentsOfFile: "\(folder)/task/\(thread)/status", encoding: .utf8) else {
                continue
            }
            let fields = status.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
            let count = fields.first { $0.first == "voluntary_ctxt_switches:" }?.last.flatMap { Int($0) }
            switches[thread] = count
            names.append(fields.first { $0.first == "Name:" }?.last.map(String.init) ?? "")
        }
        names.sort()
        descriptors = try FileManager.default.contentsOfDirectory(atPath: folder + "/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/fd/\($0)")
        }.sorted()
    }

    /// How often its threads woke; one that ended meanwhile counts as once.
    func wakeUps(since before: Threads) -> Int {
        let ended = before.switches.keys.count { switches[$0] == nil }
        return switches.reduce(ended) { $0 + $1.value - (before.switches[$1.key] ?? 0) }
    }
}

extension Portfolio {
    /// Writes one of many projects, whose one task is due on another day each time.
    fileprivate func save(_ number: Int, day: Int) throws {
        let due = String(format: "2020-%02d-%02d", day / 28 + 1, day % 28 + 1)
        try write(
            "projects/p\(number).yaml",
            """
            project: p\(number)
            name: Project \(number)
            lead: asha
            status: active
            start: 2020-01-01
            tasks:
              - { id: build, duration: 5wd, who: [ben], due: \(due) }
            """)
    }
}
