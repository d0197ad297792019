/// What a record looks like, taken down while its reader asks for its keys.
final class RecordOutline {
    private var record = Shape.Record()

    /// Asks a reader for its keys, with a record that has none.
    static func shape<T>(of name: String, _ read: (FieldReader) -> T?) -> Shape {
        let outline = RecordOutline()
        let nothing = YAMLNode(
            kind: .mapping([]), byteRange: 0..<0, file: SourceText(name: "", bytes: []), contentEnd: 0)
        // What is said about the empty record is about no file.
        _ = read(FieldReader(name, nothing, DiagnosticCollector(), outline: outline))
        let words = name.split(separator: " ").map(String.init)
        let isArticle = ["a", "an", "the"].contains(words.first ?? "")
        return Shape(
            .record(outline.record), title: name, key: words.dropFirst(isArticle ? 1 : 0).joined(separator: "_"))
    }

    func add(_ key: String, _ shape: Shape, isRequired: Bool = false) {
        guard !record.fields.contains(where: { $0.name == key }) else { return }
        record.fields.append(Shape.Field(key, shape, isRequired: isRequired))
    }

    func add(_ others: Shape.Others) { record.others = others }

    func add(_ rule: Shape.Rule) { record.rules.append(rule) }
}

// MARK: What holds between keys

extension FieldReader {
    /// The keys among these that are there and not empty.
    package func given(_ keys: [String]) -> [String] {
        keys.filter(isGiven)
    }

    /// The one of several groups of keys that is there, whole and without a key of another.
    ///
    /// - Returns: its first key; nil where there is no such group.
    package func alternative(of groups: [[String]]) -> String? {
        outline?.add(.oneOf(groups))
        var found: String?
        for group in groups {
            let count = group.count(where: isGiven)
            guard count > 0 else { continue }
            guard count == group.count, found == nil else { return nil }
            found = group.first
        }
        return found
    }

    private func isGiven(_ key: String) -> Bool {
        guard let node = node(key) else { return false }
        return !node.isNull
    }

    /// Says what a check looks after, so that a description has it too. Reads nothing.
    package func note(_ rule: @autoclosure () -> Shape.Rule) { outline?.add(rule()) }

    /// The values of all keys of a form, of which one has to be there.
    ///
    /// - Parameters:
    ///   - pattern: what the keys look like, a regular expression for the whole key.
    ///   - isKey: the same, for reading.
    package func each<V>(
        _ pattern: String, where isKey: (String) -> Bool, _ schema: Schema<V>
    ) -> [(key: String, value: V)] {
        outline?.add(Shape.Others(keys: pattern, values: schema.shape))
        return keys.filter(isKey).compactMap { key in optional(key, schema).map { (key, $0) } }
    }
}
