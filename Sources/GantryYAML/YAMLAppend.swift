import GantryCore

/// A value to be written, on one line.
package indirect enum NewValue: Hashable, Sendable {
    /// Nil writes `null`.
    case scalar(String?)
    case list([NewValue])
    case map([Entry])

    package struct Entry: Hashable, Sendable {
        package let key: String
        package let value: NewValue

        package init(_ key: String, _ value: NewValue) { (self.key, self.value) = (key, value) }

        package init(_ key: String, _ text: String?) { self.init(key, .scalar(text)) }
    }

    /// `{ id: B1, tags: [a, b] }`.
    package var flow: String {
        switch self {
        case .scalar(let text): Self.flow(text)
        case .list(let elements): "[" + elements.map(\.flow).joined(separator: ", ") + "]"
        case .map(let entries):
            entries.isEmpty
                ? "{}" : "{ " + entries.map { "\(Self.flow($0.key)): \($0.value.flow)" }.joined(separator: ", ") + " }"
        }
    }

    /// The plainest form that reads back in brackets as the same text, as a key and as a value.
    private static func flow(_ text: String?) -> String {
        let forms = ScalarForm.candidates(for: text, standing: nil)
        let wanted = text.map { PlainTree.scalar($0) } ?? .null
        let plainest = forms.first { form in
            let collector = DiagnosticCollector()
            let source = SourceText(name: "", text: "[{ \(form): \(form) }]")
            guard let entry = YAMLDocument.parse(source, collector)?.elements?.first?.entries?.first,
                !collector.hasErrors
            else { return false }
            return PlainTree(entry.value) == wanted && entry.key.scalarText == text ?? "null"
        }
        return plainest ?? forms.last ?? "null"
    }
}

extension YAMLEdit {
    /// The file with one element more at the end of a list.
    ///
    /// A list that is not there yet, or is empty, is made: as the last key of its mapping, or of the whole file. The
    /// element stands on one line, in the style of the list. The result is read again before it is returned: it
    /// differs from the file in that one element only.
    ///
    /// - Parameter path: from the top of the file; only its last element may name a key that is not there yet.
    /// - Throws: `EditProblem` where the file is not YAML, the path leads nowhere or to something else than a list, or
    ///   where the list is shared through an alias, so that the element would show in another place too.
    package static func append(
        _ element: NewValue, in source: SourceText, path: [PathElement]
    ) throws(EditProblem) -> [UInt8] {
        let root = try parse(source, "cannot be changed")
        let (target, isNew) = try findList(path, in: root)
        guard let expected = PlainTree(root).appending(PlainTree(element), at: path[...]) else {
            throw EditProblem("\(spoken(path)) is not in \(source.name)")
        }
        let changes =
            isNew ? newLists(element, path, in: target) : additions(element, to: target, isWholeFile: path.isEmpty)
        for change in changes {
            let bytes = change.applied(to: source.bytes)
            let collector = DiagnosticCollector()
            guard let result = YAMLDocument.parse(SourceText(name: source.name, bytes: bytes), collector),
                !collector.hasErrors, PlainTree(result) == expected
            else { continue }
            return bytes
        }
        throw EditProblem(
            "nothing can be added to \(path.isEmpty ? "the list" : spoken(path)) in \(target.position.fileAndLine) "
                + "without changing something else; edit the file by hand"
        )
    }

    /// The list at the path, or nothing where one may stand; or, where only its last key is missing, the mapping it
    /// belongs to.
    private static func findList(_ path: [PathElement], in root: YAMLNode) throws(EditProblem) -> (
        target: YAMLNode, isNew: Bool
    ) {
        let (node, isNew) = try follow(path, in: root)
        if isNew { return (node, true) }
        guard node.elements != nil || node.isNull else {
            let name = path.isEmpty ? "the file" : spoken(path)
            throw EditProblem("\(name) in \(node.position.fileAndLine) is \(node.spoken), not a list")
        }
        return (node, false)
    }

    // MARK: The ways to write it

    private static func additions(
        _ element: NewValue, to list: YAMLNode, isWholeFile: Bool
    ) -> [ByteChange] {
        guard let elements = list.elements else { return fillings(element, list, isWholeFile: isWholeFile) }
        guard let last = elements.last else {
            let place = list.byteRange.lowerBound + 1
            return [ByteChange(range: place..<place, text: element.flow)]
        }
        if list.firstByte == UInt8(ascii: "[") { return flowAdditions(element, to: list, after: last) }
        let indent = String(repeating: " ", count: list.position.column - 1)
        return [line("\(indent)- \(element.flow)", after: list)]
    }

