package import GantryCore

/// How a value of T is read from a node, and what such a node looks like.
package struct Schema<T> {
    /// What is wanted, for messages: `a date such as 2026-12-18`.
    ///
    /// Made anew each time: most values are right, and nobody asks what was wanted.
    package var name: String { naming() }
    private let naming: () -> String
    private let description: () -> Shape
    private let body: (YAMLNode, DiagnosticCollector) -> T?

    /// - Parameters:
    ///   - shape: of the nodes that `read` takes; made only when somebody asks for it.
    ///   - read: gives nil where the node is wrong, after it added a diagnostic.
    @inline(__always)
    package init(
        name: @escaping @autoclosure () -> String, shape: @escaping @autoclosure () -> Shape,
        read: @escaping (YAMLNode, DiagnosticCollector) -> T?
    ) {
        (naming, description, self.body) = (name, shape, read)
    }

    /// The same with a closure that is there already.
    ///
    /// Inlined as the other one is: a call would look up the metadata of `Schema<T>` for each value that is read.
    @inline(__always)
    package init(
        name: @escaping @autoclosure () -> String, like description: @escaping () -> Shape,
        read: @escaping (YAMLNode, DiagnosticCollector) -> T?
    ) {
        (naming, self.description, self.body) = (name, description, read)
    }

    /// What nodes that can be read look like. Made anew each time: it is for those who print it.
    package var shape: Shape {
        var shape = description()
        shape.title = shape.title ?? name
        return shape
    }

    /// The same reading with a narrower shape, for what a check refuses later.
    package func shaped(_ shape: @escaping @autoclosure () -> Shape) -> Schema<T> {
        Schema(name: name, like: shape, read: body)
    }

    /// - Returns: nil where the node is wrong; a diagnostic was added.
    package func read(_ node: YAMLNode, _ collector: DiagnosticCollector) -> T? { body(node, collector) }

    /// The same reading, its result made into something else.
    package func map<U>(_ transform: @escaping (T) -> U) -> Schema<U> {
        Schema<U>(name: name, like: description) { node, collector in read(node, collector).map(transform) }
    }

    /// The same reading, its result made into something else; nil from `transform` is the diagnostic's "not NAME".
    package func compactMap<U>(
        name: @escaping @autoclosure () -> String, _ transform: @escaping (T) -> U?
    ) -> Schema<U> {
        Schema<U>(name: name(), like: description) { node, collector in
            guard let value = read(node, collector) else { return nil }
            if let result = transform(value) { return result }
            collector.error(.wrongForm, at: node, "\(node.spoken) is not \(name())")
            return nil
        }
    }

    /// The value with its place.
    package var located: Schema<Located<T>> {
        Schema<Located<T>>(name: name, like: description) { node, collector in
            read(node, collector).map { Located($0, at: node.position) }
        }
    }
}

extension Schema where T == YAMLNode {
    /// Any value at all, as it stands.
    package static var any: Schema<YAMLNode> { Schema(name: "any value", shape: .any) { node, _ in node } }
}

extension Schema {
    /// A list; all its elements are read, and one wrong element makes it wrong.
    package static func list<E>(of element: Schema<E>) -> Schema<[E]> where T == [E] {
        Schema(name: "a list, each \(element.name)", shape: .list(element.shape)) { node, collector in
            guard let nodes = node.elements else {
                let hint = node.text.map { "write \(NewValue.list([.scalar($0.shortened(to: 40))]).flow)" }
                return collector.refuse(node, wanted: "a list", hint: hint)
            }
            return readAll(nodes, element, collector)
        }
    }

    /// A list, or one element that stands for a list of one.
    package static func oneOrList<E>(of element: Schema<E>) -> Schema<[E]> where T == [E] {
        Schema(name: "\(element.name), or a list of such", shape: .oneOrList(element.shape)) { node, collector in
            guard let nodes = node.elements else { return element.read(node, collector).map { [$0] } }
            return readAll(nodes, element, collector)
        }
    }

    private static func readAll<E>(_ nodes: [YAMLNode], _ element: Schema<E>, _ collector: DiagnosticCollector) -> [E]?
    {
        let good = nodes.keeping { element.read($0, collector) }
        return good.count == nodes.count ? good : nil
    }

    /// A mapping from names that the author chooses, in the order of the file.
    package static func dictionary<E>(of element: Schema<E>) -> Schema<[(key: Located<String>, value: E)]>
    where T == [(key: Located<String>, value: E)] {
        let name = { "a mapping from names to \(element.name)" }
        return Schema(name: name(), shape: .map(element.shape)) { node, collector in
            guard let entries = node.entries else {
                return collector.refuse(node, wanted: name())
            }
            let values = entries.map { entry in
                element.read(entry.value, collector).map {
                    (key: Located(entry.key.scalarText ?? "", at: entry.key.position), value: $0)
                }
            }
            let good = values.compactMap { $0 }
            return good.count == values.count ? good : nil
        }
    }
}

extension Schema where T == String {
    /// One of a few words.
    package static func oneOf(_ words: [String]) -> Schema<String> {
        let name = { "one of \(words.joined(separator: ", "))" }
        return Schema(name: name(), shape: .words(words)) { node, collector in
            guard let text = node.text else {
                return collector.refuse(node, wanted: name())
            }
            if words.contains(text) { return text }
            collector.error(
                .notOneOf, at: node, "\(node.spoken) is not \(name())",
                hint: suggestion(for: text, among: words).map { "did you mean '\($0)'?" })
            return nil
        }
    }
}

extension Schema where T: RawRepresentable & CaseIterable, T.RawValue == String {
    /// One of the words of an enumeration.
    package static func oneOf(_ type: T.Type = T.self) -> Schema<T> {
        let words = Schema<String>.oneOf(T.allCases.map(\.rawValue))
        return Schema(name: words.name, shape: words.shape) { node, collector in
            words.read(node, collector).flatMap { T(rawValue: $0) }
        }
    }
}

extension Array {
    /// As `compactMap`, with no more room than for its elements: what is read is kept, and an array that grows ends
    /// with room for half as much again.
    package func keeping<T>(_ transform: (Element) -> T?) -> [T] {
        var result: [T] = []
        result.reserveCapacity(count)
        for element in self {
            if let value = transform(element) { result.append(value) }
        }
        return result
    }
}
