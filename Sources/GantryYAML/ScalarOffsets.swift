extension YAMLNode {
    /// Where a stretch of a scalar's text stands in the file.
    ///
    /// Follows quotes, escapes and folded lines. Text of a block (`|`, `>`) is not followed: the whole value is meant.
    ///
    /// - Parameter range: Unicode scalars of the text; what lies beyond its end is the end.
    package func byteRange(ofText range: Range<Int>) -> Range<Int> {
        guard case .scalar(let text, _) = kind, let first = firstByte else { return byteRange }
        if first == UInt8(ascii: "|") || first == UInt8(ascii: ">"), !isPlainScalar { return markedRange }
        // Folding a plain text makes it shorter. One as long as its source stands there as it reads.
        if isPlainScalar, text.utf8.count == byteRange.count, file.isASCII || text.utf8.allSatisfy({ $0 < 0x80 }) {
            let (lower, upper) = (min(range.lowerBound, byteRange.count), min(range.upperBound, byteRange.count))
            return (byteRange.lowerBound + lower)..<(byteRange.lowerBound + upper)
        }
        var walk = ScalarWalk(
            source: Array(String(decoding: file.bytes[byteRange], as: UTF8.self).unicodeScalars),
            text: Array(text.unicodeScalars),
            isPlain: isPlainScalar
        )
        let (lower, upper) = walk.find(range)
        return (byteRange.lowerBound + lower)..<(byteRange.lowerBound + max(lower, upper))
    }

    private var isPlainScalar: Bool {
        guard case .scalar(_, let isPlain) = kind else { return false }
        return isPlain
    }
}

/// Walks the source of a flow scalar and its text side by side.
private struct ScalarWalk {
    let source: [Unicode.Scalar]
    let text: [Unicode.Scalar]
    let isPlain: Bool
    private var inSource = 0
    private var inText = 0
    private var byte = 0

    init(source: [Unicode.Scalar], text: [Unicode.Scalar], isPlain: Bool) {
        (self.source, self.text, self.isPlain) = (source, text, isPlain)
    }

    mutating func find(_ range: Range<Int>) -> (lower: Int, upper: Int) {
        if !isPlain { take(1) }
        var lower: Int?
        while inText < text.count, inSource < source.count {
            skipEscapedBreaks()
            if inText >= range.lowerBound, lower == nil { lower = byte }
            if inText >= range.upperBound { return (lower ?? byte, byte) }
            step()
        }
        return (lower ?? byte, byte)
    }

    private mutating func step() {
        let whitespace = whitespaceLength()
        if whitespace.breaks > 0 {
            // A folded line: one break is a space, more are as many breaks less one.
            take(whitespace.length)
            inText += max(1, whitespace.breaks - 1)
        } else if !isPlain, source[0] == "\"", source[inSource] == "\\" {
            takeEscape()
        } else if !isPlain, source[0] == "'", source[inSource] == "'" {
            take(2)
            inText += 1
        } else {
            take(1)
            inText += 1
        }
    }

    private func whitespaceLength() -> (length: Int, breaks: Int) {
        var (index, breaks) = (inSource, 0)
        while index < source.count, [" ", "\t", "\n", "\r"].contains(source[index]) {
            if source[index] == "\n"
                || (source[index] == "\r" && (index + 1 == source.count || source[index + 1] != "\n"))
            {
                breaks += 1
            }
            index += 1
        }
        return (index - inSource, breaks)
    }

    private mutating func takeEscape() {
        let kind = inSource + 1 < source.count ? source[inSource + 1] : "\\"
        take(2 + (["x": 2, "u": 4, "U": 8][kind] ?? 0))
        inText += 1
    }

    /// An escaped line end joins the lines with nothing between.
    private mutating func skipEscapedBreaks() {
        while !isPlain, source[0] == "\"", inSource + 1 < source.count, source[inSource] == "\\",
            source[inSource + 1] == "\n" || source[inSource + 1] == "\r"
        {
            take(1)
            while inSource < source.count, [" ", "\t", "\n", "\r"].contains(source[inSource]) { take(1) }
        }
    }

    private mutating func take(_ count: Int) {
        for _ in 0..<count where inSource < source.count {
            byte += UTF8.width(source[inSource])
            inSource += 1
        }
    }
}
