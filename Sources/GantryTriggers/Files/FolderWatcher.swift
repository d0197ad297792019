import CLinux
package import GantryCore
package import GantrySystem
import Glibc
import Synchronization

/// Tells when files in folders change, by inotify and by the table of mounts.
///
/// A hint says that there is something; `drain` says what. Nothing is lost between two hints, and a burst is one hint.
package final class FolderWatcher: Sendable {
    /// A hint as soon as something changed since the last `drain`.
    package let hints = Hint()

    private let descriptor: Int32
    private let mounts: Int32
    private let readers: [(id: Reactor.ReaderID, descriptor: Int32)]
    private let reactor: Reactor
    private let shared: Shared

    /// What the reactor's thread works on; it outlives the watcher for as long as a batch is under way.
    private final class Shared: Sendable {
        /// Held while folders are looked through: only for those that may wait.
        let tree: Mutex<WatchTree>
        let report = Mutex(WatchReport())
        let problems = Mutex<[String: Diagnostic]>([:])
        /// Held while events are read, so that they are taken in their order.
        let order = Mutex(())
        /// The watched folders without links, and what is mounted there.
        let mounts = Mutex<(folders: Set<String>, table: MountTable?)>(([], nil))

        init(tree: WatchTree) { self.tree = Mutex(tree) }
    }

    /// Where inotify is not to be had, all folders are `polled`.
    ///
    /// - Parameter tellsContents: whether what is written into files is told, and not only which files come and go.
    package convenience init(reactor: Reactor, tellsContents: Bool = true) {
        let descriptor = clinux_inotify_create()
        let calls = InotifyCalls(descriptor: descriptor, tellsContents: tellsContents)
        self.init(reactor: reactor, descriptor: descriptor, calls: calls)
    }

    init(reactor: Reactor, descriptor: Int32, calls: any WatchCalls) {
        (self.reactor, self.descriptor) = (reactor, descriptor)
        let shared = Shared(tree: WatchTree(calls: calls))
        self.shared = shared
        mounts = open(MountTable.path, O_RDONLY | O_CLOEXEC)
        let events = try? reactor.addReader(of: descriptor) { [hints] in Self.read(descriptor, into: shared, hints) }
        let changes = try? reactor.addReader(of: mounts, urgently: true) { [hints] in
            Self.lookAtMounts(shared, hints)
        }
        readers = [(events, descriptor), (changes, mounts)].compactMap { id, descriptor in
            id.map { ($0, descriptor) }
        }
    }

    deinit {
        hints.finish()
        for reader in readers { reactor.removeReader(reader.id, of: reader.descriptor) }
        for descriptor in [descriptor, mounts] where descriptor >= 0 { close(descriptor) }
    }

    /// Watches these folders and no others. A folder that is missing is waited for; one that is newly watched hints at
    /// a rescan, as its files may have changed before. It waits for the disk: call it on a `BlockingThread`.
    ///
    /// - Parameters:
    ///   - folders: absolute paths, without a slash at the end.
    ///   - trees: folders that are watched with all that is in them, whether they are among `folders` or not. Links
    ///     to folders are followed, hidden folders are not gone into.
    package func watch(_ folders: Set<String>, recursively trees: Set<String> = []) {
        let wanted = Dictionary(
            folders.map { ($0, false) } + trees.map { ($0, true) }, uniquingKeysWith: { $0 || $1 }
        )
        shared.tree.withLock { tree in
            let report = tree.watch(wanted)
            Self.publish(report, tree.problems, shared, hints)
        }
        let real = Set(wanted.keys.map(Self.withoutLinks))
        shared.mounts.withLock { $0 = (real, $0.folders == real ? $0.table : nil) }
        Self.lookAtMounts(shared, hints)
    }

    private static func withoutLinks(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Watches everything anew where something was mounted over it, in it, or is no more.
    private static func lookAtMounts(_ shared: Shared, _ hint: Hint) {
        let hasChanged = shared.mounts.withLock { known in
            let table = MountTable.now.concerning(known.folders)
            defer { known.table = table }
            return known.table != nil && known.table != table
        }
        guard hasChanged else { return }
        shared.tree.withLock { tree in
            let report = tree.mountsChanged()
            publish(report, tree.problems, shared, hint)
        }
    }

    /// What changed since the last call.
    package func drain() -> WatchReport {
        shared.report.withLock { report in
            defer { report = WatchReport() }
            return report
        }
    }

    /// Whether somebody has written to a file and not closed it yet, by all that the system has told until now.
    ///
    /// - Parameter path: absolute. It waits for the disk: call it on a `BlockingThread`.
    package func isBeingWritten(_ path: String) -> Bool {
        if descriptor >= 0 { Self.read(descriptor, into: shared, hints) }
        return shared.tree.withLock { $0.isBeingWritten(path) }
    }

    /// The folders asked for that cannot be watched, or not wholly: they are to be looked at from time to time.
    package var polled: Set<String> { Set(shared.problems.withLock { $0.keys }) }

    /// Why folders are `polled`, by folder.
    package var problems: [Diagnostic] {
        shared.problems.withLock { problems in problems.sorted { $0.key < $1.key }.map(\.value) }
    }

    private static func publish(
        _ report: WatchReport, _ problems: [String: Diagnostic], _ shared: Shared,
        _ hint: Hint
    ) {
        shared.problems.withLock { $0 = problems }
        guard !report.isEmpty else { return }
        shared.report.withLock { $0.add(report) }
        hint.set()
    }

    private static func events(of descriptor: Int32) -> [FolderEvent] {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 8) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return [] }
            return FolderEvent.all(in: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private static func read(_ descriptor: Int32, into shared: Shared, _ hint: Hint) {
        // A flood may fill it as fast as it is read; the reactor has other duties.
        for _ in 0..<16 {
            let isMore = shared.order.withLock { _ in
                let events = Self.events(of: descriptor)
                guard !events.isEmpty else { return false }
                shared.tree.withLock { tree in
                    let report = tree.take(events)
                    publish(report, tree.problems, shared, hint)
                }
                return true
            }
            guard isMore else { return }
        }
    }
}
