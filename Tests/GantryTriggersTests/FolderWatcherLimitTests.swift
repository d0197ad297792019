import CLinux
import GantryCore
import GantrySystem
import GantryTestSupport
import Glibc
import Synchronization
import Testing

@testable import GantryTriggers

/// inotify with a limit of its own: the system's cannot be lowered for one test.
private final class LimitedCalls: WatchCalls {
    private let calls: InotifyCalls
    private let limit: Mutex<Int>
    private let numbers = Mutex<Set<Int32>>([])
    /// Called before each call to watch a folder.
    private let before: @Sendable (String) -> Void

    init(_ descriptor: Int32, limit: Int = .max, before: @escaping @Sendable (String) -> Void = { _ in }) {
        calls = InotifyCalls(descriptor: descriptor)
        self.limit = Mutex(limit)
        self.before = before
    }

    func raise(to limit: Int) { self.limit.withLock { $0 = limit } }

    func watch(_ path: String, following: Bool) -> Int32 {
        before(path)
        let number = calls.watch(path, following: following)
        guard number >= 0 else { return number }
        return numbers.withLock { numbers in
            if numbers.contains(number) { return number }
            guard numbers.count < limit.withLock({ $0 }) else {
                calls.unwatch(number)
                return -ENOSPC
            }
            numbers.insert(number)
            return number
        }
    }

    func unwatch(_ number: Int32) {
        numbers.withLock { _ = $0.remove(number) }
        calls.unwatch(number)
    }

    func isRemote(_ path: String) -> Bool { path.hasSuffix("/remote") }
}

@Suite("The folder watcher at its limits", .timeLimit(.minutes(3)))
struct FolderWatcherLimitTests {
    @Test("a folder that cannot be watched whole is to be polled, and the sysctl is named; with room it is watched")
    func limit() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir -p tree/a tree/b tree/c small")
        let descriptor = clinux_inotify_create()
        let calls = LimitedCalls(descriptor, limit: 3)
        let watching = try Watching { FolderWatcher(reactor: $0, descriptor: descriptor, calls: calls) }
        await watching.watch([folder / "small"], recursively: [folder / "tree"])
        #expect(watching.watcher.polled == [folder / "tree"])
        let problem = try #require(watching.watcher.problems.first)
        #expect(problem.code == .watchLimitReached)
        #expect(problem.severity == .warning)
        #expect(problem.message.contains("fs.inotify.max_user_watches"))
        #expect(problem.message.contains(folder / "tree"))
        #expect(problem.hint == "sysctl fs.inotify.max_user_watches=524288")
        folder.shell("echo x > small/x")
        await watching.see(folder / "small/x")

        calls.raise(to: 100)
        watching.watcher.watch([folder / "small"], recursively: [folder / "tree"])
        #expect(watching.watcher.polled.isEmpty)
        #expect(watching.watcher.problems.isEmpty)
        folder.shell("for name in a b c; do echo x > tree/$name/x; done")
        await watching.see { report in ["a", "b", "c"].allSatisfy { report.paths.contains(folder / "tree/\($0)/x") } }
    }

    @Test("a folder that comes into a tree when the limit is reached makes the tree one to be polled")
    func limitLater() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir tree")
        let descriptor = clinux_inotify_create()
        let watching = try Watching {
            FolderWatcher(reactor: $0, descriptor: descriptor, calls: LimitedCalls(descriptor, limit: 1))
        }
        await watching.watch([], recursively: [folder / "tree"])
        #expect(watching.watcher.polled.isEmpty)
        folder.shell("mkdir tree/new && echo x > tree/last")
        await watching.see(folder / "tree/last")
        #expect(watching.watcher.polled == [folder / "tree"])
    }

    @Test("a missing folder that comes while the one above it is about to be watched is not missed")
    func race() async throws {
        let folder = try TemporaryFolder()
        let descriptor = clinux_inotify_create()
        let calls = LimitedCalls(descriptor) { path in
            if path == folder.path { folder.shell("mkdir -p a/b") }
        }
        let watching = try Watching { FolderWatcher(reactor: $0, descriptor: descriptor, calls: calls) }
        await watching.watch([folder / "a/b"])
        folder.shell("echo x > a/b/x")
        await watching.see(folder / "a/b/x")
    }

    @Test("without inotify all folders are to be polled, and nothing fails")
    func none() throws {
        let folder = try TemporaryFolder()
        let reactor = try Reactor()
        let watcher = FolderWatcher(reactor: reactor, descriptor: -EMFILE, calls: InotifyCalls(descriptor: -EMFILE))
        watcher.watch([folder.path], recursively: [folder / "missing"])
        #expect(watcher.polled == [folder.path, folder / "missing"])
        #expect(watcher.problems.allSatisfy { $0.message.contains("fs.inotify.max_user_instances") })
        #expect(watcher.drain().isEmpty)
    }

    @Test("a network file system is watched, and to be polled too")
    func remote() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir remote")
        let descriptor = clinux_inotify_create()
        let watching = try Watching {
            FolderWatcher(reactor: $0, descriptor: descriptor, calls: LimitedCalls(descriptor, limit: 9))
        }
        await watching.watch([folder / "remote"])
        #expect(watching.watcher.polled == [folder / "remote"])
        #expect(watching.watcher.problems.map(\.code) == [.folderNotWatched])
        folder.shell("echo x > remote/x")
        await watching.see(folder / "remote/x")
    }

    @Test("a report stays bounded: beyond its limit it asks for a rescan")
    func bounded() {
        var report = WatchReport()
        report.add(WatchReport(paths: Set((0..<WatchReport.pathLimit).map(String.init))))
        #expect(!report.rescan)
        report.add(WatchReport(paths: ["one more"]))
        #expect(report == WatchReport(rescan: true))
    }

    @Test("events that are cut short or hold no UTF-8 do no harm")
    func events() {
        func bytes(_ watch: Int32, _ mask: UInt32, _ name: [UInt8]) -> [UInt8] {
            withUnsafeBytes(of: watch, Array.init) + withUnsafeBytes(of: mask, Array.init) + [0, 0, 0, 0]
                + withUnsafeBytes(of: UInt32(name.count), Array.init) + name
        }
        let all = bytes(3, 8, [97, 0, 0, 0]) + bytes(4, 8, [0xFF, 0]) + bytes(5, 1024, [])
        let events = all.withUnsafeBytes { FolderEvent.all(in: $0) }
        #expect(events.map(\.watch) == [3, 4, 5])
        #expect(events.map(\.name) == ["a", nil, ""])
        for length in 0..<all.count {
            _ = Array(all.prefix(length)).withUnsafeBytes { FolderEvent.all(in: $0) }
        }
    }
}
