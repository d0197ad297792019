import GantryCore
import GantryTime
import GantryYAML

/// Reads the triggers of a workflow.
struct TriggerReader {
    private static let kinds = ["schedule", "files", "event", "manual"]
    private static let laterKinds = ["webhook", "rrule"]
    private static let otherKeys = ["timezone", "catch_up", "settle", "with"]
    private static let laterKeys = ["only", "roll"]
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
            let hint = node.text.map { "write [\($0)]" } ?? "begin the trigger with '- '"
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
            Schema<Trigger>.record("changed files") { files($0, id: $0.optional("id", .identifier)) },
            Schema<Trigger>.record("an event of a plugin") { event($0, id: $0.optional("id", .identifier)) },
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
            collector.error(.wrongTrigger, at: node, "'\(text)' is not a trigger", hint: Self.hint(for: text))
            return nil
        }
        return Schema<Trigger>.record("a trigger", read).read(node, collector)
    }

    private static func later(_ what: String) -> String {
        "\(what) is not in this version; there are schedule, files, event and manual"
    }

    private static func hint(for text: String) -> String {
        if (try? Schedule(text)) != nil { return "write 'schedule: \"\(text)\"'" }
        if text.contains("/") || text.contains("*.") { return "write 'files: \"\(text)\"'" }
        guard let near = suggestion(for: text, among: kinds) else {
            return "write schedule: …, files: …, event: … or manual"
        }
        return near == "manual" ? "did you mean 'manual'?" : "write '\(near): …'"
    }

    private func read(_ fields: FieldReader) -> Trigger? {
        let later = (Self.laterKinds + Self.laterKeys).filter(fields.keys.contains)
        for key in later {
            _ = fields.has(key)
            let what = Self.laterKinds.contains(key) ? Self.later("trigger \(key)") : "'\(key)' is not in this version"
            fields.collector.error(.notInThisVersion, at: fields.keyNode(key) ?? fields.node, what)
        }
        let found = Self.kinds.filter(fields.has)
        let id = fields.optional("id", .identifier)
        if id == Trigger.manualID {
            fields.fail("id", .wrongName, "'manual' is the id of runs that are started by hand", hint: "choose another")
        }
        fields.note("cron", hint: "did you mean 'schedule'?")
        fields.note("file", hint: "did you mean 'files'?")
        fields.note("paths", hint: "did you mean 'files'?")
        fields.note("tz", hint: "did you mean 'timezone'?")
        guard let kind = found.first, found.count == 1 else {
            _ = Self.otherKeys.map(fields.has)
            reportKinds(found, fields, isLater: !later.isEmpty)
            return nil
        }
        switch kind {
        case "schedule": return schedule(fields, id: id)
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
        let known = Self.kinds + ["id"] + Self.otherKeys
        // A misspelt kind is reported as an unknown key.
        guard !isLater, fields.keys.allSatisfy(known.contains) else { return }
        fields.collector.error(
            .wrongTrigger, at: fields.node, "this trigger does not say what starts the run",
            hint: "add 'schedule: …', 'files: …', 'event: …' or 'manual:'"
        )
    }

    private func schedule(_ fields: FieldReader, id: String?) -> Trigger? {
        let schedule = fields.required("schedule", .schedule)
        let zone = fields.optional("timezone", .timeZone)
        let catchUp = fields.optional("catch_up", .oneOf(ScheduleTrigger.CatchUp.self))
        fields.note("settle", hint: "'settle' goes with 'files'")
        guard let schedule else { return nil }
        let trigger = ScheduleTrigger(
            expression: schedule.text, timeZone: (zone ?? settings.timeZone).identifier, catchUp: catchUp ?? .last)
        return Trigger(id: id ?? "schedule \(schedule.text)", kind: .schedule(trigger))
    }

    private func files(_ fields: FieldReader, id: String?) -> Trigger? {
        let patterns = fields.required("files", .patterns)
        let settle = fields.optional("settle", .duration)
        fields.note("timezone", hint: "'timezone' goes with 'schedule'")
        fields.note(
            "catch_up", hint: "'catch_up' goes with 'schedule'; changes made while gantryd was down always fire")
        guard let patterns else { return nil }
        guard !patterns.isEmpty else {
            fields.fail("files", .wrongPattern, "no pattern stands here", hint: "write files: \"projects/**/*.yaml\"")
            return nil
        }
        let trigger = FilesTrigger(patterns: patterns, settle: settle ?? Self.defaultSettle)
        return Trigger(id: id ?? "files \(patterns.joined(separator: ", "))", kind: .files(trigger))
    }

    private func event(_ fields: FieldReader, id: String?) -> Trigger? {
        let names = capabilities.triggers.map(\.name)
        let schema = Schema<String>.nonEmptyText.shaped(names.isEmpty ? .nonEmptyText : .words(names))
        let name = fields.required("event", schema)
        guard let trigger = capabilities.triggers.first(where: { $0.name == name }) else {
            _ = fields.node("with", shape: .map(.any))
            if let name { reportUnknown(name, fields, among: names) }
            return nil
        }
        guard let inputs = InputsReader(trigger.name, trigger.inputs).read(fields) else { return nil }
        let given = inputs.filter { entry in
            trigger.inputs.first { $0.name == entry.key }?.defaultValue != entry.value
        }
        let words = given.isEmpty ? "" : " \(Value.map(given).json)"
        return Trigger(
            id: id ?? "event \(trigger.name)\(words)", kind: .event(EventTrigger(name: trigger.name, inputs: inputs)))
    }

    private func reportUnknown(_ name: String, _ fields: FieldReader, among names: [String]) {
        let near = suggestion(for: name, among: names)
        if let missing = capabilities.reason(forMissing: name, near: near) {
            fields.fail("event", .wrongTrigger, "unknown event '\(name)': \(missing.message)", hint: missing.hint)
            return
        }
        fields.fail(
            "event", .wrongTrigger, "unknown event '\(name)'",
            hint: near.map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? "no plugin here has events" : "there are \(names.joined(separator: ", "))"))
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

extension Schema where T == Schedule {
    /// `0 8 * * mon-fri`, `every 15m`, `daily 08:00`.
    static var schedule: Schema<Schedule> {
        let text = Schema<String>.text
        return Schema(name: "a schedule such as daily 08:00", shape: .nonEmptyText) { node, collector in
            guard let text = text.read(node, collector) else { return nil }
            do throws(ScheduleProblem) {
                let schedule = try Schedule(text)
                for warning in schedule.warnings {
                    collector.warning(
                        warning.code, at: node, offset: warning.offset, length: warning.length, warning.message,
                        hint: warning.hint)
                }
                return schedule
            } catch {
                collector.error(
                    error.code, at: node, offset: error.offset, length: error.length, error.message, hint: error.hint)
                return nil
            }
        }
    }
}

extension Schema where T == [String] {
    /// Patterns, of which the reader wants one at least.
    fileprivate static var patterns: Schema {
        let pattern = Schema<String>.pattern
        return .oneOrList(of: pattern).shaped(.oneOrList(pattern.shape, atLeast: 1))
    }
}

extension Schema where T == String {
    /// A pattern for files, relative to the root.
    static var pattern: Schema<String> {
        let text = Schema<String>.text
        return Schema(name: "a pattern such as projects/**/*.yaml", shape: .nonEmptyText) { node, collector in
            guard let text = text.read(node, collector) else { return nil }
            do throws(GlobProblem) {
                _ = try Glob(text)
                return text.hasPrefix("./") ? String(text.dropFirst(2)) : text
            } catch {
                collector.error(
                    .wrongPattern, at: node, offset: error.offset, length: error.length, error.message, hint: error.hint
                )
                return nil
            }
        }
    }
}
