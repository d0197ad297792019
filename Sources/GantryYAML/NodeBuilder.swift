import GantryCore

/// Makes nodes of events, follows aliases and merge keys, and keeps the limits.
///
/// An alias shares the nodes of its anchor, and what it would come to when written out is only counted: an alias
/// bomb costs no more than its own text.
struct NodeBuilder {
    /// Reading ended; a diagnostic says why.
    struct Abandoned: Error {}

    private struct Built {
        let node: YAMLNode
        /// Nodes and levels when all aliases are written out.
        let size: Int
        let height: Int
        /// Where it ends in the file; differs from the node's range for an alias.
        let end: Int
    }

    /// What a collection holds, all of it together.
    private struct Content {
        private(set) var size = 0
        private(set) var height = 0
        /// Where the last of it ends; nil: there is nothing.
        private(set) var end: Int?

        mutating func add(_ built: Built) {
            size += built.size
            height = max(height, built.height)
            end = built.end
        }
    }

    private let source: SourceText
    private let collector: DiagnosticCollector
    private let events: EventReader
    private var anchors: [String: Built] = [:]
    private var openAnchors: [String: Int] = [:]
    private var total = 0

    init(_ source: SourceText, _ collector: DiagnosticCollector) {
        (self.source, self.collector) = (source, collector)
        events = EventReader(source)
    }

    /// The one document of the file; a null node at its start where there is none.
    mutating func document() throws(Abandoned) -> YAMLNode {
        guard case .documentStart = try next() else { return empty }
        let root = try build(try next(), depth: 1)
        _ = try next()
        if case .documentStart(let range) = try next() {
            try abandon(
                .severalDocuments, range, "a second document begins here; a file holds one",
                hint: "put it into a file of its own, or remove the '---'"
            )
        }
        return root.node
    }

    private var empty: YAMLNode {
        YAMLNode(
            kind: .scalar("", isPlain: true), byteRange: source.start..<source.start, file: source,
            contentEnd: source.start
        )
    }

