import GantryControl
import Glibc

/// Makes files that were not there.
enum NewFile {
    /// Writes a file that must not exist yet, and the folders it lies in.
    ///
    /// - Throws: `CommandFailure`, which says what stood in the way.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/\(part)"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failure(folder) }
        }
        // Whatever the umask: a file that everybody can write would be refused by the daemon.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        let reason = String(cString: strerror(errno))
        return CommandFailure("\(path) cannot be made: \(reason)", code: "not_made", status: ExitStatus.failed)
    }
}
