/// Cuts what a plugin prints into lines.
struct LineSplitter: Sendable {
    private var rest = ""

    /// Of what came after the last line's end, in bytes.
    var length: Int { rest.utf8.count }

    /// The lines that are whole now, without their ends.
    mutating func lines(from piece: String) -> [String] {
        guard piece.contains(where: \.isNewline) else {
            rest += piece
            return []
        }
        var lines = (rest + piece).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        rest = lines.removeLast()
        return lines
    }

    /// What came after the last line's end; empty where nothing did.
    mutating func last() -> String {
        defer { rest = "" }
        return rest
    }
}
