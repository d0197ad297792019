/// The bookings of a project, in the order of its files.
///
/// There may be a million of them. Those of tables are kept packed, and become entries as they are asked for.
package struct Ledger: Hashable, Sendable, ExpressibleByArrayLiteral {
    private enum Part: Sendable {
        case entries([LedgerEntry])
        case rows(LedgerRows)

        var count: Int {
            switch self {
            case .entries(let entries): entries.count
            case .rows(let rows): rows.count
            }
        }
    }

    private var parts: [Part] = []
    /// Where each part begins.
    private var starts: [Int] = []
    package private(set) var count = 0

    package init() {}

    package init(_ entries: [LedgerEntry]) { append(.entries(entries)) }

    package init(arrayLiteral entries: LedgerEntry...) { self.init(entries) }

    init(_ rows: LedgerRows) { append(.rows(rows)) }

    private mutating func append(_ part: Part) {
        guard part.count > 0 else { return }
        parts.append(part)
        starts.append(count)
        count += part.count
    }

    mutating func append(_ entry: LedgerEntry) {
        if let last = parts.indices.last, case .entries(var entries) = parts[last] {
            // Taken out while it grows, so that it is not copied.
            parts[last] = .entries([])
            entries.append(entry)
            parts[last] = .entries(entries)
            count += 1
        } else {
            append(.entries([entry]))
        }
    }

    mutating func append(contentsOf other: Ledger) {
        for part in other.parts { append(part) }
    }

    package static func == (left: Ledger, right: Ledger) -> Bool {
        left.count == right.count && left.elementsEqual(right)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        hasher.combine(first)
        hasher.combine(last)
    }
}

extension Ledger: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(index: Int) -> LedgerEntry {
        // A ledger has few parts.
        let place = starts.lastIndex { $0 <= index } ?? 0
        switch parts[place] {
        case .entries(let entries): return entries[index - starts[place]]
        case .rows(let rows): return rows[index - starts[place]]
        }
    }
}
