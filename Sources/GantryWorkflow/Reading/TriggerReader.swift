import GantryCore
import GantryTime
import GantryYAML

/// Reads the triggers of a workflow.
struct TriggerReader {
    private static let kinds = ["schedule", "rrule", "project", "files", "event", "manual"]
    private static let laterKinds = ["webhook"]
    private static let limit = 500
    static let defaultSettle = Duration.milliseconds(500)

    let settings: Settings
    let capabilities: Capabilities

    /// - Returns: nil where one is wrong; the empty list where there are none.
    func read(_ fields: FieldReader) -> [Trigger]? {
        guard let node = fields.node("triggers", shape: shape), !node.isNull else {
            fields.warn(
                "triggers", .emptyWorkflow, "nothing starts this workflow but 'gantry run'",
                hint: "add triggers, or 'triggers: [manual]' to say so"
            )
            return []
        }
        guard let nodes = node.elements else {
            let hint = node.text.map { "write \(NewValue.list([.scalar($0)]).flow)" } ?? "begin the trigger with '- '"
            return fields.collector.refuse(node, wanted: "a list of triggers", hint: hint)
        }
        guard nodes.count <= Self.limit else {
            fields.fail(
                "triggers", .workflowTooLarge,
                "a workflow has at most \(Self.limit) triggers, and here are \(nodes.count)",
                hint: "make several workflows of it")
            return nil
        }
        let read = nodes.map { trigger($0, fields.collector) }
        guard !hasDuplicates(zip(read, nodes).map { ($0, $1) }, fields.collector) else { return nil }
        let good = read.compactMap(\.self)
        return good.count == read.count ? good : nil
    }

    /// Ids tell triggers apart over restarts, so two of one id would be one.
    private func hasDuplicates(
        _ triggers: [(trigger: Trigger?, node: YAMLNode)], _ collector: DiagnosticCollector
    ) -> Bool {
        var places: [String: SourcePosition] = [:]
        var result = false
        for (trigger, node) in triggers {
            guard let trigger else { continue }
            if let first = places[trigger.id] {
                collector.error(
                    .duplicateName, at: node,
                    "the trigger '\(trigger.id)' stands twice; it is on line \(first.line) too",
                    hint: trigger.kind == .manual ? "remove one" : "remove one, or give one an 'id' of its own"
                )
                result = true
            }
            places[trigger.id] = places[trigger.id] ?? node.position
        }
        return result
    }

    /// Each kind has keys of its own, so they are asked for once it is known.
    private var shape: Shape {
        let kinds = [
            Schema<Trigger>.record("a schedule") { schedule($0, id: $0.optional("id", .identifier)) },
            Schema<Trigger>.record("a recurrence rule") { rule($0, id: $0.optional("id", .identifier)) },
            Schema<Trigger>.record("changed projects") { project($0, id: $0.optional("id", .identifier)) },
            Schema<Trigger>.record("changed files") { files($0, id: $0.optional("id", .identifier)) },
            Schema<Trigger>.record("an event") { event($0, id: $0.optional("id", .identifier)) },
            Schema<Trigger>.record("a start by hand") { manual($0, id: nil) },
        ]
        return .list(Shape(.either([.words(["manual"])] + kinds.map(\.shape)), title: "a trigger"))
    }

    private func trigger(_ node: YAMLNode, _ collector: DiagnosticCollector) -> Trigger? {
        if let text = node.text {
            if text == "manual" { return Trigger(id: Trigger.manualID, kind: .manual) }
            if Self.laterKinds.contains(text) {
                collector.error(.notInThisVersion, at: node, Self.later("trigger \(text)"))
                return nil
            }
            collector.error(.wrongTrigger, at: node, "'\(text)' is not a trigger", hint: hint(for: text))
            return nil
        }
        return Schema<Trigger>.record("a trigger", read).read(node, collector)
    }

    private static func later(_ what: String) -> String {
        "\(what) is not in this version; there are schedule, rrule, project, files, event and manual"
    }

    private func hint(for text: String) -> String {
        if capabilities.triggers.contains(where: { $0.name == text }) { return "write '- event: \(text)'" }
        return Self.hint(for: text)
    }

    private static func hint(for text: String) -> String {
        if (try? Schedule(text)) != nil { return "write 'schedule: \"\(text)\"'" }
        if text == "changed" || text == "project.changed" { return "write '- project: changed'" }
        if text.contains("/") || text.contains("*.") { return "write 'files: \"\(text)\"'" }
        guard let near = suggestion(for: text, among: kinds) else {
            return "write schedule: …, project: changed, files: …, event: … or manual"
        }
        switch near {
        case "manual": return "did you mean 'manual'?"
        case "project": return "write 'project: changed'"
        default: return "write '\(near): …'"
        }
    }

