import GantryCore

extension StandardStream {
    /// Prints what was asked for.
    ///
    /// - Parameter status: how the process is to end.
    /// - Returns: how it ends: an answer that could not be written was not given.
    func print(_ text: String, status: Int32) -> Int32 {
        guard let problem = write(text), self == .output else { return status }
        _ = StandardStream.error.write("error: cannot write to standard output: \(problem)\n")
        return status == ExitStatus.good ? ExitStatus.failed : status
    }
}

extension Terminal {
    /// What is printed, without anything that steers but our own styles: the last look at it, after those that each
    /// table and paragraph takes, so that none can be forgotten.
    func cleaned(_ text: String) -> String {
        guard hasColour else { return text.printableLines }
        let pieces = text.split(separator: "\u{1B}", omittingEmptySubsequences: false)
        let later = pieces.dropFirst().map { piece in
            let end = piece.firstIndex(of: "m")
            let isOwn = end.map { Style.isCode(piece[..<$0]) } ?? false
            return (isOwn ? "\u{1B}" : "?") + String(piece).printableLines
        }
        return (pieces.first.map { String($0).printableLines } ?? "") + later.joined()
    }
}

extension Terminal.Style {
    /// Whether the text after an escape begins one of our styles, or ends it.
    fileprivate static func isCode(_ text: Substring) -> Bool {
        guard text.first == "[" else { return false }
        let code = text.dropFirst()
        return code == "0" || (!code.isEmpty && Self(rawValue: String(code)) != nil)
    }
}
