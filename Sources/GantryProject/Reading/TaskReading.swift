import GantryCore
import GantryYAML

enum TaskReading {
    /// The tasks in a list, or by their ids.
    static var tasks: Schema<[ProjectTask]> {
        Schema(name: "a list of tasks", shape: shape) { node, collector in
            if let elements = node.elements { return elements.keeping { element($0, collector) } }
            guard let entries = node.entries else {
                collector.error(
                    .wrongForm, at: node, "\(node.spoken) is not a list of tasks", hint: "- build: 30wd ben")
                return nil
            }
            return entries.keeping { named($0.key, $0.value, collector) }
        }
    }

    /// A list of ids, of tasks by their one id and of records; or all by their ids.
    private static var shape: Shape {
        let named = Shape.either(.taskLine, .null, record(Located("", at: .nowhere)).shape.named("task_by_its_id"))
            .named("task_on_one_line_or_by_its_id", title: "a task of the form \(TaskLine.parts)")
        let byID = Shape.either(.identifier, .map(keys: Pattern.id, named, count: 1...1))
        return .either(
            .list(.depending(on: .has("id"), record(nil).shape, else: byID)), .map(keys: Pattern.id, named))
    }

    private static func element(_ node: YAMLNode, _ collector: DiagnosticCollector) -> ProjectTask? {
        guard let entries = node.entries, let first = entries.first else {
            guard node.text != nil else {
                collector.error(.taskForm, at: node, "\(node.spoken) is not a task", hint: TaskLine.form)
                return nil
            }
            return named(node, nil, collector)
        }
        if node["id"] != nil { return record(nil).read(node, collector) }
        guard entries.count > 1 else { return named(first.key, first.value, collector) }
        if let text = first.key.text, !keys.contains(text), first.value.text != nil || first.value.isNull {
            // `- build: 30wd` and a further line below it.
            let hint = "write all of it on one line, or '- id: \(text)' with a line for each key"
            collector.error(.taskForm, at: entries[1].key, "a task on one line has no further keys", hint: hint)
            return nil
        }
        return record(nil).read(node, collector)
    }

    /// `build: 30wd ben`, `build: { effort: 10pd }`, `build`.
    private static func named(_ key: YAMLNode, _ value: YAMLNode?, _ collector: DiagnosticCollector) -> ProjectTask? {
        guard let id = Schema<String>.identifier.located.read(key, collector) else { return nil }
        guard let value else { return ProjectTask(id: id.value, position: id.position) }
        if value.entries != nil { return record(id).read(value, collector) }
        if value.elements != nil {
            collector.error(.taskForm, at: value, "a list is not a task", hint: TaskLine.form)
            return nil
        }
        return TaskLine.read(id.value, at: id.position, value, collector)
    }

    private static let keys: Set<String> = [
        "id", "name", "duration", "effort", "milestone", "who", "after", "start", "due", "percent", "left", "said",
        "blocked", "started", "finished", "earn", "milestones", "budget", "meets", "needs_skill",
    ]

    /// - Parameter id: where it stands before the record; nil: it is a key of it.
    private static func record(_ id: Located<String>?) -> Schema<ProjectTask> {
        .record("a task") { fields in
            let id = id ?? fields.requiredLocated("id", .identifier)
            var task = ProjectTask(id: id?.value ?? "", position: id?.position ?? fields.node.position)
            task.name = fields.optional("name", .nonEmptyText)
            task.duration = fields.located("duration", Estimate.schema(of: Schema.workingDays))
            task.effort = fields.located("effort", Estimate.schema(of: Schema.personDays))
            task.isMilestone = fields.optional("milestone", .bool) ?? false
            task.who = fields.optional("who", .people) ?? []
            task.after = fields.oneOrList("after", link)
            task.start = fields.located("start", .date)
            readState(of: &task, fields)
            task.budget = fields.located("budget", .moneyFromZero)
            task.meets = fields.optional("meets", .identifiers) ?? []
            task.needsSkill = fields.oneOrList("needs_skill", Schema.nonEmptyText.located)
            fields.note(
                .when("milestone", is: .yes, [.init("duration", .noWorkingDays), .init("effort", .noPersonDays)]))
            fields.note("deadline", hint: "did you mean 'due'? ('deadline' is the project's date)")
            fields.note("owner", hint: "did you mean 'who'?")
            return id == nil ? nil : task
        }
    }

    private static func readState(of task: inout ProjectTask, _ fields: FieldReader) {
        task.due = fields.located("due", .date)
        task.percent = fields.located("percent", percentOrNumber)
        task.left = fields.located("left", .workingDays)
        task.said = fields.located("said", .date)
        task.blocked = fields.located("blocked", .nonEmptyText)
        task.started = fields.located("started", .date)
        task.finished = fields.located("finished", .date)
        task.earn = fields.optional("earn", .oneOf(EarningRule.self))
        task.milestones = fields.list("milestones", ValueReading.milestone)
    }

    /// `40`, or `40%`.
    private static var percentOrNumber: Schema<Percent> {
        .form("a percentage such as 40", .percentOrNumber) { Percent($0) ?? Percent($0 + "%") }
    }

    /// `design`, or `{ task: design, type: FS, lag: 2wd }`.
    private static var link: Schema<Link> {
        let record = Schema<Link>.record("a link") { fields in
            let task = fields.requiredLocated("task", .identifier)
            let kind = fields.optional("type", .oneOf(Link.Kind.self)) ?? .finishToStart
            let lag = fields.located("lag", .lag)
            return task.map { Link(task: $0, kind: kind, lag: lag) }
        }
        let text = { Shape.bareText("task_link", "^\(Pattern.id)(?:\\+\(ProjectPattern.lag))?$", atLeast: 0) }
        return Schema(name: "the id of a task", shape: .either(text(), record.shape)) { node, collector in
            guard let text = node.text else { return record.read(node, collector) }
            let parts = (Word.split(text).first ?? Word(text: text, offset: 0)).split(at: "+")
            guard let task = parts.first, Identifier.isValid(task.text),
                text == parts.map(\.text).joined(separator: "+"),
                parts.count == 1 || (parts.count == 2 && LinkLag(parts[1].text) != nil)
            else {
                collector.error(
                    .wrongForm, at: node, "\(node.spoken) is not the id of a task",
                    hint: "with a wait it is design+2wd, or { task: design, type: FS, lag: 2wd }"
                )
                return nil
            }
            let lag = parts.dropFirst().first.flatMap { part in LinkLag(part.text).map { node.located($0, part) } }
            return Link(task: node.located(task.text, task), kind: .finishToStart, lag: lag)
        }
    }
}

extension Shape {
    /// What a milestone takes.
    fileprivate static let noWorkingDays = Shape.text(nil, "^0+wd$")
    fileprivate static let noPersonDays = Shape.text(nil, "^0+(?:\\.0+)?pd$")

    fileprivate static let percentOrNumber = Shape.number(
        "percentage_or_number", "^\(Pattern.upToHundred) ?%?$", .init(atLeast: 0, atMost: 100))
}
