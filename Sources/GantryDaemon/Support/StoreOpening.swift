import GantryCore
import GantrySQLite
import GantryStore
import GantrySystem
import Glibc

/// The daemon's database, opened and known to be whole.
struct OpenedStore: Sendable {
    let store: SQLiteStore
    /// What became of the database that was there before; nil where it was there and whole, or never was.
    let loss: String?
    /// Whether it was damaged, which somebody should look into.
    let wasDamaged: Bool

    /// Opens the database, and begins an empty one where it is damaged: the damaged one is kept beside it.
    ///
    /// - Parameters:
    ///   - hasLived: whether a daemon has worked in this state folder before, so that a database was there.
    ///   - endedWell: whether it has left nothing in the database's log.
    /// - Throws: `StartFailure` where it cannot be opened, and beginning anew would be no help, or do harm.
    static func open(_ layout: Layout, hasLived: Bool, endedWell: Bool) async throws -> OpenedStore {
        let path = layout.database
        let isNew = isEmpty(path)
        let logLoss = lossOfLog(path, isExpected: hasLived && !isNew && !endedWell)
        do {
            let store = try SQLiteStore(path: path)
            do {
                try await store.verify()
            } catch {
                try? store.close()
                throw error
            }
            return OpenedStore(
                store: store,
                loss: isNew && hasLived
                    ? "the database \(path) was gone, and is begun anew" : logLoss?.words,
                wasDamaged: logLoss?.isDamage ?? false)
        } catch let failure as StoreFailure {
            guard failure.kind == .damaged else { throw StartFailure(failure, path: path) }
            let place = try setAside(path)
            do {
                return OpenedStore(
                    store: try SQLiteStore(path: path),
                    loss: "\(failure); it was set aside as \(place), and an empty one is begun", wasDamaged: true)
            } catch {
                throw StartFailure(error, path: path)
            }
        }
    }

    /// What is gone of what was written last.
    ///
    /// - Parameter isExpected: whether a daemon was killed, so that a log is there.
    private static func lossOfLog(_ path: String, isExpected: Bool) -> (words: String, isDamage: Bool)? {
        let place = path + "-wal"
        let log = WriteAheadLog(path: place)
        guard !log.hasLostCommits else {
            let copy = log.keep(beside: path).map { "; a copy is \($0)" } ?? ""
            return ("\(place) is damaged, and some of what was written last is gone\(copy)", true)
        }
        return isExpected && isEmpty(place) ? ("what was written last is gone with \(place)", false) : nil
    }

    private static func isEmpty(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_size == 0
    }

    /// Moves the database and what belongs to it out of the way.
    ///
    /// - Returns: where it is now.
    private static func setAside(_ path: String) throws(StartFailure) -> String {
        var number = 1
        var status = stat()
        while lstat("\(path).damaged-\(number)", &status) == 0 { number += 1 }
        let place = "\(path).damaged-\(number)"
        guard rename(path, place) == 0 else {
            throw StartFailure(.database, "the damaged database \(path) cannot be moved away: \(errorText(errno))")
        }
        for suffix in ["-wal", "-shm"] { rename(path + suffix, place + suffix) }
        return place
    }
}

extension StartFailure {
    /// - Parameter path: of the database.
    init(_ failure: StoreFailure, path: String) {
        switch failure.kind {
        case .laterVersion:
            self.init(
                .database, "\(failure)", hint: "install that version again, or move the file away to begin anew",
                exitStatus: 78)
        case .foreign:
            self.init(.database, "\(failure)", hint: "move it away, or take another --root", exitStatus: 78)
        case .full:
            self.init(
                .database, "cannot open \(path): \(failure)",
                hint: "make room; nothing is lost, and gantryd goes on where it was when it is started again")
        case .readOnly, .broken:
            self.init(
                .database, "cannot open \(path): \(failure)",
                hint: "look at the disk, and at who may write to the file and its folder")
        case .damaged, .other:
            self.init(
                .database, "cannot open \(path): \(failure)",
                hint: "move the file away to begin with an empty one, or put a backup in its place")
        }
    }
}
