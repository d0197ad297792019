import GantryCore

/// One step of the way to a value.
package enum PathElement: Hashable, Sendable, CustomStringConvertible {
    /// The value of a mapping's key.
    case key(String)
    /// The element of a list, counted from 0.
    case index(Int)
    /// The element of a list of mappings whose key has that value: `id` is `build`.
    case entry(key: String, value: String)

    package var description: String {
        switch self {
        case .key(let key): key
        case .index(let index): "[\(index)]"
        case .entry(let key, let value): "[\(key): \(value)]"
        }
    }
}

/// Why a value could not be changed in its file. The file is left alone.
package struct EditProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Changes a file in place, one value or one element at a time; every other byte is kept.
package enum YAMLEdit {
    /// The file with one scalar changed, or added as a new last key of a mapping that is there, with the mappings
    /// around it that are missing.
    ///
    /// The value keeps its quotes, and gets some where it would not read back the same without. The result is read
    /// again before it is returned: it differs from the file in that one value only.
    ///
    /// - Parameters:
    ///   - path: from the top of the file; from some key on nothing of it need be there.
    ///   - value: the text to be read back; nil writes `null`.
    /// - Throws: `EditProblem` where the file is not YAML, the path leads nowhere or to a list or a mapping, or where
    ///   the value is shared through an alias, so that the change would show in another place too.
    package static func setScalar(in source: SourceText, path: [PathElement], to value: String?) throws(EditProblem)
        -> [UInt8]
    {
        let root = try parse(source, "cannot be changed")
        let (target, missing) = try find(path, in: root)
        guard let expected = PlainTree(root).setting(path[...], to: value) else {
            throw EditProblem("\(spoken(path)) is not in \(source.name)")
        }
        for change in missing.isEmpty ? replacements(of: value, target) : insertions(of: value, missing, into: target) {
            let bytes = change.applied(to: source.bytes)
            let collector = DiagnosticCollector()
            guard let result = YAMLDocument.parse(SourceText(name: source.name, bytes: bytes), collector),
                !collector.hasErrors, PlainTree(result) == expected
            else { continue }
            return bytes
        }
        throw EditProblem(
            "\(spoken(path)) in \(target.position.fileAndLine) cannot be changed without changing something else; "
                + "edit the file by hand"
        )
    }

    static func parse(_ source: SourceText, _ consequence: String) throws(EditProblem) -> YAMLNode {
        let collector = DiagnosticCollector()
        guard let root = YAMLDocument.parse(source, collector), !collector.hasErrors else {
            throw EditProblem(
                "\(source.name) \(consequence): \(collector.diagnostics.first?.description ?? "it cannot be read")")
        }
        return root
    }

    // MARK: The way to the value

    /// The scalar at the path; or the mapping that it belongs to, or that is to be one, and the keys that are missing.
    private static func find(_ path: [PathElement], in root: YAMLNode) throws(EditProblem) -> (
        target: YAMLNode, missing: [String]
    ) {
        var node = root
        for (depth, element) in path.enumerated() {
            if let next = node.child(element) {
                node = next
                continue
            }
            let missing = path[depth...].compactMap(\.key)
            guard missing.count == path.count - depth, node.entries != nil || node.isNull else { break }
            return (node, missing)
        }
        // Says where the path ends, if it does.
        _ = try follow(path, in: root)
        guard case .scalar = node.kind else {
            throw EditProblem("\(spoken(path)) in \(node.position.fileAndLine) is \(node.spoken), not a single value")
        }
        return (node, [])
    }

    /// What stands at the path; or, where only its last key is missing, the mapping it belongs to.
    static func follow(_ path: [PathElement], in root: YAMLNode) throws(EditProblem) -> (node: YAMLNode, isNew: Bool) {
        var node = root
        for (depth, element) in path.enumerated() {
            if let next = node.child(element) {
                node = next
            } else if depth == path.count - 1, case .key = element, node.entries != nil {
                return (node, true)
            } else {
                throw EditProblem("\(spoken(path.prefix(depth + 1))) is not in \(node.position.fileAndLine)")
            }
        }
        return (node, false)
    }

    static func spoken(_ path: some Sequence<PathElement>) -> String {
        path.reduce(into: "") { text, element in
            if case .key = element, !text.isEmpty { text += "." }
            text += element.description
        }
    }

    // MARK: The ways to write it

    /// Ways to put the value in a scalar's place, the most like what stands there first.
    private static func replacements(of value: String?, _ node: YAMLNode) -> [ByteChange] {
        let forms = ScalarForm.candidates(for: value, standing: node)
        guard !node.byteRange.isEmpty else {
            let place = node.byteRange.lowerBound
            // Behind a key without a value, or behind a key without a colon in a mapping with braces.
            return ["", " ", ": "].flatMap { gap in forms.map { ByteChange(range: place..<place, text: gap + $0) } }
        }
        var range = node.byteRange
        // A block of text ends with its line; the line end belongs to what follows.
        while let last = range.last, node.file.bytes[last].isWhitespace { range = range.lowerBound..<last }
        return forms.map { ByteChange(range: range, text: $0) }
    }

    /// Ways to add a key as the last of a mapping; further keys, as mappings in it with braces.
    private static func insertions(of value: String?, _ keys: [String], into mapping: YAMLNode) -> [ByteChange] {
        let values = ScalarForm.candidates(for: value, standing: nil)
        let entries = keys.reversed().enumerated().reduce(values) { inner, key in
            let values = key.offset == 0 ? inner : inner.map { "{ \($0) }" }
            return ScalarForm.candidates(for: key.element, standing: nil).flatMap { key in
                values.map { "\(key): \($0)" }
            }
        }
        guard !mapping.isNull else { return beginnings(of: entries, in: mapping) }
        let bytes = mapping.file.bytes
        if mapping.firstByte == UInt8(ascii: "{") {
            let isEmpty = mapping.entries?.isEmpty ?? true
            let place = isEmpty ? mapping.byteRange.lowerBound + 1 : mapping.contentEnd
            // Between the braces of `{ }` there may be white space already.
            return entries.map { ByteChange(range: place..<place, text: isEmpty ? $0 : ", " + $0) }
        }
        let file = mapping.file
        let first = mapping.position
        guard let firstLine = file.lineRange(first.line) else { return [] }
        // Items begin on the line of their dash, so the keys' column is what counts, not the line's indentation.
        let indent = String(repeating: " ", count: first.column - 1)
        let isAtLineStart = mapping.contentEnd > file.start && bytes[mapping.contentEnd - 1] == UInt8(ascii: "\n")
        let lineEnd = file.lineEnding(after: firstLine)
        if isAtLineStart {
            let place = mapping.contentEnd
            return entries.map { ByteChange(range: place..<place, text: indent + $0 + lineEnd) }
        }
        let line = file.position(ofByte: mapping.contentEnd).line
        let place = file.lineRange(line)?.upperBound ?? bytes.count
        return entries.map { ByteChange(range: place..<place, text: lineEnd + indent + $0) }
    }
}

