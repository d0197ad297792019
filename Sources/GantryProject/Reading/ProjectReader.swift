import GantryCore
package import GantryYAML

/// What came of reading a project file.
package struct ProjectReading: Sendable {
    /// Nil where the files have errors.
    package let project: Project?
    /// Every file that was read or looked for, with errors or without, so that a watcher knows them.
    package let files: [ProjectFile]
}

/// Reads a project file with all the files it names.
package enum ProjectReader {
    /// Reads a project; every mistake that can be found is found in this one pass.
    ///
    /// - Returns: nil where there are errors; the collector has them, and warnings too.
    package static func read(
        _ source: SourceText, context: ProjectContext, _ collector: DiagnosticCollector
    ) -> Project? {
        reading(of: source, context: context, collector).project
    }

    /// The same, with the files that it came from also where it has errors.
    package static func reading(
        of source: SourceText, context: ProjectContext, _ collector: DiagnosticCollector
    ) -> ProjectReading {
        let session = ReadingSession(of: source, context: context)
        let (before, told) = (collector.errorCount(without: DiagnosticCode.againstSums), collector.diagnostics.count)
        var project = YAMLDocument.parse(source, collector).flatMap { draft(from: $0, session, collector) }
        project?.files = session.files.files
        if let project {
            ProjectChecks(of: project, session: session).run(collector)
        }
        let isUsable = collector.errorCount(without: DiagnosticCode.againstSums) == before
        project?.mistakesInSums = collector.diagnostics.dropFirst(told).filter { $0.severity == .error }
        return ProjectReading(project: isUsable ? project : nil, files: session.files.files)
    }

    /// Everything that could be read, with stand-ins for what is missing; the diagnostics keep it from being used.
    private static func draft(
        from node: YAMLNode, _ session: ReadingSession, _ collector: DiagnosticCollector
    ) -> Project? {
        guard node.entries != nil else {
            collector.error(
                .notAProject, at: node, node.isNull ? "this file is empty" : "\(node.spoken) is not a project",
                hint: "a project file begins with project: ID, lead: PERSON, start: DATE"
            )
            return nil
        }
        return schema(session).read(node, collector)
    }

    /// What a project file looks like.
    package static var shape: Shape { schema(.describing).shape }

    private static func schema(_ session: ReadingSession) -> Schema<Project> {
        .record("a project") { fields in
            var project = head(fields, session)
            plan(of: &project, fields, session)
            money(of: &project, fields, session)
            scope(of: &project, fields, session)
            registers(of: &project, fields, session)
            parties(of: &project, fields, session)
            // What refers to a section under a wrong name may be right.
            for key in fields.misspelt { session.noteBroken(key) }
            for person in session.mentioned.values {
                project.people[person.id] = project.people[person.id].map { $0.completed(by: person) } ?? person
            }
            return project
        }
    }

    // MARK: Sections

    private static func head(_ fields: FieldReader, _ session: ReadingSession) -> Project {
        let id = fields.requiredLocated("project", .identifier)
        if id?.value == Finding.portfolio {
            fields.fail(
                "project", .duplicateID, "a project cannot be named '\(Finding.portfolio)'",
                hint: "alerts about no project, or about all, have this name")
        }
        let name = fields.optional("name", .nonEmptyText)
        let status = fields.optional("status", .oneOf(ProjectStatus.self))
        let mode = fields.optional("mode", .oneOf(ProjectMode.self))
        let lead = fields.required("lead", session.personReference)
        let sponsor = fields.optional("sponsor", session.personReference)
        let start = fields.requiredLocated("start", .date)
        let deadline = fields.located("deadline", .date)
        let zone = fields.optional("timezone", session.zone)
        let calendar = fields.optional("calendar", session.calendar)
        fields.note("due", hint: "did you mean 'deadline'? ('due' is a task's date)")
        fields.note("on", hint: "no key is called 'on'")
        fields.note("id", hint: "did you mean 'project'?")
        fields.note("owner", hint: "did you mean 'lead'?")
        var project = Project(
            id: id?.value ?? "", name: name ?? id?.value ?? "",
            leadReference: lead ?? Located("", at: fields.node.position),
            start: start ?? Located(LocalDate(daysSinceEpoch: -1_000_000), at: fields.node.position),
            zone: zone ?? session.context.defaultZone, calendar: calendar ?? session.context.defaultCalendar,
            position: id?.position ?? fields.node.position
        )
        (project.status, project.mode) = (status ?? .active, mode ?? .content)
        (project.sponsorReference, project.deadline) = (sponsor, deadline)
        (project.hasOwnZone, project.hasOwnCalendar) = (zone != nil, calendar != nil)
        return project
    }

    private static func plan(of project: inout Project, _ fields: FieldReader, _ session: ReadingSession) {
        project.team = section("team", .records(of: session.teamMember), fields, session) ?? []
        project.people = section("people", session.people, fields, session) ?? [:]
        project.tasks = section("tasks", TaskReading.tasks, fields, session) ?? []
        project.reviews = section("reviews", ReviewReading.reviews, fields, session) ?? []
        project.tolerance = section("tolerance", ScopeReading.tolerance, fields, session)
    }

    private static func money(of project: inout Project, _ fields: FieldReader, _ session: ReadingSession) {
        project.budget = section("budget", MoneyReading.budget, fields, session)
        project.rates = section("rates", MoneyReading.rates, fields, session) ?? []
        project.commitments = section("commitments", MoneyReading.commitments, fields, session) ?? []
        // The ledger opens files of its own kind.
        project.ledger = fields.optional("ledger", session.ledger) ?? []
        project.plannedValue = section("pv", ValueReading.rows, fields, session) ?? []
        project.earnedValue = section("ev", ValueReading.rows, fields, session) ?? []
        project.invoices = section("invoices", MoneyReading.invoices, fields, session) ?? []
        project.assertions = section("assert", MoneyReading.assertions, fields, session) ?? []
    }

    private static func scope(of project: inout Project, _ fields: FieldReader, _ session: ReadingSession) {
        project.goal = section("goal", ScopeReading.goal, fields, session)
        project.baselines = section("baselines", session.baselines, fields, session) ?? []
        project.requirements = section("requirements", ScopeReading.requirements, fields, session) ?? []
        project.environments = section("environments", ScopeReading.environments, fields, session) ?? []
    }

    private static func registers(of project: inout Project, _ fields: FieldReader, _ session: ReadingSession) {
        project.risks = section("risks", RegisterReading.risks, fields, session) ?? []
        project.issues = section("issues", RegisterReading.issues, fields, session) ?? []
        project.decisions = section("decisions", RegisterReading.decisions, fields, session) ?? []
        project.questions = section("questions", RegisterReading.questions, fields, session) ?? []
        project.changes = section("changes", RegisterReading.changes, fields, session) ?? []
        project.todos = section("todos", RegisterReading.todos, fields, session) ?? []
    }

    private static func parties(of project: inout Project, _ fields: FieldReader, _ session: ReadingSession) {
        project.meetings = section("meetings", PartiesReading.meetings, fields, session) ?? []
        project.stakeholders = section("stakeholders", PartiesReading.stakeholders, fields, session) ?? []
        project.suppliers = section("suppliers", PartiesReading.suppliers, fields, session) ?? []
        project.lessons = section("lessons", PartiesReading.lessons, fields, session) ?? []
        project.closure = section("closure", PartiesReading.closure, fields, session)
        project.acknowledgements = section("acks", PartiesReading.acknowledgements, fields, session) ?? []
    }

    private static func section<T>(
        _ key: String, _ schema: Schema<T>, _ fields: FieldReader, _ session: ReadingSession
    ) -> T? {
        let before = fields.collector.errorCount
        let result = fields.optional(
            key, session.section(key, tells: key == "people" ? "about people" : nil, schema))
        if fields.collector.errorCount > before { session.noteBroken(key) }
        return result
    }
}
