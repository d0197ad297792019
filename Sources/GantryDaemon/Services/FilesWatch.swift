import FoundationEssentials
import GantryCore
import GantryDefinitions
import GantryStore
import GantryTriggers
import GantryWorkflow
import Synchronization

/// One files trigger: its globs, its machine, and the form in which the store remembers it.
struct FilesWatch: Sendable {
    let workflow: String
    let trigger: String
    let mode: Workflow.Mode
    let plan: FilesTrigger
    private let globs: [Glob]
    private var machine: FilesMachine
    /// When it wants to be looked at again.
    private(set) var due: Instant?

    /// - Parameters:
    ///   - memory: what the store knows of the trigger.
    ///   - view: how files are looked at.
    /// - Returns: the watch; and where the trigger is new, what the store is to remember, as the files that are there
    ///   already do not fire it.
    static func begin(
        _ plan: FilesTrigger, of workflow: Workflow, trigger: String, memory: TriggerMemory, view: FilesView
    ) -> (watch: FilesWatch, baseline: Firing?) {
        let globs = plan.patterns.compactMap { try? Glob($0) }
        let known = memory.entries.compactMapValues(FileFingerprint.init(stored:))
        guard let cursor = memory.cursor.flatMap(Int.init) else {
            let files = survey(view, globs: globs, previous: [:])
            let watch = FilesWatch(
                workflow: workflow.name, trigger: trigger, mode: workflow.mode, plan: plan, globs: globs,
                machine: FilesMachine(known: files, settle: plan.settle))
            let baseline = Firing(
                workflow: workflow.name, trigger: trigger, occurrences: [], mode: workflow.mode, cursor: "0",
                entries: files.mapValues(\.stored))
            return (watch, baseline)
        }
        let machine = FilesMachine(known: known, sequence: cursor, settle: plan.settle)
        let watch = FilesWatch(
            workflow: workflow.name, trigger: trigger, mode: workflow.mode, plan: plan, globs: globs, machine: machine)
        return (watch, nil)
    }

    /// The folders, relative to the root, that its files can be in.
    var bases: [String] { globs.map(\.base) }

    /// Looks at what may have changed and gives the firing that follows, if any. Reads files: call it on a thread that
    /// may block.
    ///
    /// - Parameters:
    ///   - paths: relative to the root; nil: look at everything.
    ///   - returned: files that were away and are there again.
    ///   - now: of the engine's clock.
    mutating func look(at paths: Set<String>?, returned: Set<String>, view: FilesView, now: Instant) -> Firing? {
        let before = machine.known
        var effects: [FilesEffect] = []
        if let paths {
            for path in paths.sorted() where globs.contains(where: { $0.matches(path) }) {
                let fingerprint = view.fingerprint(path, previous: before[path])
                effects += machine.on(.observed(path: path, fingerprint: fingerprint, at: now))
            }
        } else {
            let files = Self.survey(view, globs: globs, previous: before)
            effects += machine.on(.rescanned(files, at: now))
        }
        let back = returned.filter { path in globs.contains { $0.matches(path) } }
        if !back.isEmpty { effects += machine.on(.returned(back, at: now)) }
        if let due = machine.due, due <= now { effects += machine.on(.tick(at: now)) }
        due = machine.due
        let sets = effects.compactMap { effect in
            if case .fire(let set) = effect { set } else { nil }
        }
        guard !sets.isEmpty else { return nil }
        return firing(sets, since: before, among: paths, now: now)
    }

    private func firing(
        _ sets: [FileSet], since before: [String: FileFingerprint], among paths: Set<String>?, now: Instant
    ) -> Firing {
        let occurrences = sets.map { set in
            PlannedOccurrence(
                Occurrence(
                    workflow: workflow, trigger: trigger, key: set.key, plannedAt: now, observedAt: now,
                    payload: [
                        "kind": "files", "at": .text(now.description), "files": set.value,
                        "count": .number(Decimal(set.changes.count)),
                    ]), fate: .run(.joining))
        }
        var entries: [String: String?] = [:]
        for path in Set(sets.flatMap(\.changes).map(\.path)) { entries[path] = .some(machine.known[path]?.stored) }
        // Files that were written again with what they held: only their status is new.
        for path in paths ?? Set(machine.known.keys) {
            guard let fingerprint = machine.known[path], before[path] != fingerprint else { continue }
            entries[path] = fingerprint.stored
        }
        return Firing(
            workflow: workflow, trigger: trigger, occurrences: occurrences, mode: mode,
            cursor: String(machine.sequence), entries: entries)
    }

    private static func survey(
        _ view: FilesView, globs: [Glob], previous: [String: FileFingerprint]
    ) -> [String: FileFingerprint] {
        var files: [String: FileFingerprint] = [:]
        for base in Set(globs.map(\.base)) {
            let matching = globs.filter { $0.base == base }
            let survey = FileSurvey.scan(
                root: view.definitions.root, under: base, previous: previous, look: view.fingerprint
            ) { path in matching.contains { $0.matches(path) } }
            files.merge(survey.files) { first, _ in first }
        }
        for (path, fingerprint) in previous where files[path] == nil && view.definitions.isWaiting(path) {
            files[path] = fingerprint
        }
        return files
    }
}

/// How files are looked at: a definition file as it was when the definitions were read, so that a trigger and what it
/// starts speak of the same bytes; any other as it stands on the disk.
struct FilesView: Sendable {
    let definitions: Definitions
    let isBeingWritten: @Sendable (String) -> Bool
    private let prints = Prints()

    init(definitions: Definitions, isBeingWritten: @escaping @Sendable (String) -> Bool) {
        (self.definitions, self.isBeingWritten) = (definitions, isBeingWritten)
    }

    /// What was looked at in this view: a file that several triggers watch is read once.
    private final class Prints: Sendable {
        let known = Mutex<[String: FileFingerprint?]>([:])
    }

    /// - Parameter path: relative to the root.
    func fingerprint(_ path: String, previous: FileFingerprint?) -> FileFingerprint? {
        if definitions.isWaiting(path) { return previous }
        if let seen = definitions.seen(path) {
            guard let hash = seen.hash else { return nil }
            if let mark = seen.mark {
                return FileFingerprint(
                    dev: mark.dev, ino: mark.ino, size: mark.size, mtimeNanoseconds: mark.mtimeNanoseconds, hash: hash)
            }
        }
        let whole = "\(definitions.root)/\(path)"
        guard !isBeingWritten(whole) else { return previous }
        if let known = prints.known.withLock({ $0[path] }) { return known }
        let print = FileFingerprint.of(whole, previous: previous)
        // What looks as before is not read for the next trigger either; only what was read is worth keeping.
        if print != previous { prints.known.withLock { $0[path] = .some(print) } }
        return print
    }
}

extension FileFingerprint {
    /// `dev ino size mtime hash`, as the store keeps it.
    var stored: String { "\(dev) \(ino) \(size) \(mtimeNanoseconds) \(hash)" }

    init?(stored text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 5, let dev = UInt64(parts[0]), let ino = UInt64(parts[1]), let size = Int64(parts[2]),
            let mtime = Int64(parts[3])
        else { return nil }
        self.init(dev: dev, ino: ino, size: size, mtimeNanoseconds: mtime, hash: String(parts[4]))
    }
}
