/// Rows in columns. On a terminal they are fitted to its width: columns that may be cut are cut, and the last that may
/// wrap wraps; in a pipe everything is printed whole.
struct Table {
    struct Column {
        let title: String
        var isRight = false
        /// The least width that it may be cut to; nil: it is not cut.
        var cutTo: Int?
        /// Whether it takes what is left of the line, and goes on in the next.
        var wraps = false

        static func left(_ title: String, cutTo: Int? = nil) -> Column { Column(title: title, cutTo: cutTo) }
        static func right(_ title: String) -> Column { Column(title: title, isRight: true) }
        static func wrapping(_ title: String) -> Column { Column(title: title, wraps: true) }
    }

    struct Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        let text: String
        let style: Terminal.Style

        init(_ text: String, _ style: Terminal.Style = .plain) {
            (self.text, self.style) = (text.printableLine, style)
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    let columns: [Column]
    var rows: [[Cell]] = []
    /// Spaces before each line.
    var indent = 0
    /// Whether the titles are printed.
    var hasHeader = true

    /// The lines, without spaces at their ends.
    func lines(_ terminal: Terminal) -> [String] {
        guard !rows.isEmpty else { return [] }
        let header = columns.map { Cell($0.title, .dim) }
        let shown = (hasHeader ? [header] : []) + rows
        let widths = widths(of: shown, terminal)
        return shown.flatMap { lines(of: $0, widths, terminal) }
    }

    private func widths(of rows: [[Cell]], _ terminal: Terminal) -> [Int] {
        var widths = columns.indices.map { index in rows.map { $0[index].text.columns }.max() ?? 0 }
        guard terminal.isInteractive else { return widths }
        let available = terminal.width - indent - 2 * (columns.count - 1)
        // A wrapping column is happy with 24 columns or what it needs; before it gets fewer, others are cut.
        let wrapping = columns.lastIndex { $0.wraps }
        let needed = wrapping.map { min(widths[$0], 24) } ?? 0
        for (index, column) in columns.enumerated().reversed() {
            guard let least = column.cutTo else { continue }
            let others = widths.enumerated().reduce(0) { $0 + ($1.offset == wrapping ? needed : $1.element) }
            if others > available {
                widths[index] = max(min(least, widths[index]), widths[index] - (others - available))
            }
        }
        if let wrapping {
            let others = widths.enumerated().reduce(0) { $1.offset == wrapping ? $0 : $0 + $1.element }
            widths[wrapping] = min(widths[wrapping], max(12, available - others))
        }
        return widths
    }

    private func lines(of row: [Cell], _ widths: [Int], _ terminal: Terminal) -> [String] {
        let cells = zip(row, columns).enumerated().map { index, pair in
            let (cell, column) = pair
            let isWhole = !terminal.isInteractive || cell.text.columns <= widths[index]
            if isWhole { return [cell.text] }
            return column.wraps ? cell.text.wrapped(to: widths[index]) : [cell.text.truncated(to: widths[index])]
        }
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { line in
            var result = String(repeating: " ", count: indent)
            for (index, parts) in cells.enumerated() {
                let text = line < parts.count ? parts[line] : ""
                let isLast = !cells[index...].dropFirst().contains { line < $0.count && !$0[line].isEmpty }
                let space = String(repeating: " ", count: max(0, widths[index] - text.columns))
                let styled = terminal.styled(text, row[index].style)
                result += columns[index].isRight ? space + styled : styled + (isLast ? "" : space)
                result += isLast ? "" : "  "
                if isLast { break }
            }
            return result
        }
    }
}