    private func next() throws(Abandoned) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            collector.add(error.diagnostic(in: source))
            throw Abandoned()
        }
    }

    private func abandon(_ code: DiagnosticCode, _ range: Range<Int>, _ message: String, hint: String? = nil)
        throws(Abandoned)
        -> Never
    {
        collector.add(Diagnostic(.error, code, in: source, range, message, hint: hint))
        throw Abandoned()
    }

    private mutating func build(_ event: YAMLEvent, depth: Int) throws(Abandoned) -> Built {
        switch event {
        case .alias(let name, let range): return try alias(name, range, depth: depth)
        case .scalar(let scalar):
            try count(1, scalar.properties.range)
            checkTag(scalar.properties)
            return finish(
                .scalar(scalar.text, isPlain: scalar.isPlain), scalar.properties, Content(),
                end: scalar.properties.range.upperBound)
        case .sequenceStart(let properties):
            return try collection(properties, depth: depth) { builder, depth throws(Abandoned) in
                try builder.sequence(properties, depth: depth)
            }
        case .mappingStart(let properties):
            return try collection(properties, depth: depth) { builder, depth throws(Abandoned) in
                try builder.mapping(properties, depth: depth)
            }
        case .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd:
            // libyaml's grammar has a node here; a text that made it break would end here.
            try abandon(.notYAML, source.bytes.count..<source.bytes.count, "a value is missing here")
        }
    }

    // MARK: Collections

    private mutating func collection(
        _ properties: YAMLEvent.Properties, depth: Int, _ read: (inout NodeBuilder, Int) throws(Abandoned) -> Built
    ) throws(Abandoned) -> Built {
        try count(1, properties.range)
        try check(depth: depth, properties.range)
        checkTag(properties)
        if let anchor = properties.anchor { openAnchors[anchor, default: 0] += 1 }
        let built = try read(&self, depth + 1)
        if let anchor = properties.anchor { openAnchors[anchor, default: 1] -= 1 }
        return built
    }

    private mutating func sequence(_ properties: YAMLEvent.Properties, depth: Int) throws(Abandoned) -> Built {
        var elements: [YAMLNode] = []
        var content = Content()
        while true {
            let event = try next()
            if case .sequenceEnd(let range) = event {
                return finish(.sequence(elements), properties, content, end: range.upperBound)
            }
            let element = try build(event, depth: depth)
            content.add(element)
            elements.append(element.node)
        }
    }

    private mutating func mapping(_ properties: YAMLEvent.Properties, depth: Int) throws(Abandoned) -> Built {
        var content = Content()
        var entries = MappingEntries()
        while true {
            let event = try next()
            if case .mappingEnd(let range) = event {
                return finish(.mapping(entries.resolved), properties, content, end: range.upperBound)
            }
            let key = try build(event, depth: depth)
            let value = try build(try next(), depth: depth)
            content.add(key)
            content.add(value)
            guard case .scalar(let text, let isPlain) = key.node.kind else {
                collector.error(.wrongForm, at: key.node, "\(key.node.spoken) cannot be a key; write a word")
                continue
            }
            if isPlain, text == "<<" {
                try merge(value, into: &entries)
            } else if let first = entries.add(text, key.node, value.node) {
                collector.error(
                    .duplicateKey, at: key.node,
                    "'\(text.shortened(to: 60))' stands twice here; the first is in line \(first.position.line)",
                    hint: "remove one of the two"
                )
            }
        }
    }

    /// `<<: *base` or `<<: [*one, *two]`: takes over the entries that the mapping has not itself; earlier ones win.
    private mutating func merge(_ value: Built, into entries: inout MappingEntries) throws(Abandoned) {
        for node in value.node.elements ?? [value.node] {
            guard let others = node.entries else {
                collector.error(
                    .badAlias, at: node, "'<<' takes a mapping or a list of mappings, and \(node.spoken) stands here")
                continue
            }
            try count(others.count, value.node.byteRange)
            entries.merge(others)
        }
    }

    private mutating func finish(
        _ kind: YAMLNode.Kind, _ properties: YAMLEvent.Properties, _ content: Content, end: Int
    ) -> Built {
        let start = properties.range.lowerBound
        let contentEnd = content.end ?? start
        // A block ends, for libyaml, where the next token begins; for people, with its last value.
        let nodeEnd = properties.isFlow ? end : max(start, contentEnd)
        let node = YAMLNode(kind: kind, byteRange: start..<max(start, nodeEnd), file: source, contentEnd: contentEnd)
        let built = Built(node: node, size: content.size + 1, height: content.height + 1, end: nodeEnd)
        if let anchor = properties.anchor { anchors[anchor] = built }
        return built
    }

    // MARK: Aliases and limits

    private mutating func alias(_ name: String, _ range: Range<Int>, depth: Int) throws(Abandoned) -> Built {
        if openAnchors[name, default: 0] > 0 {
            try abandon(.badAlias, range, "'*\(name)' stands inside of what '&\(name)' names, so it would never end")
        }
        guard let built = anchors[name] else {
            let near = suggestion(for: name, among: anchors.keys.sorted())
            let hint = near.map { "did you mean '*\($0)'?" } ?? "a text that begins with '*' needs quotes"
            try abandon(.badAlias, range, "'*\(name)' refers to '&\(name)', which is not above", hint: hint)
        }
        try count(built.size, range)
        try check(depth: depth + built.height - 1, range)
        return Built(node: built.node, size: built.size, height: built.height, end: range.upperBound)
    }

    private mutating func count(_ nodes: Int, _ range: Range<Int>) throws(Abandoned) {
        total += nodes
        guard total > YAMLDocument.maximumNodes else { return }
        let aliases = nodes > 1 ? ", those behind '*' counted each time" : ""
        try abandon(
            .tooManyValues, range, "with this the file has more than 100,000 values\(aliases)", hint: "split the file")
    }

    private func check(depth: Int, _ range: Range<Int>) throws(Abandoned) {
        guard depth > YAMLDocument.maximumDepth else { return }
        try abandon(
            .tooDeep, range.lowerBound..<range.lowerBound, "lists and mappings are nested more than 64 deep here")
    }

    private func checkTag(_ properties: YAMLEvent.Properties) {
        guard let tag = properties.tag, !YAMLTag.known.contains(tag) else { return }
        let message = "the tag '\(tag.shortened(to: 60))' means nothing here"
        collector.add(
            Diagnostic(
                .error, .unknownTag, in: source, properties.range, message,
                hint: "remove it; a text that begins with '!' needs quotes")
        )
    }
}

/// The entries of a mapping as it grows: each key once, its own before merged ones.
private struct MappingEntries {
    /// Up to as many keys are looked through, which takes less time than a table of them.
    private static let few = 16

    private var own: [(key: YAMLNode, value: YAMLNode)] = []
    /// Of each own key, once there are more than a few.
    private var indices: [String: Int] = [:]
    private var merged: [(key: YAMLNode, value: YAMLNode)] = []
    private var mergedKeys: Set<String> = []

    /// Returns the first key where it is there already.
    mutating func add(_ text: String, _ key: YAMLNode, _ value: YAMLNode) -> YAMLNode? {
        if let index = index(of: text) { return own[index].key }
        own.append((key, value))
        if own.count == Self.few + 1 {
            for (index, entry) in own.enumerated() { indices[entry.key.scalarText ?? ""] = index }
        } else if own.count > Self.few {
            indices[text] = own.count - 1
        }
        return nil
    }

    mutating func merge(_ others: [(key: YAMLNode, value: YAMLNode)]) {
        for entry in others where mergedKeys.insert(entry.key.scalarText ?? "").inserted { merged.append(entry) }
    }

    var resolved: [(key: YAMLNode, value: YAMLNode)] {
        merged.isEmpty ? own : own + merged.filter { index(of: $0.key.scalarText ?? "") == nil }
    }

    private func index(of text: String) -> Int? {
        own.count > Self.few ? indices[text] : own.firstIndex { $0.key.scalarText == text }
    }
}
