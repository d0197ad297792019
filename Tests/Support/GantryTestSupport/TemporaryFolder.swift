import FoundationEssentials
import GantrySystem
package import Glibc

/// A folder of a test's own, removed with all that is in it when the test lets go of it.
///
/// Its path is short, as that of a Unix socket in it may have 107 bytes at most.
package final class TemporaryFolder: Sendable {
    /// Absolute, without a slash at the end.
    package let path: String

    /// - Parameter mode: who may use it, whatever the umask is.
    package init(mode: mode_t = 0o700) throws {
        var template = Array("/tmp/gantry-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemFailure("make a folder in /tmp", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        chmod(path, mode)
    }

    deinit {
        Self.remove(path)
        // What has a name that is not UTF-8.
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        // A test may have closed it.
        chmod(path, 0o700)
        for name in FolderListing.names(in: path) ?? [] { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// The path of what is in it.
    package static func / (folder: TemporaryFolder, name: String) -> String { "\(folder.path)/\(name)" }

    /// Makes a folder in it, and those between.
    package func makeFolders(_ relative: String, mode: mode_t = 0o750) throws {
        var built = path
        for part in relative.split(separator: "/") {
            built += "/\(part)"
            guard mkdir(built, mode) != 0 else {
                chmod(built, mode)
                continue
            }
            guard errno == EEXIST else { throw SystemFailure("make the folder \(built)", code: errno) }
        }
    }

    /// Writes a file in place, and makes the folders that it stands in.
    package func write(_ text: String, to relative: String, mode: mode_t = 0o644) throws {
        if let slash = relative.lastIndex(of: "/") { try makeFolders(String(relative[..<slash])) }
        let file = self / relative
        // What other tests start meanwhile must not hold it open for writing: it could not be executed.
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("open \(file)", code: errno) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemFailure("write \(file)", code: errno) }
            rest = rest.dropFirst(count)
        }
        fchmod(descriptor, mode)
    }

    /// What a file says; nil where it cannot be read.
    package func text(_ relative: String) -> String? { try? String(contentsOfFile: self / relative, encoding: .utf8) }

    /// The names in a folder of it, sorted; none where it cannot be read.
    package func names(in relative: String = "") -> [String] { FolderListing.names(in: self / relative) ?? [] }
}
