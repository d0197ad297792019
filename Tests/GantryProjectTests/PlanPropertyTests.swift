import GantryCore
import Testing

@testable import GantryProject

/// A random network, as text of a project file and as numbers.
private struct RandomNetwork {
    struct Link {
        let from: Int
        let kind: String
        let lag: Int
    }

    var durations: [Int] = []
    var links: [[Link]] = []

    init(seed: UInt64, tasks: Int, kinds: [String]) {
        var random = SplitMix(seed: seed)
        let below = { (limit: Int, random: inout SplitMix) in Int(random.next() % UInt64(limit)) }
        for task in 0..<tasks {
            durations.append(below(8, &random))
            var mine: [Link] = []
            for from in 0..<task where below(3, &random) == 0 {
                mine.append(
                    Link(from: from, kind: kinds[below(kinds.count, &random)], lag: below(7, &random) - 2))
            }
            links.append(mine)
        }
    }

    /// - Parameter order: in which the tasks stand in the file.
    func text(_ order: [Int]) -> String {
        order.map { task in
            let after = links[task].map { "{ task: t\($0.from), type: \($0.kind), lag: \($0.lag)wd }" }
            return "  - { id: t\(task), duration: \(durations[task])wd, after: [\(after.joined(separator: ", "))] }"
        }.joined(separator: "\n")
    }

    /// How much later than its predecessor's a task's start is at least.
    private func weight(_ link: Link, to task: Int) -> Int {
        switch link.kind {
        case "FS": durations[link.from] + link.lag
        case "SS": link.lag
        case "FF": durations[link.from] + link.lag - durations[task]
        default: link.lag - durations[task]
        }
    }

    /// The longest of all paths that end at a task, every one of them walked.
    func longestPath(to task: Int) -> Int {
        links[task].map { longestPath(to: $0.from) + weight($0, to: task) }.reduce(0, max)
    }

    var finish: Int { durations.indices.map { longestPath(to: $0) + durations[$0] }.max() ?? 0 }

    /// The latest start, by every path from a task to the finish.
    func latestStart(of task: Int) -> Int {
        var latest = finish - durations[task]
        for (next, links) in links.enumerated() {
            for link in links where link.from == task {
                latest = min(latest, latestStart(of: next) - weight(link, to: next))
            }
        }
        return latest
    }
}

@Suite("Plans of random networks")
struct PlanPropertyTests {
    @Test("every path that is walked gives the same early and late times", arguments: 1...60)
    func bruteForce(_ seed: Int) throws {
        let random = RandomNetwork(seed: UInt64(seed), tasks: 9, kinds: ["FS", "SS", "FF", "SF"])
        let plan = try planned(random.text(Array(0..<9)))
        for (task, row) in plan.tasks.enumerated() {
            #expect(row.earlyStart == WorkTime(days: random.longestPath(to: task)))
            #expect(row.lateStart == WorkTime(days: random.latestStart(of: task)))
            #expect(row.earlyFinish - row.earlyStart == WorkTime(days: random.durations[task]))
            #expect(row.lateFinish - row.lateStart == WorkTime(days: random.durations[task]))
        }
        #expect(plan.early.finish == WorkTime(days: random.finish))
    }

    @Test("late is never before early, and free float never more than total float", arguments: 1...40)
    func floats(_ seed: Int) throws {
        let random = RandomNetwork(seed: UInt64(seed + 1000), tasks: 30, kinds: ["FS", "SS", "FF", "SF"])
        // Calendar waits and efforts among them, and some facts.
        let text = random.text(Array(0..<30)).replacing("lag: 3wd", with: "lag: 3d").replacing(
            "lag: 4wd", with: "lag: 6d"
        )
        .replacing("duration: 5wd", with: "effort: 5pd, who: [ben]")
        .replacing("duration: 6wd", with: "duration: 6wd, percent: 50, started: 2026-03-05")
        let people = "ben: { works: 30h/week, leave: [{ from: 2026-03-10, to: 2026-03-19 }] }"
        for asOf in [nil, "2026-03-12"] {
            let plan = try planned(text, people: people, asOf: asOf)
            for task in plan.tasks {
                #expect(task.earlyStart <= task.lateStart && task.earlyFinish <= task.lateFinish)
                #expect(task.freeFloat >= .zero && task.freeFloat <= task.totalFloat)
            }
            #expect(plan.tasks.contains { $0.isCritical })
            #expect(plan.tasks.allSatisfy { $0.lateFinish <= plan.early.finish })
        }
    }

    @Test("free float is just what a task can slip before another moves", arguments: 1...30)
    func freeFloat(_ seed: Int) throws {
        let random = RandomNetwork(seed: UInt64(seed + 2000), tasks: 8, kinds: ["FS", "SS", "FF", "SF"])
        let plan = try planned(random.text(Array(0..<8)))
        for (index, task) in plan.tasks.enumerated() {
            for (slip, moves) in [(WorkTime.zero, false), (WorkTime(days: 1), true)] {
                var network = plan.network
                network.nodes[index].state = .planned(notBefore: task.earlyStart + task.freeFloat + slip)
                let slipped = ForwardPass(over: network)
                let others = plan.tasks.indices.contains { $0 != index && slipped.starts[$0] != plan.early.starts[$0] }
                #expect((others || slipped.finish != plan.early.finish) == moves, "\(task.id) by \(slip)")
            }
        }
    }

    @Test("the order of the tasks in the file changes nothing", arguments: 1...20)
    func order(_ seed: Int) throws {
        let random = RandomNetwork(seed: UInt64(seed + 3000), tasks: 12, kinds: ["FS", "SS", "FF", "SF"])
        let straight = try planned(random.text(Array(0..<12)))
        let turned = try planned(random.text((0..<12).reversed()))
        #expect(straight.rows.sorted() == turned.rows.sorted())
        #expect(Set(straight.criticalPath) == Set(turned.criticalPath))
    }
}
