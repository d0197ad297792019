import FoundationEssentials
import GantryCore
import GantryTime
import GantryYAML

@testable import GantryProject

/// A project read from files that stand in memory.
struct Read {
    let project: Project?
    let diagnostics: [Diagnostic]
    let files: [ProjectFile]

    /// `code line:column message | hint`, and the file where it is not the project's own.
    var lines: [String] { diagnostics.map { $0.compact(in: "projects/crm2.yaml") } }
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// - Parameters:
    ///   - files: by their paths from the root.
    ///   - people: people.yaml; nil: there is none.
    init(
        _ text: String, files: [String: String] = [:], people: String? = nil, mailDomain: String? = "example.org",
        name: String = "projects/crm2.yaml", load: ProjectContext.Load? = nil
    ) {
        let collector = DiagnosticCollector()
        let fromMemory: ProjectContext.Load = { path in
            files[path].map { .success(Array($0.utf8)) } ?? .failure(.missing)
        }
        let bare = ProjectContext(mailDomain: mailDomain, load: load ?? fromMemory)
        let shared = people.flatMap { text in
            PeopleFile.read(SourceText(name: "people.yaml", text: text), context: bare, collector)
        }
        let context = ProjectContext(people: shared ?? [:], mailDomain: mailDomain, load: load ?? fromMemory)
        let reading = ProjectReader.reading(of: SourceText(name: name, text: text), context: context, collector)
        (project, diagnostics, self.files) = (reading.project, collector.diagnostics, reading.files)
    }

    /// A project with the least it needs, and something more.
    static func project(
        with sections: String, files: [String: String] = [:], people: String? = nil, mailDomain: String? = "example.org"
    ) -> Read {
        Read(head + sections, files: files, people: people, mailDomain: mailDomain)
    }

    /// Four lines; what follows begins at the fifth.
    static let head = "project: crm2\nlead: asha\nstart: 2026-10-01\nteam: [asha, ben, chi]\n"
}

extension Diagnostic {
    /// `GTY0202 5:27 there is no task 'dsign' | did you mean 'design'?`
    func compact(in file: String) -> String {
        let place = position.map { place in
            let point = "\(place.line):\(place.column)"
            return place.file == file ? point : "\(place.file):\(point)"
        }
        let kind = severity == .warning ? " warning:" : ""
        return "\(code) \(place ?? "-")\(kind) \(message)" + (hint.map { " | \($0)" } ?? "")
    }
}

/// The text of anything, its places left out: what two readings of the same content have in common.
func contentText(of value: Any) -> String {
    if let zone = value as? ZoneRules { return zone.identifier }
    if let ledger = value as? Ledger { return contentText(of: Array(ledger)) }
    if let text = value as? LedgerText { return text.text }
    if let members = value as? [String: Person] {
        return members.sorted { $0.key < $1.key }.map { "\($0.key)=\(contentText(of: $0.value))" }.joined(
            separator: ",")
    }
    if let rates = value as? [Currency: Located<Decimal>] {
        return rates.sorted { $0.key.code < $1.key.code }.map { "\($0.key.code)=\($0.value.value)" }.joined(
            separator: ",")
    }
    if let calendar = value as? WorkingCalendar {
        return "\(calendar.week.map(\.rawValue).sorted()) \(calendar.holidays.sorted())"
    }
    if let value = value as? any CustomStringConvertible, !(value is [Any]) { return value.description }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional { return mirror.children.first.map { contentText(of: $0.value) } ?? "nil" }
    guard !mirror.children.isEmpty else { return "\(value)" }
    let children = mirror.children.filter { !["position", "files", "version"].contains($0.label) }
    return "\(mirror.subjectType)("
        + children.map { "\($0.label ?? "")=\(contentText(of: $0.value))" }.joined(separator: "\n") + ")"
}
