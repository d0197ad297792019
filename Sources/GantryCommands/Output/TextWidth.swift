/// The columns that text takes on a terminal, and ways to keep it within some.
extension String {
    /// Columns of a terminal: 2 for East Asian wide characters and emoji, 0 for what combines.
    var columns: Int { isPlain ? utf8.count : reduce(0) { $0 + $1.columns } }

    /// Cut to a width, with `…` at its end where something is missing.
    func truncated(to width: Int) -> String {
        guard columns > width else { return self }
        var taken = 0
        let head = prefix { character in
            taken += character.columns
            return taken <= width - 1
        }
        return head + "…"
    }

    /// Broken at spaces into lines of a width; a word that is longer than a line is broken where it must.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            var rest = String(word)
            if !line.isEmpty, line.columns + 1 + rest.columns <= width {
                line += " " + rest
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while rest.columns > width, width > 0 {
                let piece = rest.fitting(width)
                lines.append(piece)
                rest = String(rest.dropFirst(piece.count))
            }
            line = rest
        }
        return lines + [line]
    }

    /// One line that cannot steer a terminal: control characters, which may come from a file or a command, are shown
    /// as `?`, and line ends as spaces.
    var printableLine: String {
        guard !isPlain else { return self }
        return String(
            String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0.isControl ? "?" : $0 }))
    }

    /// Whether it holds nothing but printable ASCII, of which each byte is a column.
    fileprivate var isPlain: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

    /// The same for several lines, whose ends and tabs stay.
    var printableLines: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 != "\n" && $0 != "\t" && $0.isControl ? "?" : $0 }))
    }

    /// As many characters as fit, one at least.
    private func fitting(_ width: Int) -> String {
        var taken = 0
        let head = prefix { character in
            taken += character.columns
            return taken <= width
        }
        return head.isEmpty ? String(prefix(1)) : String(head)
    }
}

extension Character {
    fileprivate var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        switch scalar.value {
        // Source: Unicode, EastAsianWidth.txt, the blocks that are wide throughout.
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control: true
        // Marks that reorder a line's text.
        case .format: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        default: false
        }
    }
}
