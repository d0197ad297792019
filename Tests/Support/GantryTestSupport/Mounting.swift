import Glibc

/// A file system in memory, mounted over a folder until it is taken away.
public final class Mounted {
    /// Whether this process may mount; in most containers it may not.
    public static let isAllowed: Bool = {
        var template = Array("/tmp/gantry-mount-XXXXXX".utf8CString)
        guard let folder = mkdtemp(&template) else { return false }
        let path = String(cString: folder)
        defer { rmdir(path) }
        return Mounted(over: path) != nil
    }()

    private let path: String

    public init?(over path: String) {
        guard mount("none", path, "tmpfs", 0, "size=4m") == 0 else { return nil }
        self.path = path
    }

    deinit { unmount() }

    public func unmount() { umount2(path, Int32(MNT_DETACH)) }
}
