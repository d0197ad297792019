import GantryControl
import GantryCore
import GantrySystem
import GantryTriggers
import ServiceLifecycle

/// Notices when what the daemon stands on is removed while it runs: its state folder, its socket, its database.
///
/// Without its state folder it ends with an error: another daemon could take a new lock there, and people would be told
/// everything twice. So it does without its database: what is written into a file that has no name any more is lost at
/// the next start. A socket is made anew. It sleeps until something in those folders changes.
struct StateFolderWatch: Service {
    /// What happens rarely enough not to be seen by inotify, a network file system for one, is seen after so long.
    private static let safetyScan = Duration.seconds(300)

    private let layout: Layout
    private let reactor: Reactor
    private let thread: BlockingThread
    private let watcher: FolderWatcher
    private let onSocketGone: @Sendable () -> Void
    /// That the store has found itself damaged.
    private let damaged: Hint
    /// As they were when the daemon began to stand on them.
    private let lock: FileStatus?
    private let database: [FileStatus?]

    /// To be made when the lock is held and the database is open. Blocks on files.
    ///
    /// - Parameters:
    ///   - damaged: set when the store has found itself damaged.
    ///   - onSocketGone: called when something changed where the socket is; it looks itself.
    init(
        layout: Layout, reactor: Reactor, thread: BlockingThread, damaged: Hint,
        onSocketGone: @escaping @Sendable () -> Void
    ) {
        (self.layout, self.reactor, self.thread) = (layout, reactor, thread)
        (self.damaged, self.onSocketGone) = (damaged, onSocketGone)
        // The daemon itself writes there all the time.
        watcher = FolderWatcher(reactor: reactor, tellsContents: false)
        (lock, database) = (FileStatus(layout.lock), Self.files(of: layout.database))
    }

    /// The database, and the log beside it that has what was written last.
    private static func files(of database: String) -> [FileStatus?] {
        [FileStatus(database), FileStatus(database + "-wal")]
    }

    /// Watches until a graceful shutdown or cancellation.
    ///
    /// - Throws: `StartFailure` where the state folder or the database is gone, or the database is damaged.
    func run() async throws {
        let looks = Hint(isSet: true)
        let socketFolder = layout.socket.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        await thread.run { [watcher, layout] in watcher.watch([layout.state, socketFolder]) }
        reactor.every(Self.safetyScan) { looks.set() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [watcher] in
                for await _ in watcher.hints.cancelOnGracefulShutdown() { looks.set() }
            }
            group.addTask {
                for await _ in looks.cancelOnGracefulShutdown() { try await self.look() }
            }
            group.addTask {
                for await _ in damaged.cancelOnGracefulShutdown() {
                    throw StartFailure(
                        .database, "the database \(layout.database) is damaged",
                        hint: "it ends, so that nothing is built on that; at its next start it is set aside and told")
                }
            }
            defer { group.cancelAll() }
            for try await _ in group {}
        }
    }

    private func look() async throws {
        _ = watcher.drain()
        let (isOurs, hasDatabase) = await thread.run { [layout, lock, database] in
            let found = Self.files(of: layout.database)
            return (
                FileStatus(layout.lock).isSame(as: lock),
                zip(found, database).allSatisfy { now, then in then == nil || now.isSame(as: then) }
            )
        }
        guard isOurs else {
            throw StartFailure(
                .stateFolderGone, "the state folder \(layout.state) was removed or replaced while the daemon ran",
                hint:
                    "what it knew of alerts and runs went with it; put a backup in its place, or begin anew: start it again"
            )
        }
        guard hasDatabase else {
            throw StartFailure(
                .databaseGone, "the database \(layout.database) was removed or replaced while the daemon ran",
                hint: "it ends, so that nothing is told twice; started again it goes on with what stands there now")
        }
        onSocketGone()
    }
}

extension FileStatus? {
    /// Whether it is one and the same file, whatever was written into it.
    fileprivate func isSame(as other: FileStatus?) -> Bool {
        self?.inode == other?.inode && self?.device == other?.device
    }
}
