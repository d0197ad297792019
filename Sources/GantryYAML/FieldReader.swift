package import GantryCore

extension Schema {
    /// A mapping with known keys.
    ///
    /// Every key that `read` asks for is known; the others are reported after it, as are required keys that are
    /// missing. Ask for all fields before any `guard`, so that all mistakes of a record are found in one pass.
    ///
    /// The shape is what `read` asks of a record that has no keys: it asks for all of them, whatever is there.
    ///
    /// - Parameter name: with its article: `a task`.
    package static func record(
        _ name: @escaping @autoclosure () -> String, _ read: @escaping (FieldReader) -> T?
    ) -> Schema<T> {
        record(name(), shape: RecordOutline.shape(of: name(), read), read)
    }

    /// The same for a record whose keys depend on each other, so that their shape is said by hand.
    package static func record(
        _ name: @escaping @autoclosure () -> String, shape: @escaping @autoclosure () -> Shape,
        _ read: @escaping (FieldReader) -> T?
    ) -> Schema<T> {
        Schema(name: name(), like: shape) { node, collector in
            guard node.entries != nil else {
                return collector.refuse(node, wanted: name())
            }
            let fields = FieldReader(name(), node, collector)
            let result = read(fields)
            fields.reportKeys()
            return result
        }
    }
}

