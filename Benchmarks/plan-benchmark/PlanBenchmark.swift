import GantryCore
import GantryProject
import GantryYAML
import Glibc

/// Measures the planner inside of one process, without reading files: networks of growing size, each task with two
/// links, planned again and again. Prints the median, and the memory that the plan holds.
@main
enum PlanBenchmark {
    static func main() {
        let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 21
        print("tasks  links  median ms  worst ms  KiB held  bytes a task")
        for tasks in [1250, 2500, 5000, 10_000, 20_000] {
            guard let project = project(of: tasks) else { return print("the project could not be read") }
            var times: [Double] = []
            for _ in 0..<rounds {
                let start = now()
                let plan = Plan(of: project, people: [:])
                times.append((now() - start) * 1000)
                precondition(plan.tasks.count == tasks)
            }
            times.sort()
            let before = residentPages()
            // Many at once, since pages are counted, not bytes.
            let plans = (0..<20).map { _ in Plan(of: project, people: [:]) }
            let held = max(0, residentPages() - before) * 4096 / plans.count
            let links = project.tasks.reduce(0) { $0 + $1.after.count }
            print(
                "\(tasks)  \(links)  \(rounded(times[rounds / 2]))  \(rounded(times[rounds - 1]))  \(held / 1024)  "
                    + "\(held / tasks)")
        }
    }

    /// Each task waits for two of the fifty before it, by all kinds of links and waits in turn.
    private static func project(of tasks: Int) -> Project? {
        var seed: UInt64 = 1
        func below(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
        // A file holds at most 100,000 nodes, so the tasks stand on one line each.
        var text = "project: big\nlead: asha\nstart: 2026-01-05\ndeadline: 2036-01-04\ntasks:\n"
        for task in 0..<tasks {
            let first = task - 1 - below(min(25, max(1, task)))
            let second = first - 1 - below(25)
            let waits = ["", "+1wd", "+2wd", ""]
            let after = [first, second].filter { $0 >= 0 }.map { "t\($0)\(waits[below(4)])" }
            text +=
                "  - t\(task): \(1 + below(9))wd" + (after.isEmpty ? "" : " after \(after.joined(separator: ", "))")
                + "\n"
        }
        let collector = DiagnosticCollector()
        let context = ProjectContext(mailDomain: "example.org", load: { _ in .failure(.missing) })
        let source = SourceText(name: "big.yaml", bytes: Array(text.utf8))
        return ProjectReader.read(source, context: context, collector)
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func rounded(_ milliseconds: Double) -> String { "\((milliseconds * 100).rounded() / 100)" }

    /// The pages of memory that this process has.
    private static func residentPages() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var (size, resident) = (0, 0)
        withUnsafeMutablePointer(to: &size) { size in
            withUnsafeMutablePointer(to: &resident) { resident in
                _ = withVaList([size, resident]) { vfscanf(file, "%ld %ld", $0) }
            }
        }
        return resident
    }
}
