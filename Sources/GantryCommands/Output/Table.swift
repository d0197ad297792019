import GantryCore

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
        /// Whether what is cut goes on in the next line.
        var folds = false

        static func left(_ title: String, cutTo: Int? = nil) -> Column { Column(title: title, cutTo: cutTo) }
        /// Cut when nothing else can be, and never short of its text.
        static func folding(_ title: String, cutTo: Int) -> Column {
            Column(title: title, cutTo: cutTo, folds: true)
        }
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

    /// The same rows in as many tables as the terminal's width asks for, the first column in each.
    func parts(_ terminal: Terminal) -> [Table] {
        let least = columns.enumerated().map { index, column in
            let titled = (hasHeader ? [Cell(column.title)] : []) + rows.map { $0[index] }
            let whole = titled.map(\.text.columns).max() ?? 0
            return min(whole, column.cutTo ?? (column.wraps ? 12 : whole))
        }
        var parts: [[Int]] = [[0]]
        for index in columns.indices.dropFirst() {
            let taken = (parts[parts.count - 1] + [index]).reduce(indent - 2) { $0 + 2 + least[$1] }
            if terminal.isInteractive, taken > terminal.width, parts[parts.count - 1].count > 1 { parts.append([0]) }
            parts[parts.count - 1].append(index)
        }
        return parts.map { indices in
            var part = Table(columns: indices.map { columns[$0] }, indent: indent, hasHeader: hasHeader)
            part.rows = rows.map { row in indices.map { row[$0] } }
            return part
        }
    }

    private func widths(of rows: [[Cell]], _ terminal: Terminal) -> [Int] {
        var widths = columns.indices.map { index in rows.map { $0[index].text.columns }.max() ?? 0 }
        guard terminal.isInteractive else { return widths }
        let available = terminal.width - indent - 2 * (columns.count - 1)
        // A wrapping column is happy with 24 columns or what it needs; before it gets fewer, others are cut.
        let wrapping = columns.lastIndex { $0.wraps }
        let needed = wrapping.map { min(widths[$0], 24) } ?? 0
        let last = columns.indices.filter { columns[$0].folds }
        for index in columns.indices.reversed().filter({ !columns[$0].folds }) + last {
            guard let least = columns[index].cutTo else { continue }
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
            return column.wraps || column.folds
                ? cell.text.wrapped(to: widths[index]) : [cell.text.truncated(to: widths[index])]
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
