import FoundationEssentials
import GantryActions
import GantryCore
import GantryProject
import GantryTime
import GantryYAML
import Testing

/// A check run over projects that are read from their text, as the daemon reads them.
struct Checks {
    let portfolio: Portfolio

    /// - Parameters:
    ///   - texts: project files, named `projects/1.yaml` and so on.
    ///   - files: other files, by their paths from the root.
    ///   - mistakes: the errors with which projects are watched all the same.
    init(_ texts: String..., files: [String: String] = [:], mistakes: [DiagnosticCode] = []) throws {
        var errors: [Diagnostic] = []
        var projects: [Project] = []
        for (index, text) in texts.enumerated() {
            let collector = DiagnosticCollector()
            let context = ProjectContext(
                defaultZone: try ZoneRules.load("Europe/Amsterdam"), mailDomain: "example.org",
                load: { path in files[path].map { .success(Array($0.utf8)) } ?? .failure(.missing) })
            let source = SourceText(name: "projects/\(index + 1).yaml", text: text)
            let project = ProjectReader.read(source, context: context, collector)
            errors += collector.diagnostics.filter { $0.severity == .error }
            projects.append(try #require(project))
        }
        #expect(errors.map(\.code) == mistakes, "\(errors)")
        portfolio = Portfolio(projects: projects)
    }

    /// Runs a built-in action as the engine does: inputs checked, defaults filled in.
    ///
    /// - Parameter day: today, at 08:00 in Amsterdam; or an instant.
    func run(
        _ name: String, on day: String, _ inputs: [String: Value] = [:], standing: [String: Finding.Stage] = [:]
    ) async throws -> ActionResult {
        let action = try #require(
            BuiltInActions.all(root: "/", portfolio: portfolio).first { $0.declaration.name == name })
        var full = inputs
        for input in action.declaration.inputs where full[input.name] == nil { full[input.name] = input.defaultValue }
        for input in action.declaration.inputs {
            if let value = full[input.name] { #expect(input.type.complaint(about: value) == nil) }
        }
        let now =
            try day.count == 10
            ? ZoneRules.load("Europe/Amsterdam").start(of: #require(LocalDate(day))) + .seconds(8 * 3600)
            : #require(Instant(rfc3339: day))
        var keyed: [AlertKey: Finding.Stage] = [:]
        for project in portfolio.projects {
            for (reference, stage) in standing {
                let parts = reference.split(separator: "/", maxSplits: 1).map(String.init)
                keyed[AlertKey(workflow: "w", project: project.id, rule: parts[0], subject: parts[1])] = stage
            }
        }
        return try await action.run(
            ActionRequest(inputs: full, workflow: "w", run: 1, step: "check", now: now, standing: keyed, log: { _ in }))
    }
}

extension Finding {
    /// `tasks/build 3wd -3 info`.
    var short: String { "\(subject) \(stage.name) \(stage.rank) \(severity.rawValue)" }
}

func failure(_ work: () async throws -> ActionResult) async -> String {
    do {
        _ = try await work()
        return "no failure"
    } catch {
        return "\(error)"
    }
}
