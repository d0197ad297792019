/// Lines for a terminal or a mail.
enum TextLayout {
    static let width = 80

    /// The text in lines of at most `width` characters; a longer word stays whole on a line of its own.
    ///
    /// - Parameters:
    ///   - indent: before each line.
    ///   - hanging: before each line but the first, beside `indent`.
    static func wrapped(_ text: String, indent: String = "", hanging: String = "  ", width: Int = width) -> [String] {
        var lines: [String] = []
        var line = indent
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                (line, isEmpty) = (indent + hanging, true)
            }
            line += isEmpty ? String(word) : " " + word
            isEmpty = false
        }
        return lines + [line]
    }

    /// The text, and at the right edge of its last line a mark, such as the time; on a line of its own where both do
    /// not fit.
    static func headed(_ text: String, mark: String) -> [String] {
        var lines = wrapped(text)
        let last = lines.count - 1
        let space = width - lines[last].count - mark.count
        if space >= 2 {
            lines[last] += String(repeating: " ", count: space) + mark
        } else {
            lines.append(String(repeating: " ", count: max(0, width - mark.count)) + mark)
        }
        return lines
    }

    /// At most so many characters, an ellipsis in place of what is cut.
    static func cut(_ text: String, to length: Int) -> String {
        text.count <= length ? text : String(text.prefix(length - 1)) + "…"
    }
}
