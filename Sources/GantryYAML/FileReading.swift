import GantryCore
import GantrySystem
import Glibc

extension SourceText {
    /// Reads a file, without ever reading more than a YAML file may have.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - name: what people know it by, for messages.
    /// - Returns: nil where it cannot be read; a diagnostic says why.
    package static func load(_ path: String, name: String, _ collector: DiagnosticCollector) -> SourceText? {
        let refuse = { (reason: String, hint: String?) -> SourceText? in
            collector.add(Diagnostic(.error, .unreadableFile, message(name, reason), hint: hint))
            return nil
        }
        // Not to wait for a writer where somebody put a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return refuse(reason(errno), hint(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return refuse(reason(errno), nil) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return refuse(status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is no regular file", nil)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        // One byte more than allowed tells that there is too much; the parser then says so.
        while bytes.count <= YAMLDocument.maximumBytes {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return refuse(reason(errno), nil) }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return SourceText(name: name, bytes: bytes)
    }

    private static func message(_ name: String, _ reason: String) -> String { "\(name) cannot be read: \(reason)" }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "permission denied"
        case ELOOP: "its links go round in a circle"
        default: errorText(code)
        }
    }

    private static func hint(_ code: Int32) -> String? {
        code == EACCES ? "the daemon's user must be allowed to read it and to enter its folders" : nil
    }
}
