import GantryCore
import GantryManifest
import GantryProject
import GantrySystem
import GantryTime
import GantryWorkflow
import Synchronization

/// What was read from one file and from those it includes.
struct FileReading<Content: Sendable>: Sendable {
    /// The good content: this reading's, or that of the last good one before it.
    var content: Content?
    /// Whether `content` is what the file says now.
    var isCurrent: Bool
    var diagnostics: [Diagnostic]
    /// Every file that was read or looked for; the file itself among them. Relative to the root.
    var files: [String: Fingerprint]
    /// False where other files had a say in it.
    var isSettled = true
    /// What `content` was read from: path → SHA-256.
    private(set) var good: [String: String] = [:]
    /// One word for `good`; empty without content.
    private(set) var revision = ""
    /// Since when the file is away; nil while it is there.
    var awaySince: Instant?

    /// What a reading found, good or not.
    init(content: Content?, diagnostics: [Diagnostic], files: [String: Fingerprint]) {
        (self.content, self.diagnostics, self.files) = (content, diagnostics, files)
        isCurrent = true
        guard content != nil else { return }
        good = files.compactMapValues(\.digest)
        revision = Self.revision(of: good)
    }

    /// A version of before, read again.
    init(content: Content?, isCurrent: Bool, good: [String: String]) {
        (self.content, self.isCurrent, self.good, diagnostics) = (content, isCurrent, good, [])
        files = good.mapValues { .bytes(digest: $0, isOpen: nil) }
        isSettled = false
        revision = Self.revision(of: good)
    }

    private static func revision(of good: [String: String]) -> String {
        contentDigest(good.map { "\($0) \($1)\n" }.sorted().joined().utf8)
    }

    /// A reading with errors takes over what was good before; one of a half-written file is that of before.
    func keeping(_ previous: FileReading?) -> FileReading? {
        if files.values.contains(.other(.beingWritten)) { return previous?.standingIn(since: nil) }
        guard content == nil, let old = previous, old.content != nil else { return self }
        var result = self
        (result.content, result.isCurrent) = (old.content, false)
        (result.good, result.revision) = (old.good, old.revision)
        return result
    }

    /// The same while its file is away, or half written.
    func standingIn(since: Instant?) -> FileReading {
        var result = self
        (result.isSettled, result.awaySince) = (false, since)
        if since != nil { (result.isCurrent, result.diagnostics) = (false, []) }
        return result
    }

    /// Whether all files say what they said.
    func isStillTrue(in store: FileStore) -> Bool {
        isSettled && files.allSatisfy { store.fingerprint($0.key) == $0.value }
    }
}

/// A YAML file below `projects/`.
struct ProjectFileContent: Sendable {
    /// Nil for a file that is no project, but perhaps a section of one.
    var project: Project?
}

/// What projects are read with; when it changes, all are read again.
struct ReadingContext: Hashable, Sendable {
    let zone: ZoneRules
    let calendar: WorkingCalendar
    let people: [String: Person]
    let mailDomain: String?
}

/// What one reading leaves to the next.
struct DefinitionsMemory: Sendable {
    var settings: FileReading<Settings>?
    var people: FileReading<[String: Person]>?
    var projects: [String: FileReading<ProjectFileContent>] = [:]
    var workflows: [String: FileReading<WorkflowFile>] = [:]
    var context: ReadingContext?
    var capabilities: Capabilities?
    var plugins: [String: FileReading<PluginManifest>] = [:]
    var workflowSettings: Settings?
    /// The files below `projects/` that read a file beside themselves, by that file.
    var readers: [String: Set<String>] = [:]
    /// YAML files in the root that nothing reads.
    var strays = StrayFiles()
    /// Nil where all files were looked at.
    var reread: Reread?
    var stamp = Self.nextStamp()
    /// One word for what each project is made of, by its id; for each workflow, by its name; for what all projects share.
    var revisions: [String: String] = [:]
    private(set) var workflowRevisions: [String: String] = [:]
    private(set) var calendarRevision = ""
    private(set) var sharedRevision = ""
    /// By path relative to the root.
    var seen: [String: SeenFile] = [:]
    /// Which files could be read.
    var fence: FileFence?
    /// When the last reading of all files began, by the machine's clock, and what its folders looked like.
    var began: Int64 = 0
    var folders: [String: FileMark?] = [:]

    private static let stamps = Atomic<UInt64>(0)

    static func nextStamp() -> UInt64 { stamps.add(1, ordering: .relaxed).newValue }

    /// Sums up the readings, once all of them are there.
    mutating func sumUp(_ settings: Settings) {
        revisions = [:]
        for reading in projects.values {
            if let project = reading.content?.project { revisions[project.id] = reading.revision }
        }
        workflowRevisions = [:]
        for reading in workflows.values {
            if let file = reading.content { workflowRevisions[file.workflow.name] = reading.revision }
        }
        let calendar = settings.calendar
        let week = calendar.week.map { "\($0)" }.sorted().joined(separator: ",")
        let holidays = calendar.holidays.sorted().map(\.description).joined(separator: ",")
        calendarRevision = contentDigest([settings.timeZone.identifier, week, holidays].joined(separator: "\n").utf8)
        sharedRevision = contentDigest("\(people?.revision ?? "")\n\(calendarRevision)".utf8)
    }
}
