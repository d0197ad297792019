package import GantryCore

/// What a child may use; nil: as much as whoever runs it.
package struct ChildLimits: Hashable, Sendable {
    /// Of each of its processes.
    package var memory: ByteCount?
    /// Processor time of each of its processes, in whole seconds.
    package var cpu: Duration?
    /// Open files of each of its processes.
    package var descriptors: Int?
    /// The largest file that it may write.
    package var fileSize: ByteCount?
    /// Processes and threads at a time, all together. Root's are counted by running it as another user.
    package var processes: Int?

    package init(
        memory: ByteCount? = nil, cpu: Duration? = nil, descriptors: Int? = nil, fileSize: ByteCount? = nil,
        processes: Int? = nil
    ) {
        (self.memory, self.cpu, self.descriptors) = (memory, cpu, descriptors)
        (self.fileSize, self.processes) = (fileSize, processes)
    }

    package static let none = ChildLimits()
}

/// What a child can read, write and reach; on kernels with Landlock, nothing else.
package struct Fence: Hashable, Sendable {
    /// Paths, absolute; what is beneath them may be read and executed. What is not there is skipped.
    package var readable: [String]
    /// What is beneath them may be written as well.
    package var writable: [String]
    /// TCP, in both directions.
    package var allowsNetwork: Bool

    package init(readable: [String], writable: [String], allowsNetwork: Bool) {
        (self.readable, self.writable, self.allowsNetwork) = (readable, writable, allowsNetwork)
    }

    /// What every program needs to run, to find names and to trust certificates. Not all of `/etc`: that may hold the
    /// secrets of others.
    package static let system = Fence(
        readable: ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/proc", "/dev/random", "/dev/urandom"]
            + [
                "alternatives", "ca-certificates", "fonts", "gai.conf", "gitconfig", "group", "host.conf", "hosts",
                "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "login.defs", "magic", "mime.types",
                "nsswitch.conf", "os-release", "passwd", "pki", "protocols", "python3", "python3.11", "resolv.conf",
                "services", "ssl", "timezone",
            ].map { "/etc/\($0)" } + ["/run/systemd/resolve", "/sys/devices/system/cpu", "/sys/fs/cgroup"],
        writable: ["/dev/null", "/dev/zero", "/dev/full"], allowsNetwork: false)
}
