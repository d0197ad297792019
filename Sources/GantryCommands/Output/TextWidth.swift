import GantryCore

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
