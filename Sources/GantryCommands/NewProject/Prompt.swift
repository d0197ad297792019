import GantryCore
import Glibc

/// Asks a person, a line at a time. What is asked goes to stderr, so that stdout has the answer only.
struct Prompt: Sendable {
    /// Prints a text as it is.
    let say: @Sendable (String) -> Void
    /// The next line without its end; nil where there are no more.
    let readLine: @Sendable () -> String?

    /// The terminal on stdin; nil where it is none, and nobody can be asked.
    static func ofThisProcess() -> Prompt? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        return Prompt(say: { _ = StandardStream.error.write($0) }, readLine: Self.readStandardInput)
    }

    /// Reads no further than the end of the line. Waits for it, which a process that does nothing else may do.
    private static func readStandardInput() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            // The end, also in the middle of a line: whoever types Ctrl-D wants to be out.
            guard count == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }
}
