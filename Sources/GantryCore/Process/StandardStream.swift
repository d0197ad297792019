import Glibc

/// Where a process writes. Without a buffer: each answer is one text.
package enum StandardStream: CInt, Sendable {
    case output = 1
    case error = 2

    /// Writes all of it, and waits for whoever reads.
    ///
    /// - Returns: nil where all was taken, and where the reader went away, as `head` does, which is no mistake; else
    ///   why not, in the system's words.
    package func write(_ text: String) -> String? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            let code = errno
            switch code {
            case EINTR: continue
            case EAGAIN:
                var room = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                poll(&room, 1, -1)
            case EPIPE: return nil
            default: return String(cString: strerror(code))
            }
        }
        return nil
    }
}

/// Where this process was started: the folder that relative paths count from.
package enum WorkingFolder {
    /// Absolute; nil where it was removed, or cannot be reached any more.
    package static var path: String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        let text = String(cString: path)
        return text.hasPrefix("/") ? text : nil
    }
}