    private func read(_ fields: FieldReader) -> Trigger? {
        let later = Self.laterKinds.filter(fields.keys.contains)
        for key in later {
            _ = fields.has(key)
            fields.collector.error(
                .notInThisVersion, at: fields.keyNode(key) ?? fields.node, Self.later("trigger \(key)"))
        }
        let found = Self.kinds.filter(fields.has)
        let id = fields.optional("id", .identifier)
        if id == Trigger.manualID {
            fields.fail("id", .wrongName, "'manual' is the id of runs that are started by hand", hint: "choose another")
        }
        fields.note("cron", hint: "did you mean 'schedule'?")
        fields.note("file", hint: "did you mean 'files'?")
        fields.note("projects", hint: "did you mean 'project: changed'?")
        fields.note("paths", hint: "did you mean 'files'?")
        fields.note("tz", hint: "did you mean 'timezone'?")
        fields.note("on", hint: "did you mean 'event'?")
        fields.note("inputs", hint: "did you mean 'with'?")
        fields.note("start", hint: "did you mean 'starting'?")
        fields.note("end", hint: "did you mean 'ending'?")
        fields.note("until", hint: "did you mean 'ending'?")
        guard let kind = found.first, found.count == 1 else {
            _ = (Self.scheduleKeys + ["at", "settle", "with"]).map(fields.has)
            reportKinds(found, fields, isLater: !later.isEmpty)
            return nil
        }
        switch kind {
        case "schedule": return schedule(fields, id: id)
        case "rrule": return rule(fields, id: id)
        case "project": return project(fields, id: id)
        case "files": return files(fields, id: id)
        case "event": return event(fields, id: id)
        default: return manual(fields, id: id)
        }
    }

    private func reportKinds(_ found: [String], _ fields: FieldReader, isLater: Bool) {
        if found.count > 1 {
            fields.collector.error(
                .wrongTrigger, at: fields.keyNode(found[1]) ?? fields.node,
                "this trigger is '\(found[0])' already", hint: "begin another trigger with '- \(found[1]):'"
            )
            return
        }
        let known = Self.kinds + Self.scheduleKeys + ["id", "at", "settle", "with"]
        // A misspelt kind is reported as an unknown key.
        guard !isLater, fields.keys.allSatisfy(known.contains) else { return }
        fields.collector.error(
            .wrongTrigger, at: fields.node, "this trigger does not say what starts the run",
            hint: "add 'schedule: …', 'project: changed', 'files: …', 'event: …' or 'manual:'"
        )
    }

    /// Hints for what goes with schedules, in a trigger that is none.
    func noteScheduleKeys(_ fields: FieldReader) {
        for key in Self.scheduleKeys { fields.note(key, hint: "'\(key)' goes with 'schedule'") }
        fields.note(
            "catch_up", hint: "'catch_up' goes with 'schedule'; changes made while gantryd was down always fire")
    }

    private func project(_ fields: FieldReader, id: String?) -> Trigger? {
        let what = fields.required("project", .oneOf(["changed"]))
        let settle = fields.optional("settle", .duration)
        noteScheduleKeys(fields)
        guard what != nil else { return nil }
        let trigger = ProjectTrigger(settle: settle ?? Self.defaultSettle)
        return Trigger(id: id ?? "project changed", kind: .project(trigger))
    }

    private func files(_ fields: FieldReader, id: String?) -> Trigger? {
        let patterns = fields.required("files", .patterns)
        let settle = fields.optional("settle", .duration)
        noteScheduleKeys(fields)
        guard let patterns else { return nil }
        guard !patterns.isEmpty else {
            fields.fail("files", .wrongPattern, "no pattern stands here", hint: "write files: \"projects/**/*.yaml\"")
            return nil
        }
        let trigger = FilesTrigger(patterns: patterns, settle: settle ?? Self.defaultSettle)
        return Trigger(id: id ?? "files \(patterns.joined(separator: ", "))", kind: .files(trigger))
    }

    private func manual(_ fields: FieldReader, id: String?) -> Trigger? {
        if id != nil { fields.fail("id", .wrongTrigger, "a manual trigger has no id of its own", hint: "leave it out") }
        if let node = fields.node("manual", shape: Shape(.constants([true, "true"]))), !node.isNull, node.text != "true"
        {
            fields.fail("manual", .wrongTrigger, "'manual' stands alone", hint: "write '- manual'")
        }
        return Trigger(id: Trigger.manualID, kind: .manual)
    }
}
