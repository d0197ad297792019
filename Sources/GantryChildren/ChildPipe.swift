import Dispatch
import Glibc

/// A pipe that a child prints into.
struct ChildPipe {
    let reader: PipeReader
    /// Blocking, as programs expect it; closed by Subprocess once the child has it.
    let writingEnd: CInt

    /// Nil where the process has no descriptors left.
    init?(queue: DispatchQueue) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        // The first flag belongs to this end alone, so the child's end stays blocking. Glibc's module has no pipe2;
        // Subprocess hands a child no descriptor but its three anyway.
        guard fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0,
            fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0
        else {
            close(ends[0])
            close(ends[1])
            return nil
        }
        reader = PipeReader(descriptor: ends[0], queue: queue)
        writingEnd = ends[1]
    }
}
