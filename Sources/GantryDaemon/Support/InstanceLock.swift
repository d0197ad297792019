import GantryCore
import GantrySystem
import Glibc

/// Keeps a second daemon away from a state folder: an flock, which the kernel gives back however the daemon ends.
struct InstanceLock: ~Copyable {
    private let descriptor: Int32
    /// Whether there has been a daemon in this folder before.
    let hasLived: Bool
    /// Whether the last one ended as it should, with nothing left in the database's log.
    let endedWell: Bool

    private static let stopped = " stopped"

    /// Takes the lock and writes this process's id into its file.
    ///
    /// - Throws: `StartFailure` where another process holds it.
    init(path: String) throws(StartFailure) {
        var status = stat()
        hasLived = lstat(path, &status) == 0
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else {
            throw StartFailure(.stateFolder, "cannot open \(path): \(SystemFailure.lastReason)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            let who = holder.isEmpty ? "" : " (process \(holder))"
            throw StartFailure(
                .alreadyRunning, "another gantryd\(who) runs on this state folder: \(path)",
                hint: "stop it first, or start this one with another --root")
        }
        endedWell = Self.text(descriptor).contains(Self.stopped)
        write(endedWell ? Self.stopped : "")
    }

    deinit { close(descriptor) }

    /// What is written from now on is to be found by the next daemon.
    func markRunning() { write("") }

    /// All that was written is in the database's file.
    func markStopped() { write(Self.stopped) }

    private func write(_ mark: String) {
        let text = "\(getpid())\(mark)\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    private static func text(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    private static func holder(_ descriptor: Int32) -> String { text(descriptor).filter(\.isNumber) }
}

/// Refuses a root that is not there, before anything is made in its place.
func requireFolder(_ path: String) throws(StartFailure) {
    var status = stat()
    guard stat(path, &status) == 0 else {
        throw StartFailure(
            .noRoot, "cannot serve \(path): \(SystemFailure.lastReason)",
            hint: "gantry init \(shellQuoted(path)) makes one to begin with", exitStatus: 78)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        throw StartFailure(.noRoot, "cannot serve \(path): it is not a folder", exitStatus: 78)
    }
}

/// Makes a folder of the daemon's own, and those above it, with mode 0750.
///
/// - Throws: `StartFailure` where that cannot be, or where something else stands there.
func makeStateFolder(_ path: String) throws(StartFailure) {
    var built = ""
    for part in path.split(separator: "/") {
        built += "/" + part
        guard mkdir(built, 0o750) != 0, errno != EEXIST else { continue }
        throw StartFailure(
            .stateFolder, "cannot make the folder \(built): \(SystemFailure.lastReason)",
            hint: "gantryd must be able to write there, or take another --root")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw StartFailure(.stateFolder, "\(path) is not a folder")
    }
    guard access(path, W_OK) == 0 else {
        throw StartFailure(.stateFolder, "cannot write to \(path): \(SystemFailure.lastReason)")
    }
    // Also where it is not new: whoever made it may have died before this.
    synchroniseAbove(path)
}

/// Puts a folder's name on the disk: a database is gone with the name of its folder, however often it is synced itself.
/// Where that cannot be, as in a folder that may not be read, the name is its owner's to keep.
private func synchroniseAbove(_ path: String) {
    let descriptor = open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
}
