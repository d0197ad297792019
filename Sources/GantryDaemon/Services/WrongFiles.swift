import GantryCore
import GantryDefinitions
import GantryEngine
import GantryProject
import GantryStore
import Logging

/// Tells people of definition files that stay wrong, and of projects that are all gone at once: what they say now,
/// nobody looks at.
///
/// Since when a file is wrong is kept in the store, so that a restart does not begin to count anew.
actor WrongFiles {
    /// Who is at work on a file has it right again by then.
    private static let patience = Duration.seconds(600)
    private static let part = "definitions"
    private static let (wrong, gone) = ("wrong-file", "all-gone")
    /// Under this name the store remembers since when files are wrong.
    private static let memory = "wrong files"

    private let definitions: DefinitionsService
    private let engine: Engine
    private let store: any Store
    private let clock: any WallClock
    private let condition: Condition
    private let spoken: @Sendable (Instant) -> String
    private let logger: Logger
    private let wakes = Hint(isSet: true)
    /// By path relative to the root; nil until it was read from the store.
    private var since: [String: Instant]?
    private var armed: Instant?
    /// Whether nothing was wrong when that was last stored: as long as it is so, there is nothing to store.
    private var isClear = false

    init(
        definitions: DefinitionsService, engine: Engine, store: any Store, clock: any WallClock, condition: Condition,
        spoken: @escaping @Sendable (Instant) -> String, logger: Logger
    ) {
        (self.definitions, self.engine, self.store, self.clock) = (definitions, engine, store, clock)
        (self.condition, self.spoken, self.logger) = (condition, spoken, logger)
    }

    /// Definitions may be others now.
    nonisolated func hint() { wakes.set() }

    /// Works until its task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await _ in wakes {
                guard let due = await tell(), armed.map({ due < $0 }) ?? true else { continue }
                armed = due
                group.addTask { await self.wake(at: due) }
            }
        }
    }

    private func wake(at due: Instant) async {
        try? await clock.sleep(until: due)
        if armed == due { armed = nil }
        wakes.set()
    }

    /// Looks at what is wrong now; gives when to look again.
    func tell() async -> Instant? {
        let current = definitions.current
        let files = Set(current.keptLastGood).union(current.brokenFiles)
        let causes =
            current.away.heldFolders.map { "all \($0) are gone, and what they said holds on" }
            + current.keptLastGood.map { "\($0) is wrong, and its last good version stands in" }
            + current.brokenFiles.map { "\($0) is wrong" }
        condition.set(causes.isEmpty ? nil : causes.prefix(3).joined(separator: "; ") + more(causes), for: Self.part)
        if causes.isEmpty, isClear { return nil }
        isClear = false
        do {
            let since = try await follow(files)
            let late = files.filter { file in since[file].map { clock.now - $0 >= Self.patience } ?? false }
            let findings =
                late.sorted().map { finding($0, since[$0] ?? clock.now, current) } + current.away.heldFolders.map(held)
            let projects = current.portfolio.projects.map(\.id) + [Finding.portfolio]
            try await engine.observe(
                ActionResult(
                    findings: findings, evaluated: Set(projects), rules: [Self.wrong, Self.gone],
                    endings: try await endings(current)),
                part: Self.part)
            isClear = causes.isEmpty
            return files.subtracting(late).compactMap { since[$0].map { $0 + Self.patience } }.min()
        } catch {
            logger.error("the alerts about wrong files stay as they are: \(error)")
            return clock.now + .seconds(5)
        }
    }

    /// What became of that which was told, where it is over now.
    private func endings(_ current: Definitions) async throws -> [Finding.Identity: String] {
        var endings: [Finding.Identity: String] = [:]
        for alert in try await engine.observed(Self.part) {
            let path = String(alert.key.subject.dropFirst("files/".count))
            let isThere = path == "workflows" ? !current.workflows.isEmpty : !current.portfolio.projects.isEmpty
            endings[alert.key.identity] =
                if alert.key.rule == Self.wrong {
                    "\(path) is right again, or was removed"
                } else {
                    isThere ? "the \(path) are there again" : "the \(path) are taken as removed, as gantry reload asked"
                }
        }
        return endings
    }

    private func more(_ causes: [String]) -> String { causes.count > 3 ? "; and \(causes.count - 3) more" : "" }

    /// Since when each of some files is wrong.
    private func follow(_ files: Set<String>) async throws -> [String: Instant] {
        let own = EngineDefinitions.ownWorkflow
        var known: [String: Instant]
        if let since {
            known = since
        } else {
            let memory = try await store.memory(workflow: own, trigger: Self.memory)
            known = memory.entries.compactMapValues(Instant.init(rfc3339:))
        }
        var entries: [String: String?] = [:]
        for file in known.keys where !files.contains(file) {
            known[file] = nil
            entries[file] = .some(nil)
        }
        for file in files where known[file] == nil {
            known[file] = clock.now
            entries[file] = .some(clock.now.description)
        }
        if !entries.isEmpty {
            try await engine.submit(
                Firing(
                    workflow: own, trigger: Self.memory, occurrences: [], mode: .queue, cursor: "0", entries: entries))
        }
        since = known
        return known
    }

    private func finding(_ file: String, _ since: Instant, _ current: Definitions) -> Finding {
        let projects = current.projects(readFrom: file)
        let first = current.diagnostics.first { $0.severity == .error && $0.position?.file == file }
        let stands = current.keptLastGood.contains(file)
        var inputs: [Evidence.Input] = [.init("since", spoken(since))]
        if let first { inputs.append(.init("mistake", first.message, at: first.position)) }
        return Finding(
            rule: Self.wrong, project: projects.count == 1 ? projects[0] : Finding.portfolio, subject: "files/\(file)",
            stage: .init("wrong", rank: 1), severity: .warning,
            message: stands
                ? "\(file) has been wrong for a while; what it said before is what is looked at"
                : "\(file) has been wrong for a while, and nothing in it is looked at",
            advice: ["gantry check"],
            evidence: Evidence(rule: "a file is wrong for \(Self.patience.short) or longer", inputs: inputs))
    }

    private func held(_ folder: String) -> Finding {
        Finding(
            rule: Self.gone, project: Finding.portfolio, subject: "files/\(folder)", stage: .init("gone", rank: 1),
            severity: .critical, message: "All \(folder) are gone at once; what they said before holds on",
            advice: ["ls \(shellQuoted(definitions.current.root + "/" + folder))", "gantry reload"],
            evidence: Evidence(
                rule: "nothing is left in \(folder)/, where something was before: a volume may be missing",
                inputs: []))
    }
}
