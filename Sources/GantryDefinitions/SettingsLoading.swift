import GantryCore
import GantryProject
import GantryWorkflow
import GantryYAML

extension DefinitionsLoader {
    mutating func readSettings(_ capabilities: Capabilities) -> Settings {
        if keepsSettings, let previous { return keepSettings(of: previous) }
        let old = previous?.memory.settings
        let name = choose(Self.settingsNames)
        let new = settings(name, capabilities)
        let reading = new.keeping(old) ?? new
        memory.settings = reading
        diagnostics += reading.diagnostics
        note(name, isCurrent: reading.isCurrent, isKnown: reading.content != nil)
        return reading.content ?? .standard
    }

    /// The folders outside of the root that the settings grant. They are looked for before anything else is read, and
    /// are those of the last good settings where these are wrong.
    func grantedFolders() -> [String] {
        if keepsSettings, let previous { return previous.settings.folders }
        let name = Self.settingsNames.first(where: store.isThere)
        guard let name, case .bytes(let bytes) = store.content(name) else { return [] }
        return Settings.grantedFolders(in: SourceText(name: name, bytes: bytes)) ?? previous?.settings.folders ?? []
    }

    private func settings(_ name: String, _ capabilities: Capabilities) -> FileReading<Settings> {
        let files = Dictionary(uniqueKeysWithValues: Self.settingsNames.map { ($0, store.fingerprint($0)) })
        let content = store.content(name)
        guard content != .missing else {
            return FileReading(content: .standard, diagnostics: [], files: files)
        }
        guard case .bytes(let bytes) = content else {
            return FileReading(
                content: nil, diagnostics: unreadable(name, content), files: files)
        }
        let collector = DiagnosticCollector()
        let settings = Settings.read(SourceText(name: name, bytes: bytes), capabilities: capabilities, collector)
        return FileReading(content: settings, diagnostics: collector.diagnostics, files: files)
    }

    /// The settings as they were; says so where the file says something else by now.
    private mutating func keepSettings(of previous: Definitions) -> Settings {
        memory.settings = previous.memory.settings
        diagnostics += previous.memory.settings?.diagnostics ?? []
        if let reading = previous.memory.settings {
            let name = choose(Self.settingsNames)
            if reading.isStillTrue(in: store) {
                note(name, isCurrent: reading.isCurrent, isKnown: reading.content != nil)
            } else {
                diagnostics.append(
                    Diagnostic(
                        .note, .settingsWait, at: .start(of: name), "\(name) was changed, and is not taken yet",
                        hint: "gantry reload"
                    ))
            }
        }
        return previous.settings
    }

    mutating func readPeople(_ settings: Settings) -> [String: Person] {
        let old = previous?.memory.people
        let name = choose(Self.peopleNames)
        let known = old.flatMap { $0.isStillTrue(in: store) ? $0 : nil }
        let reading = known ?? settled(people(name, settings), old)
        memory.people = reading
        diagnostics += reading.diagnostics
        if reading.awaySince == nil { note(name, isCurrent: reading.isCurrent, isKnown: reading.content != nil) }
        return reading.content ?? [:]
    }

    /// What is read of the people, and what was known while their file is away or half written.
    private mutating func settled(
        _ new: FileReading<[String: Person]>, _ old: FileReading<[String: Person]>?
    ) -> FileReading<[String: Person]> {
        let now = store.looking.now
        let isGone = Self.peopleNames.allSatisfy { new.files[$0] == .other(.missing) }
        guard !store.looking.takesRemovals, isGone, let old, old.content?.isEmpty == false else {
            return new.keeping(old) ?? new
        }
        let since = min(old.awaySince ?? now, now)
        guard now - since < Looking.removalSettles else { return new }
        store.wait(until: since + Looking.removalSettles)
        away.insert(choose(Self.peopleNames))
        return old.standingIn(since: since)
    }

    private func people(_ name: String, _ settings: Settings) -> FileReading<[String: Person]> {
        var files = Dictionary(uniqueKeysWithValues: Self.peopleNames.map { ($0, store.fingerprint($0)) })
        let content = store.content(name)
        guard content != .missing else {
            return FileReading(content: [:], diagnostics: [], files: files)
        }
        guard case .bytes(let bytes) = content else {
            return FileReading(content: nil, diagnostics: unreadable(name, content), files: files)
        }
        let collector = DiagnosticCollector()
        let reading = PeopleFile.reading(
            of: SourceText(name: name, bytes: bytes), context: context(settings, people: [:]), collector)
        for file in reading.files { files[file.path] = store.fingerprint(file.path) }
        return FileReading(
            content: reading.people, diagnostics: collector.diagnostics, files: files)
    }

    func context(_ settings: Settings, people: [String: Person]) -> ProjectContext {
        Self.context(settings, people: people, in: store, isMissingPeople: false)
    }

    /// What project files are read with.
    static func context(
        _ settings: Settings, people: [String: Person], in store: FileStore, isMissingPeople: Bool
    ) -> ProjectContext {
        var context = ProjectContext(
            defaultZone: settings.timeZone, defaultCalendar: settings.calendar, people: people,
            mailDomain: settings.mailDomain, permissions: { store.permissions($0) },
            load: { store.content($0).forProject(store) })
        context.isMissingPeople = isMissingPeople
        return context
    }

    func unreadable(_ path: String, _ content: FileContent) -> [Diagnostic] {
        [Diagnostic.unreadable(path, content, in: store)].compactMap(\.self)
    }

    /// Remembers a file that is wrong.
    mutating func note(_ path: String, isCurrent: Bool, isKnown: Bool) {
        if !isKnown { broken.insert(path) } else if !isCurrent { kept.insert(path) }
    }
}