/// Reads a mapping key by key, and keeps in mind which keys were asked for.
package final class FieldReader {
    package let node: YAMLNode
    package let collector: DiagnosticCollector
    /// What is read, with its article: `a task`.
    package let name: String
    private let entries: [(key: YAMLNode, value: YAMLNode)]
    private var asked: [String] = []
    private var missing: [(key: String, wanted: String)] = []
    /// In the order in which they were made. A table of them would be made for each record, and asked for few.
    private var notes: [(key: String, hint: String)] = []
    /// Takes down what is asked for, where a record is described; nil where one is read.
    let outline: RecordOutline?

    init(_ name: String, _ node: YAMLNode, _ collector: DiagnosticCollector, outline: RecordOutline? = nil) {
        self.outline = outline
        (self.name, self.node, self.collector) = (name, node, collector)
        entries = node.entries ?? []
    }

    /// The value of a key; nil where it is missing, null or wrong, with a diagnostic.
    ///
    /// - Parameter schema: made only where there is something to read, as most keys of most records are not there.
    package func required<V>(_ key: String, _ schema: @autoclosure () -> Schema<V>) -> V? {
        outline?.add(key, schema().shape, isRequired: true)
        guard let value = value(key) else {
            missing.append((key, schema().name))
            return nil
        }
        guard !value.isNull else {
            fail(key, .missingKey, "'\(key)' is empty, and \(name) needs it", hint: "write \(schema().name)")
            return nil
        }
        return schema().read(value, collector)
    }

    /// The value of a key; nil where it is missing or null, and where it is wrong, then with a diagnostic.
    package func optional<V>(_ key: String, _ schema: @autoclosure () -> Schema<V>) -> V? {
        outline?.add(key, schema().shape)
        guard let value = value(key), !value.isNull else { return nil }
        return schema().read(value, collector)
    }

    /// Whether the key is there, null or not. Makes the key a known one.
    package func has(_ key: String) -> Bool { value(key) != nil }

    /// The node of a key's value, null among them. Makes the key a known one.
    ///
    /// - Parameter shape: of the value, for a key that no schema reads.
    package func node(_ key: String, shape: @autoclosure () -> Shape? = nil) -> YAMLNode? {
        if let outline, let shape = shape() { outline.add(key, shape) }
        return value(key)
    }

    /// The node of the key itself.
    package func keyNode(_ key: String) -> YAMLNode? { entry(key)?.key }

    /// The keys that stand there, in the order of the file.
    package var keys: [String] { entries.compactMap(\.key.scalarText) }

    /// What to say where somebody writes a key that is not known here, or nearly so: the name of another
    /// program, an older one, one that belongs elsewhere.
    package func note(_ key: String, hint: String) { notes.append((key, hint)) }

    private func noted(_ key: String) -> String? { notes.last { $0.key == key }?.hint }

    /// Adds an error at a key's value; at the key where the value is empty, at the record where there is no such key.
    package func fail(
        _ key: String, _ code: DiagnosticCode = .wrongForm, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        collector.error(code, at: place(key), message(), hint: hint())
    }

    /// Adds a warning at the same place as `fail`.
    package func warn(
        _ key: String, _ code: DiagnosticCode, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        collector.warning(code, at: place(key), message(), hint: hint())
    }

    private func place(_ key: String) -> YAMLNode {
        guard let entry = entry(key) else { return node }
        return entry.value.byteRange.isEmpty ? entry.key : entry.value
    }

    private func value(_ key: String) -> YAMLNode? {
        asked.append(key)
        return entry(key)?.value
    }

    /// A record has few keys: looking through them takes less time than a table of them would. By places, as a copy of
    /// each entry would take longer than all the rest.
    private func entry(_ key: String) -> (key: YAMLNode, value: YAMLNode)? {
        for place in entries.indices {
            if case .scalar(let text, _) = entries[place].key.kind, text == key { return entries[place] }
        }
        return nil
    }

    private func isAsked(_ place: Int) -> Bool {
        guard case .scalar(let text, _) = entries[place].key.kind else { return asked.contains("") }
        return asked.contains(text)
    }

    fileprivate func reportKeys() {
        var misspelt: Set<String> = []
        let unknown = entries.indices.filter { !isAsked($0) }.map { entries[$0].key }
        if unknown.isEmpty, missing.isEmpty { return }
        dropRepeats()
        let absent = unknown.isEmpty ? [] : asked.filter { entry($0) == nil }
        for key in unknown {
            guard let text = key.scalarText else { continue }
            // What is not told needs no hint, and a required key is hardly misspelt in a hundred ways.
            let near = collector.hasRoom(for: .error, in: key.file.name) ? nearest(to: text, absent) : nil
            if let near, missing.contains(where: { $0.key == near }) { misspelt.insert(near) }
            collector.error(
                .unknownKey, at: key, "unknown key '\(text.shortened(to: 60))' in \(name)",
                hint: hint(for: text, nearest: near)
            )
        }
        // A key that is there, but misspelt, is one mistake and not two.
        for (key, wanted) in missing where !misspelt.contains(key) {
            collector.error(.missingKey, at: node, "\(name) needs '\(key)'", hint: "add '\(key):' with \(wanted)")
        }
    }

    /// Some keys are asked for twice.
    private func dropRepeats() {
        var seen: Set<String> = []
        asked = asked.filter { seen.insert($0).inserted }
    }

    /// The absent keys that a key which is not known was probably meant for; to be asked after all fields.
    package var misspelt: [String] {
        let unknown = entries.map(\.key).compactMap(\.scalarText).filter { !asked.contains($0) }
        guard !unknown.isEmpty else { return [] }
        dropRepeats()
        let absent = asked.filter { entry($0) == nil }
        return unknown.prefix(DiagnosticCollector.most).compactMap { suggestion(for: $0, among: absent) }
    }

    /// A key that is there already is hardly what was meant, so the absent ones come first.
    private func nearest(to key: String, _ absent: [String]) -> String? {
        if noted(key) != nil { return key }
        return suggestion(for: key, among: absent + Set(notes.map(\.key)).sorted())
            ?? suggestion(for: key, among: asked)
    }

    private func hint(for key: String, nearest: String?) -> String? {
        if let nearest { return noted(nearest) ?? "did you mean '\(nearest)'?" }
        return asked.isEmpty || asked.count > 12 ? nil : "the keys here are \(asked.joined(separator: ", "))"
    }
}
