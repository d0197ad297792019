import Glibc

/// What the first line of a script has it run by: `#!/bin/sh`, `#!/usr/bin/env python3`.
public struct ScriptInterpreter: Hashable, Sendable {
    /// The kernel reads no further.
    private static let longestLine = 256

    /// The program, or the name that `env` looks for; without the end of a Windows line.
    public let name: String
    /// Whether it is a name that is looked for in `PATH`.
    public let isSearched: Bool
    /// Whether the line ends as lines of Windows do, which the kernel takes for a part of the last word.
    public let hasWindowsEnd: Bool

    /// Reads the beginning of a file, so it blocks.
    ///
    /// - Returns: nil for what is no script.
    public init?(of path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: Self.longestLine)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        self.init(head: buffer[..<count])
    }

    /// - Parameter head: the first bytes of the file.
    init?(head: some Sequence<UInt8>) {
        let line = head.prefix { $0 != UInt8(ascii: "\n") }
        guard line.starts(with: Array("#!".utf8)) else { return nil }
        var text = String(decoding: line.dropFirst(2), as: UTF8.self)
        hasWindowsEnd = text.unicodeScalars.last == "\r"
        if hasWindowsEnd { text.unicodeScalars.removeLast() }
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard let program = words.first else { return nil }
        let isEnv = program == "/usr/bin/env" || program == "/bin/env"
        let searched = isEnv ? words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") } : nil
        name = String(searched ?? program)
        isSearched = searched.map { !$0.contains("/") } ?? false
    }

    /// Why the script cannot be started, as words that follow its path; nil where it can. Looks at files.
    ///
    /// - Parameter path: where programs without a slash are looked for.
    public func complaint(searchedIn path: [String]) -> String? {
        if hasWindowsEnd { return "has Windows line ends, so its interpreter \(name) is not found" }
        let isThere =
            isSearched
            ? path.contains { access("\($0)/\(name)", X_OK) == 0 } : access(name, F_OK) == 0
        return isThere ? nil : "names the interpreter \(name) in its first line, which is not there"
    }
}
