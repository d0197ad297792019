import Dispatch
@preconcurrency import Glibc

/// A descriptor of the process that is read or written whole, in threads of its own.
struct FileDescriptor: Sendable {
    let number: Int32

    static let error = FileDescriptor(number: STDERR_FILENO)

    /// Takes standard input and output away from all other code, so that the protocol has them alone: reading gives
    /// the end of file then, and what is printed goes to standard error, line by line: it is seen when it is said, and
    /// also where the process is killed. Children do not inherit what was taken.
    static func claimStandardStreams() -> (input: FileDescriptor, output: FileDescriptor) {
        let input = FileDescriptor(number: fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3))
        let output = FileDescriptor(number: fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3))
        dup2(STDERR_FILENO, STDOUT_FILENO)
        setvbuf(stdout, nil, _IOLBF, 0)
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if nothing >= 0 {
            dup2(nothing, STDIN_FILENO)
            close(nothing)
        }
        return (input, output)
    }

    private static let readers = DispatchQueue(label: "gantry-plugin.input")

    /// What came next; nil at the end. It waits in a thread of its own, not in one that tasks run on.
    func read() async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            Self.readers.async { continuation.resume(returning: readNow()) }
        }
    }

    /// All up to the end.
    func readAll() async -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = await read() { bytes += piece }
        return bytes
    }

    private func readNow() -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            repeat {
                count = max(Glibc.read(number, buffer.baseAddress, buffer.count), -1)
            } while count < 0 && errno == EINTR
            count = max(count, 0)
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Writes all of it, and waits for that. Nothing can be done where nobody reads any more.
    func write(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return }
            start += max(count, 0)
        }
    }
}

/// Writes in the order of the calls, so that who speaks never waits for who reads.
struct OutputQueue: Sendable {
    private let descriptor: FileDescriptor
    private let queue = DispatchQueue(label: "gantry-plugin.output")

    init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    func send(_ bytes: [UInt8]) {
        queue.async { [descriptor] in descriptor.write(bytes) }
    }

    /// Writes, and waits for that, so that what is said and what is printed come in the order of the code.
    func write(_ bytes: [UInt8]) {
        queue.sync { descriptor.write(bytes) }
    }

    /// Waits until all is written, and what was printed without a line end too.
    func flush() async {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume() }
        }
        fflush(nil)
    }
}
