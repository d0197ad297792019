import CLinux
import GantrySystem
import Glibc

/// A pipe between this process and a child.
struct ChildPipe {
    /// Not blocking; stays here.
    let own: CInt
    /// Blocking, as programs expect it; closed by Subprocess once the child has it.
    let childs: CInt

    enum Direction { case fromChild, toChild }

    /// Nil where the process has no descriptors left.
    init?(_ direction: Direction) {
        var ends: [CInt] = [-1, -1]
        guard clinux_pipe_create(&ends) == 0 else { return nil }
        (own, childs) = direction == .fromChild ? (ends[0], ends[1]) : (ends[1], ends[0])
        // The flag belongs to this end alone, so the child's end stays blocking.
        guard fcntl(own, F_SETFL, O_NONBLOCK) == 0 else {
            close(ends[0])
            close(ends[1])
            return nil
        }
    }
}

/// The three pipes of a child.
struct ChildPipes {
    let input: PipeWriter
    let output: PipeReader
    let errors: PipeReader
    /// The child's ends: input, output, errors.
    let childs: (CInt, CInt, CInt)

    /// Nil where the process has no descriptors left.
    init?() {
        guard let poller = Poller.shared else { return nil }
        let pipes = [ChildPipe(.toChild), ChildPipe(.fromChild), ChildPipe(.fromChild)].compactMap(\.self)
        guard pipes.count == 3 else {
            for pipe in pipes {
                Glibc.close(pipe.own)
                Glibc.close(pipe.childs)
            }
            return nil
        }
        input = PipeWriter(descriptor: pipes[0].own, poller: poller)
        output = PipeReader(descriptor: pipes[1].own, poller: poller)
        errors = PipeReader(descriptor: pipes[2].own, poller: poller)
        childs = (pipes[0].childs, pipes[1].childs, pipes[2].childs)
    }

    /// Lets whoever reads stop, even if more could be read.
    func stopReading() {
        output.stop()
        errors.stop()
    }

    /// Only once nobody reads any more.
    func close() {
        input.close()
        output.close()
        errors.close()
    }
}
