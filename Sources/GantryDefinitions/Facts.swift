import GantryCore
import GantryProject
import GantryYAML

/// What files say, as single facts with the place of each; the form they are written in does not matter, nor the order.
struct Facts {
    private struct Fact {
        let path: String
        let text: String
        let at: String
    }

    /// By what tells one fact from another.
    private var facts: [String: Fact] = [:]
    private var contents: [String: [UInt8]] = [:]
    /// Of tables: the bytes of which the lines are taken, and the number of the first.
    private var windows: [String: (bytes: Range<Int>, firstLine: Int)] = [:]
    private var folder = ""

    init() {}

    /// - Parameters:
    ///   - path: the file to begin with, relative to the root; what it includes stands where it is included.
    ///   - contents: by SHA-256.
    ///   - prefix: what all paths begin with.
    ///   - windows: of tables, where not all lines are to be taken.
    /// - Returns: nil where a content is missing.
    init?(
        _ path: String, _ version: GoodVersion, _ contents: [String: [UInt8]], under prefix: String = "",
        windows: [String: (bytes: Range<Int>, firstLine: Int)] = [:]
    ) {
        self.windows = windows
        for (file, hash) in version.files {
            guard let bytes = contents[hash] else { return nil }
            self.contents[file] = bytes
        }
        folder = path.split(separator: "/").dropLast().joined(separator: "/")
        guard let root = node(path) else { return nil }
        take(prefix.isEmpty ? root : root.unwrapped(prefix), at: prefix)
        self.contents = [:]
    }

    func changes(since old: Facts, in project: String) -> [ProjectChange] {
        var result: [ProjectChange] = []
        for (key, fact) in facts where old.facts[key]?.text != fact.text {
            result.append(
                ProjectChange(project: project, path: fact.path, from: old.facts[key]?.text, to: fact.text, at: fact.at)
            )
        }
        for (key, fact) in old.facts where facts[key] == nil {
            result.append(ProjectChange(project: project, path: fact.path, from: fact.text, to: nil, at: fact.at))
        }
        return result.sorted { ($0.path, $0.at, $0.to ?? "") < ($1.path, $1.at, $1.to ?? "") }
    }

    private func node(_ path: String) -> YAMLNode? {
        contents[path].flatMap { YAMLDocument.parse(SourceText(name: path, bytes: $0), DiagnosticCollector()) }
    }

    // MARK: YAML

    private mutating func take(_ node: YAMLNode, at path: String) {
        if let entries = node.entries {
            for (key, value) in entries {
                let name = key.scalarText ?? ""
                if name == "file" || name == "files", include(value, at: path) { continue }
                take(value, at: path.isEmpty ? name : "\(path).\(name)")
            }
        } else if let elements = node.elements {
            take(elements, at: path)
        } else if let text = node.text {
            put(path, path, text, node.place)
        }
    }

    private mutating func take(_ elements: [YAMLNode], at path: String) {
        let names = elements.map(\.ownName)
        let firsts = elements.map { $0.entries?.first?.key.scalarText }
        let counts = Dictionary(firsts.compactMap { $0.map { ($0, 1) } }, uniquingKeysWith: +)
        for (index, element) in elements.enumerated() {
            if let name = names[index] {
                take(element, at: "\(path).\(name)")
            } else if let first = firsts[index], counts[first] == 1, elements.count > 1 || element.entries?.count == 1 {
                // The short form: `- build: 10wd ben`.
                for (key, value) in element.entries ?? [] {
                    let name = key.scalarText ?? ""
                    take(value, at: name == first ? "\(path).\(first)" : "\(path).\(first).\(name)")
                }
            } else {
                put("\(path) \(element.rendered)", path, element.rendered, element.place)
            }
        }
    }

    /// - Parameter key: two facts of one key in one file are counted.
    private mutating func put(_ key: String, _ path: String, _ text: String, _ place: String) {
        var (unique, count) = (key, 1)
        while facts[unique] != nil {
            count += 1
            unique = "\(key) #\(count)"
        }
        facts[unique] = Fact(path: path, text: text, at: place)
    }

    // MARK: Other files

    private mutating func include(_ value: YAMLNode, at path: String) -> Bool {
        let names = (value.elements ?? [value]).compactMap(\.text)
        let files = names.compactMap { name in
            [folder.isEmpty ? name : "\(folder)/\(name)", name].first { contents[$0] != nil }
        }
        guard !files.isEmpty, files.count == names.count else { return false }
        for file in files {
            if file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
                guard let node = node(file) else { continue }
                let section = path.split(separator: ".").last.map(String.init) ?? ""
                take(node.unwrapped(section).unwrapped("holidays"), at: path)
            } else {
                takeLines(of: file, at: path)
            }
        }
        return true
    }

    /// A table: each line of it is a fact.
    private mutating func takeLines(of file: String, at path: String) {
        let bytes = contents[file] ?? []
        let window = windows[file] ?? (0..<bytes.count, 1)
        let text = SourceText(name: file, bytes: Array(bytes[window.bytes]))
        for number in 1...text.lineCount {
            let line = text.line(number)
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            put("\(path) \(line)", path, line, "\(file):\(window.firstLine + number - 1)")
        }
    }
}

extension YAMLNode {
    /// Without the heading of a section that stands in a file of its own.
    fileprivate func unwrapped(_ section: String) -> YAMLNode {
        guard let entries, entries.count == 1, let inner = self[section] else { return self }
        return inner
    }

    fileprivate var place: String {
        let position = position
        return "\(position.file):\(position.line)"
    }

    /// What an element of a list calls itself.
    fileprivate var ownName: String? {
        self["id"]?.text ?? self["name"]?.text
    }

    /// On one line, in YAML's short form.
    fileprivate var rendered: String {
        if let entries {
            return
                "{ \(entries.map { "\($0.key.scalarText ?? ""): \($0.value.rendered)" }.sorted().joined(separator: ", ")) }"
        }
        if let elements { return "[\(elements.map(\.rendered).joined(separator: ", "))]" }
        return scalarText ?? ""
    }
}