    /// Where nothing stands, or `null`.
    private static func fillings(_ element: NewValue, _ node: YAMLNode, isWholeFile: Bool) -> [ByteChange] {
        let (file, range) = (node.file, node.byteRange)
        if isWholeFile, range.isEmpty {
            // Nothing but comments.
            let end = file.bytes.count
            let isAtLineStart = end == file.start || file.bytes[end - 1] == UInt8(ascii: "\n")
            return [ByteChange(range: end..<end, text: (isAtLineStart ? "" : "\n") + "- \(element.flow)\n")]
        }
        return (range.isEmpty ? [" ", ""] : [""]).map { ByteChange(range: range, text: "\($0)[\(element.flow)]") }
    }

    /// On a line of its own where the last element has one.
    private static func flowAdditions(_ element: NewValue, to list: YAMLNode, after last: YAMLNode) -> [ByteChange] {
        let (file, place) = (list.file, list.contentEnd)
        let position = last.position
        var changes: [ByteChange] = []
        if let range = file.lineRange(position.line), last.byteRange.lowerBound >= range.lowerBound,
            file.bytes[range.lowerBound..<last.byteRange.lowerBound].allSatisfy(\.isWhitespace)
        {
            let indent = String(repeating: " ", count: position.column - 1)
            let text = ",\(file.lineEnding(after: range))\(indent)\(element.flow)"
            changes.append(ByteChange(range: place..<place, text: text))
        }
        return changes + [ByteChange(range: place..<place, text: ", \(element.flow)")]
    }

    private static func newLists(_ element: NewValue, _ path: [PathElement], in mapping: YAMLNode) -> [ByteChange] {
        guard case .key(let name)? = path.last else { return [] }
        let keys = ScalarForm.candidates(for: name, standing: nil)
        if mapping.firstByte == UInt8(ascii: "{") {
            let isEmpty = mapping.entries?.isEmpty ?? true
            let place = isEmpty ? mapping.byteRange.lowerBound + 1 : mapping.contentEnd
            return keys.map { key in
                let entry = "\(key): [\(element.flow)]"
                return ByteChange(range: place..<place, text: isEmpty ? entry : ", " + entry)
            }
        }
        let indent = String(repeating: " ", count: mapping.position.column - 1)
        return keys.map { key in
            let end = lineEnd(of: mapping)
            return line("\(indent)\(key):\(end)\(indent)  - \(element.flow)", after: mapping)
        }
    }

    /// A line after the last one of a block, a comment behind that among it.
    private static func line(_ text: String, after block: YAMLNode) -> ByteChange {
        let file = block.file
        let isAtLineStart = block.contentEnd > file.start && file.bytes[block.contentEnd - 1] == UInt8(ascii: "\n")
        if isAtLineStart {
            return ByteChange(range: block.contentEnd..<block.contentEnd, text: text + lineEnd(of: block))
        }
        let last = file.position(ofByte: block.contentEnd).line
        let place = file.lineRange(last)?.upperBound ?? file.bytes.count
        return ByteChange(range: place..<place, text: lineEnd(of: block) + text)
    }

    private static func lineEnd(of block: YAMLNode) -> String {
        block.file.lineRange(block.position.line).map { block.file.lineEnding(after: $0) } ?? "\n"
    }
}

extension PlainTree {
    init(_ value: NewValue) {
        switch value {
        case .scalar(let text): self = text.map { .scalar($0) } ?? .null
        case .list(let elements): self = .sequence(elements.map { PlainTree($0) })
        case .map(let entries):
            self = .mapping(Dictionary(entries.map { ($0.key, PlainTree($0.value)) }) { first, _ in first })
        }
    }

    /// The tree with one element more in the list at the path; nil where the path leads nowhere.
    func appending(_ element: PlainTree, at path: ArraySlice<PathElement>) -> PlainTree? {
        changing(path) { old in
            switch old {
            case .sequence(let elements): .sequence(elements + [element])
            case .null: .sequence([element])
            case .scalar, .mapping: nil
            }
        }
    }
}