extension YAMLEdit {
    /// Ways to make a mapping of nothing: of a file that says nothing, of a key without a value.
    private static func beginnings(of entries: [String], in nothing: YAMLNode) -> [ByteChange] {
        let bytes = nothing.file.bytes
        let end = bytes.last.map { $0 == UInt8(ascii: "\n") } ?? true ? "" : "\n"
        let atEnd = entries.map { ByteChange(range: bytes.count..<bytes.count, text: "\(end)\($0)\n") }
        let place = nothing.byteRange
        // In its place only where the end of the file is not the place.
        return atEnd
            + entries.flatMap { entry in ["", " "].map { ByteChange(range: place, text: "\($0){ \(entry) }") } }
    }
}

extension PathElement {
    fileprivate var key: String? {
        guard case .key(let key) = self else { return nil }
        return key
    }
}

/// One stretch of bytes and what takes its place.
struct ByteChange {
    let range: Range<Int>
    let text: String

    func applied(to bytes: [UInt8]) -> [UInt8] {
        Array(bytes[..<range.lowerBound]) + Array(text.utf8) + Array(bytes[range.upperBound...])
    }
}

extension SourceText {
    /// The line end that a line has; a newline where it is the last and has none.
    func lineEnding(after line: Range<Int>) -> String {
        let end = bytes[line.upperBound...].prefix { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
        return end.starts(with: [0x0D, 0x0A]) ? "\r\n" : "\n"
    }
}

extension YAMLNode {
    func child(_ element: PathElement) -> YAMLNode? {
        switch element {
        case .key(let key): return self[key]
        case .index(let index):
            guard let elements, elements.indices.contains(index) else { return nil }
            return elements[index]
        case .entry(let key, let value): return elements?.first { $0[key]?.scalarText == value }
        }
    }
}

/// A node without places, to compare what two texts say.
indirect enum PlainTree: Equatable {
    case null
    case scalar(String)
    case sequence([PlainTree])
    case mapping([String: PlainTree])

    init(_ node: YAMLNode) {
        switch node.kind {
        case .scalar(let text, _): self = node.isNull ? .null : .scalar(text)
        case .sequence(let elements): self = .sequence(elements.map { PlainTree($0) })
        case .mapping(let entries):
            self = .mapping(
                Dictionary(entries.map { ($0.key.scalarText ?? "", PlainTree($0.value)) }) { first, _ in first })
        }
    }

    /// The tree with one scalar changed or added; nil where the path leads nowhere.
    func setting(_ path: ArraySlice<PathElement>, to value: String?) -> PlainTree? {
        changing(path) { _ in value.map { .scalar($0) } ?? .null }
    }

    /// The tree with what stands at the path changed, null where nothing does; nil where the path leads nowhere, or
    /// the change does.
    func changing(_ path: ArraySlice<PathElement>, _ change: (PlainTree) -> PlainTree?) -> PlainTree? {
        guard let element = path.first else { return change(self) }
        let rest = path.dropFirst()
        switch (element, self) {
        case (.key, .null): return PlainTree.mapping([:]).changing(path, change)
        case (.key(let key), .mapping(var members)):
            guard let changed = (members[key] ?? .null).changing(rest, change) else { return nil }
            members[key] = changed
            return .mapping(members)
        case (.index(let index), .sequence(let elements)):
            return Self.changing(elements, index, rest, change)
        case (.entry(let key, let wanted), .sequence(let elements)):
            let index = elements.firstIndex {
                guard case .mapping(let members) = $0 else { return false }
                return members[key] == .scalar(wanted)
            }
            return index.flatMap { Self.changing(elements, $0, rest, change) }
        default: return nil
        }
    }

    private static func changing(
        _ elements: [PlainTree], _ index: Int, _ rest: ArraySlice<PathElement>, _ change: (PlainTree) -> PlainTree?
    ) -> PlainTree? {
        guard elements.indices.contains(index), let changed = elements[index].changing(rest, change) else {
            return nil
        }
        var elements = elements
        elements[index] = changed
        return .sequence(elements)
    }
}
