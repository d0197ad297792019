import GantryControl
import GantryCore
import GantrySystem
import Glibc

/// The daemon's socket as a file: who may stand in its place, and who may open it.
///
/// The caller holds the lock of the state folder, so no other daemon of this folder is at work here.
struct ControlSocket: Sendable {
    let path: String

    private var folder: String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 2 ? parts.dropLast().joined(separator: "/") : "/"
    }

    /// Makes ready for binding: a folder that is not open to strangers, and nothing in the socket's place.
    ///
    /// - Throws: `StartFailure` where something else stands there, a link among it: it is never removed.
    func prepare() throws(StartFailure) {
        if let diagnostic = SocketPath.diagnostic(for: path) { throw StartFailure([diagnostic]) }
        try prepareFolder()
        guard let status = FileStatus(path) else { return }
        guard status.isSocket else {
            throw taken(
                "\(status.kind) stands where the daemon's socket belongs: \(path)", "look at it, then remove it")
        }
        guard status.owner == geteuid() else {
            throw taken("the socket \(path) belongs to somebody else (uid \(status.owner))", "look who listens there")
        }
        guard !SocketLocator.answers(path) else {
            throw taken("another program listens at \(path)", "stop it, or serve another folder with --root")
        }
        guard unlink(path) == 0 else {
            throw taken("the old socket \(path) cannot be removed: \(SystemFailure.lastReason)", nil)
        }
    }

    /// Opens the socket that was just bound to its owner and group and to nobody else, and makes sure of it.
    ///
    /// - Throws: `StartFailure` where it is not ours any more.
    func admitGroup() throws(StartFailure) -> FileStatus {
        guard let bound = FileStatus(path), bound.isSocket, bound.owner == geteuid() else {
            throw taken("somebody took the place of the daemon's socket: \(path)", nil)
        }
        guard chmod(path, 0o660) == 0, let status = FileStatus(path), status.permissions == 0o660,
            status.inode == bound.inode
        else { throw taken("the mode of \(path) cannot be set: \(SystemFailure.lastReason)", nil) }
        return status
    }

    /// Removes the socket, if it still is the one that was bound.
    func remove(_ bound: FileStatus) {
        guard let now = FileStatus(path), now.inode == bound.inode, now.device == bound.device else { return }
        unlink(path)
    }

    /// Files that this process makes from now on are closed to strangers, and to the group for writing: a socket is
    /// bound before its mode can be set, and must not be open in between.
    static func restrictNewFiles() {
        let former = umask(0o027)
        if former | 0o027 != 0o027 { umask(former | 0o027) }
    }

    private func prepareFolder() throws(StartFailure) {
        let folder = folder
        if mkdir(folder, 0o750) == 0 { return }
        guard errno == EEXIST, let status = FileStatus(folder, followingLinks: true), status.isFolder else {
            throw unusable("the folder of the socket cannot be made: \(folder): \(SystemFailure.lastReason)", nil)
        }
        guard status.owner == geteuid() || status.owner == 0 else {
            throw unusable("the folder \(folder) belongs to somebody else (uid \(status.owner))", "take another --root")
        }
        let isSticky = status.mode & S_ISVTX != 0
        if status.permissions & 0o022 != 0, !isSticky {
            throw unusable("others may write to the folder \(folder)", "chmod 0750 \(shellQuoted(folder))")
        }
        // A state folder made by hand is closed; any other is not ours to change.
        if status.permissions & 0o007 != 0, status.owner == geteuid(), "\(folder)/".contains("/.gantry/") {
            chmod(folder, 0o750)
        }
    }

    private func taken(_ message: String, _ hint: String?) -> StartFailure {
        StartFailure([Diagnostic(.error, .socketPlaceTaken, message, hint: hint)])
    }

    private func unusable(_ message: String, _ hint: String?) -> StartFailure {
        StartFailure([Diagnostic(.error, .socketFolderUnusable, message, hint: hint)])
    }
}
