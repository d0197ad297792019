package import GantryCore
import GantryProject
import GantryYAML

/// One fact of a project that is another one now.
package struct ProjectChange: Hashable, Sendable {
    package let project: String
    /// `tasks.golive.milestone`.
    package let path: String
    /// What stood there; nil where nothing did.
    package let from: String?
    /// What stands there; nil where nothing does.
    package let to: String?
    /// `projects/crm2.yaml:14`: where it stands now, or stood before it was taken away.
    package let at: String

    package init(project: String, path: String, from: String?, to: String?, at: String) {
        (self.project, self.path, self.from, self.to, self.at) = (project, path, from, to, at)
    }

    /// What expressions see.
    package var value: Value {
        .map([
            "project": .text(project), "path": .text(path), "from": from.map(Value.text) ?? .null,
            "to": to.map(Value.text) ?? .null, "at": .text(at),
        ])
    }
}

/// Tells what two readings of projects say differently, from the bytes that each was read from.
package struct ProjectComparison: Sendable {
    private let before: [String: GoodVersion]
    private let after: [String: GoodVersion]

    /// - Parameters:
    ///   - before: what was good, by path, at the reading before.
    package init(from before: [String: GoodVersion], to after: Definitions) {
        self.before = before
        self.after = after.goodVersions
    }

    /// The same where only some files below `projects/` were read again.
    package init(from before: [String: GoodVersion], to after: Definitions, among reread: Reread) {
        self.after = after.goodVersions(ofProjects: reread.paths)
        self.before = self.after.reduce(into: [:]) { $0[$1.key] = before[$1.key] }
    }

    /// The contents it needs, by SHA-256.
    package var contentsWanted: Set<String> {
        Set(changed.flatMap { [$0.old, $0.new].compactMap(\.self).flatMap(\.files.values) })
            .union(isPeopleChanged ? after.values.flatMap(\.files.values) : [])
            .union(isPeopleChanged ? peopleVersion(in: before)?.version.files.values.map(\.self) ?? [] : [])
    }

    private var changed: [(old: GoodVersion?, new: GoodVersion, path: String, oldPath: String)] {
        let byName = Dictionary(
            before.filter { $0.key.hasPrefix("projects/") }.map { ($0.value.name, $0.key) }, uniquingKeysWith: min)
        return after.filter { $0.key.hasPrefix("projects/") }.compactMap { path, version in
            let oldPath = byName[version.name] ?? path
            let old = before[oldPath]
            return old?.files == version.files ? nil : (old, version, path, oldPath)
        }
    }

    private func peopleVersion(in versions: [String: GoodVersion]) -> (path: String, version: GoodVersion)? {
        versions.first { !$0.key.contains("/") }.map { ($0.key, $0.value) }
    }

    /// Whether the file of the people is another one.
    package var isPeopleChanged: Bool {
        peopleVersion(in: before)?.version.files != peopleVersion(in: after)?.version.files
    }

    /// By the project's id: what has changed by meaning; empty where only its form did. Projects of which nothing
    /// changed, and those of which the contents of before are not known, have no entry.
    ///
    /// - Parameter contents: by SHA-256.
    package func changes(_ contents: [String: [UInt8]]) -> [String: [ProjectChange]] {
        var result: [String: [ProjectChange]] = [:]
        for change in changed {
            guard let old = change.old else {
                result[change.new.name] = [
                    ProjectChange(
                        project: change.new.name, path: "project", from: nil, to: change.new.name,
                        at: "\(change.path):1")
                ]
                continue
            }
            let windows = Self.windows(old, change.new, contents)
            guard
                let was = Facts(
                    change.oldPath, old, contents, windows: windows.mapValues { ($0.old, $0.firstLine) }),
                let now = Facts(
                    change.path, change.new, contents, windows: windows.mapValues { ($0.new, $0.firstLine) })
            else { continue }
            result[change.new.name] = now.changes(since: was, in: change.new.name)
        }
        for (project, changes) in changesOfPeople(contents) { result[project, default: []] += changes }
        return result
    }

    /// Of the tables that both versions name.
    private static func windows(
        _ old: GoodVersion, _ new: GoodVersion, _ contents: [String: [UInt8]]
    ) -> [String: TableWindow] {
        var windows: [String: TableWindow] = [:]
        for (file, hash) in new.files where !FolderScan.isDefinition(file) {
            guard let before = old.files[file].flatMap({ contents[$0] }), let after = contents[hash] else { continue }
            windows[file] = TableWindow(from: before, to: after)
        }
        return windows
    }

    private func changesOfPeople(_ contents: [String: [UInt8]]) -> [String: [ProjectChange]] {
        guard isPeopleChanged else { return [:] }
        func facts(_ found: (path: String, version: GoodVersion)?) -> Facts {
            found.flatMap { Facts($0.path, $0.version, contents, under: "people") } ?? Facts()
        }
        let changes = facts(peopleVersion(in: after)).changes(since: facts(peopleVersion(in: before)), in: "")
        let ids = Set(changes.compactMap { $0.path.split(separator: ".").dropFirst().first.map(String.init) })
        var result: [String: [ProjectChange]] = [:]
        for (path, version) in after where path.hasPrefix("projects/") {
            let named = version.files.values.reduce(into: Set<String>()) { named, hash in
                named.formUnion(Words.of(contents[hash] ?? [], among: ids))
            }
            let own = changes.filter { change in
                named.contains { change.path == "people.\($0)" || change.path.hasPrefix("people.\($0).") }
            }
            guard !own.isEmpty else { continue }
            result[version.name] = own.map {
                ProjectChange(project: version.name, path: $0.path, from: $0.from, to: $0.to, at: $0.at)
            }
        }
        return result
    }
}

/// Words of a text.
private enum Words {
    /// Those of some ids that a text names.
    static func of(_ bytes: [UInt8], among ids: Set<String>) -> Set<String> {
        var result: Set<String> = []
        let words = bytes.split { byte in
            !(byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20))
        }
        for word in words {
            let text = String(decoding: word, as: UTF8.self)
            if ids.contains(text) { result.insert(text) }
        }
        return result
    }
}
