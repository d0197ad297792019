/// A table of at most 80 columns; what is too wide is cut with an ellipsis.
struct TextTable {
    private static let width = 80
    private static let gap = 2

    let header: [String]
    let rows: [[String]]
    /// The columns that are set flush right.
    var right: Set<Int> = []

    var lines: [String] {
        let widths = columnWidths()
        return ([header] + rows).map { row in
            let cells = row.enumerated().map { index, cell in
                let text = Self.cut(cell, to: widths[index])
                let space = String(repeating: " ", count: widths[index] - text.count)
                return right.contains(index) ? space + text : text + space
            }
            return cells.joined(separator: String(repeating: " ", count: Self.gap)).withoutTrailingSpaces
        }
    }

    /// As wide as their widest cell; the widest column gives way until all fit.
    private func columnWidths() -> [Int] {
        var widths = header.indices.map { index in ([header] + rows).map { $0[index].count }.max() ?? 0 }
        let room = Self.width - Self.gap * (widths.count - 1)
        while widths.reduce(0, +) > room, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }) {
            widths[widest] -= 1
        }
        return widths
    }

    static func cut(_ text: String, to width: Int) -> String {
        text.count <= width ? text : text.prefix(max(0, width - 1)) + "…"
    }

    /// Two texts at the ends of a line; the left one gives way.
    static func line(_ left: String, right: String) -> String {
        let left = cut(left, to: width - gap - right.count)
        return left + String(repeating: " ", count: max(gap, width - left.count - right.count)) + right
    }

    /// A label and a list beside it, on as many lines as it needs.
    static func wrapped(_ label: String, _ items: [String], separator: String = ", ") -> [String] {
        let indent = max(10, label.count + gap)
        var lines = [label + String(repeating: " ", count: indent - label.count)]
        var isFirst = true
        for (index, item) in items.enumerated() {
            let text = cut(item, to: width - indent - 1) + (index < items.count - 1 ? separator : "")
            if !isFirst, lines[lines.count - 1].count + text.withoutTrailingSpaces.count > width {
                lines.append(String(repeating: " ", count: indent))
            }
            lines[lines.count - 1] += text
            isFirst = false
        }
        return lines.map(\.withoutTrailingSpaces)
    }
}

extension String {
    fileprivate var withoutTrailingSpaces: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
