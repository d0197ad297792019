import GantryCore
import GantrySQLite
import GantryStore
import Glibc
import StoreYear
import Synchronization

/// Measures what a year of checks leaves in a SQLite store, and how long those who write wait while it is pruned.
///
///     year-benchmark [--workflows N] [--projects N] [--days N] [--around-the-clock] [--folder DIR] [--json FILE]
@main
struct YearBenchmark {
    private var (workflows, projects, days) = (50, 100, 365)
    private var plan = StoreYear.Plan.workingHours
    private var folder = "/var/tmp"
    private var json: String?

    static func main() async {
        do {
            try await YearBenchmark(CommandLine.arguments.dropFirst()).run()
        } catch {
            print("error: \(error)")
            exit(1)
        }
    }

    private struct Usage: Error, CustomStringConvertible { let description: String }

    private init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)
        func number() throws -> Int {
            guard let text = rest.first, let number = Int(text), number > 0 else { throw Usage(description: "a number?") }
            rest.removeFirst()
            return number
        }
        while let option = rest.first {
            rest.removeFirst()
            switch option {
            case "--workflows": workflows = try number()
            case "--projects": projects = try number()
            case "--days": days = try number()
            case "--around-the-clock": plan = .aroundTheClock
            case "--folder" where !rest.isEmpty: folder = rest.removeFirst()
            case "--json" where !rest.isEmpty: json = rest.removeFirst()
            default: throw Usage(description: "there is no option \(option)")
            }
        }
    }

    private func run() async throws {
        var template = Array("\(folder)/gantry-year-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Usage(description: "no folder can be made in \(folder)") }
        let place = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let path = place + "/gantry.sqlite"
        defer {
            for name in ["", "-wal", "-shm"] { unlink(path + name) }
            rmdir(place)
        }
        let (store, waits) = (try SQLiteStore(path: path), Waits())
        let began = seconds()
        let count = try await StoreYear(workflows: workflows, projects: projects, plan).write(to: store, days: days) {
            try await Self.prune(store, $0, waits)
        }
        let size = bytes(path) + bytes(path + "-wal")
        let (alone, pruning, longest) = waits.summary
        print("\(count.runs) runs and \(count.messages) messages in \(count.days) days, \(count.pruned) rows pruned")
        print("written in \(rounded(seconds() - began)) s")
        print("database and log: \(rounded(Double(size) / 1e6)) MB")
        print("a write, p99: \(rounded(alone * 1000)) ms with nothing beside it, \(rounded(pruning * 1000)) ms while it is pruned")
        print("the longest that a write waited for pruning: \(rounded(longest * 1000)) ms")
        if let json { try write(size, isWhole: days >= 365 && workflows == 50 && projects == 100, to: json) }
        try store.close()
    }

    /// Prunes while somebody else writes all the time, and takes the time of each write.
    private static func prune(_ store: SQLiteStore, _ keeping: Keeping, _ waits: Waits) async throws -> Int {
        for number in 0..<20 { waits.add(try await writing(store, number), isPruning: false) }
        waits.isPruning.store(true, ordering: .releasing)
        async let pruned = pruning(store, keeping, waits)
        var number = 0
        while waits.isPruning.load(ordering: .acquiring) {
            waits.add(try await writing(store, number), isPruning: true)
            number += 1
        }
        return try await pruned
    }

    private static func pruning(_ store: SQLiteStore, _ keeping: Keeping, _ waits: Waits) async throws -> Int {
        defer { waits.isPruning.store(false, ordering: .releasing) }
        return try await store.prune(keeping)
    }

    /// How long a small write takes, in seconds.
    private static func writing(_ store: SQLiteStore, _ number: Int) async throws -> Double {
        let firing = Firing(workflow: "beside", trigger: "files", occurrences: [], mode: .queue, cursor: "\(number)")
        let began = seconds()
        _ = try await store.admit(firing, at: Instant(secondsSinceEpoch: 0))
        return seconds() - began
    }

    private func write(_ size: Int, isWhole: Bool, to file: String) throws {
        let row = """
            {"rows": [{"name": "year", "figure": \(rounded(Double(size) / 1e6)), "unit": "MB", "reference": null, \
            "of": "", "ratio": null, "text": null, "reduced": \(!isWhole)}]}

            """
        guard let stream = fopen(file, "we") else { throw Usage(description: "\(file) cannot be written") }
        defer { fclose(stream) }
        fputs(row, stream)
    }
}

/// The times of writes, alone and beside pruning.
private final class Waits: Sendable {
    let isPruning = Atomic(false)
    private let times = Mutex<(alone: [Double], pruning: [Double])>(([], []))

    func add(_ time: Double, isPruning: Bool) {
        times.withLock { isPruning ? $0.pruning.append(time) : $0.alone.append(time) }
    }

    /// The 99th percentiles, and the longest beside pruning, in seconds.
    var summary: (alone: Double, pruning: Double, longest: Double) {
        let (alone, pruning) = times.withLock { ($0.alone.sorted(), $0.pruning.sorted()) }
        func percentile(_ sorted: [Double]) -> Double { sorted.isEmpty ? 0 : sorted[sorted.count * 99 / 100] }
        return (percentile(alone), percentile(pruning), pruning.last ?? 0)
    }
}

private func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func bytes(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
