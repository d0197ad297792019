package import GantryCore

/// A value of a YAML file, with the place it was written at. Aliases and merge keys are already followed.
package struct YAMLNode: Sendable {
    package enum Kind: Sendable {
        /// The text as written, quotes and escapes resolved. Plain: neither quoted nor a block of text.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the file. Keys are scalars, each stands once.
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    package let kind: Kind
    /// Without anchor and tag. What an alias names has the range of the anchored value.
    package let byteRange: Range<Int>
    package let file: SourceText
    /// Where the last child ends in the file, an alias among them; the start where there is none.
    let contentEnd: Int

    package var position: SourcePosition { file.position(ofByte: byteRange.lowerBound) }

    /// Nothing stands there, or a plain `null` or `~`.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = kind else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    /// The text of a scalar that is not null; nil for everything else.
    package var text: String? {
        guard case .scalar(let text, _) = kind, !isNull else { return nil }
        return text
    }

    /// The elements of a sequence; nil for everything else.
    package var elements: [YAMLNode]? {
        guard case .sequence(let elements) = kind else { return nil }
        return elements
    }

    /// The entries of a mapping; nil for everything else.
    package var entries: [(key: YAMLNode, value: YAMLNode)]? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries
    }

    /// The value of a mapping's key; nil where there is none or this is no mapping.
    package subscript(_ key: String) -> YAMLNode? {
        entries?.first { $0.key.scalarText == key }?.value
    }

    /// The text of any scalar, null among them.
    package var scalarText: String? {
        guard case .scalar(let text, _) = kind else { return nil }
        return text
    }

    /// What stands there, for messages: `a list`, `'soon'`, `nothing`.
    package var spoken: String {
        switch kind {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let text, _): isNull ? "nothing" : "'\(text.shortened(to: 60))'"
        }
    }

    /// The byte that the value begins with; nil for an empty one.
    var firstByte: UInt8? { byteRange.isEmpty ? nil : file.bytes[byteRange.lowerBound] }

    /// What a message underlines: the value, of a block collection only its first key.
    var markedRange: Range<Int> {
        switch kind {
        case .scalar: return byteRange
        case .sequence(let elements):
            guard firstByte != UInt8(ascii: "["), let first = elements.first else { return byteRange }
            return byteRange.lowerBound..<max(byteRange.lowerBound, first.markedRange.upperBound)
        case .mapping(let entries):
            guard firstByte != UInt8(ascii: "{"), let first = entries.first?.key,
                byteRange.contains(first.byteRange.lowerBound)
            else { return byteRange }
            return first.byteRange
        }
    }
}

extension String {
    /// Cut with an ellipsis where it is longer, on one line, for messages.
    func shortened(to limit: Int) -> String {
        let line = String(prefix(limit + 1).map { $0.isNewline ? " " : $0 })
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }
}
