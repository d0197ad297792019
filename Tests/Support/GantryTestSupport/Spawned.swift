import CLinux
import GantrySystem
import Glibc

/// A process of the test's own, whose output is read by a thread of its own: the threads of the cooperative pool, and
/// Dispatch's, which are the same ones, must never wait for a process.
package struct Spawned: Sendable {
    package let process: Int32

    /// Starts a program that writes to the two descriptors.
    ///
    /// - Parameter input: what it reads; nil: nothing.
    package init(
        _ program: String, _ arguments: [String], in folder: String?, environment: [String: String],
        input: Int32? = nil, output: Int32, errors: Int32
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // Or else it holds, for as long as it lives, a script that another test was just writing: nobody can start that.
        for descriptor in Int32(3)..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        let variables = ["PATH": "/usr/bin:/bin", "HOME": "/root", "USER": "tester", "TZ": "UTC"]
            .merging(environment) { _, given in given }
        let command = (folder.map { ["/usr/bin/env", "-C", $0] } ?? []) + [program] + arguments
        var words = command.map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var identifier: Int32 = 0
        let status = posix_spawn(&identifier, command[0], &actions, nil, &words, &settings)
        guard status == 0 else { throw SystemFailure("start \(program)", code: status) }
        process = identifier
    }

    /// Waits for the end; gives the exit status, or 128 and the signal. It blocks: for a thread of its own.
    package func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }
}

/// Both ends of a pipe, which no program inherits.
package struct PipeEnds: Sendable {
    package let reading: Int32
    package let writing: Int32

    package init() throws {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe_create(&ends) == 0 else { throw SystemFailure("make a pipe", code: EMFILE) }
        (reading, writing) = (ends[0], ends[1])
    }
}

/// Gives `piece` what arrives until nothing more can, then closes the descriptor. It blocks: for a thread of its own.
package func readAll(_ descriptor: Int32, _ piece: ([UInt8]) -> Void) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        piece(Array(buffer[..<count]))
    }
    close(descriptor)
}
