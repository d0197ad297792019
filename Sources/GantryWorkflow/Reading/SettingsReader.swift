package import GantryCore
import GantryTime
package import GantryYAML

extension Settings {
    /// What `gantry.yaml` looks like.
    package static func shape() -> Shape { Schema.settings(Capabilities()).shape }

    /// The folders that `gantry.yaml` grants; nil where it cannot be read. They have to be known before other files are
    /// read, and what else is wrong is told by `read`.
    package static func grantedFolders(in source: SourceText) -> [String]? {
        let collector = DiagnosticCollector()
        guard let node = YAMLDocument.parse(source, collector) else { return nil }
        guard let files = node["files"], !files.isNull else { return [] }
        return Schema.files.read(files, collector)
    }

    /// Reads `gantry.yaml`.
    ///
    /// - Parameters:
    ///   - capabilities: of all plugins that are there, the ones among them that the file disables.
    ///   - collector: takes every mistake that was found.
    /// - Returns: nil where there are errors.
    package static func read(
        _ source: SourceText, capabilities: Capabilities = Capabilities(), _ collector: DiagnosticCollector
    ) -> Settings? {
        let before = collector.errorCount
        guard let node = YAMLDocument.parse(source, collector) else { return nil }
        // An empty file, or one of comments only, changes nothing.
        let settings = node.isNull ? .standard : Schema.settings(capabilities).read(node, collector)
        return collector.errorCount > before ? nil : settings
    }
}

extension Schema where T == Settings {
    fileprivate static func settings(_ capabilities: Capabilities) -> Schema<Settings> {
        .record("the settings") { fields in
            let zone = fields.optional("timezone", .timeZone)
            let calendar = fields.optional("calendar", .calendar)
            let domain = fields.optional("mail_domain", .mailDomain)
            let plugins = fields.optional("plugins", .plugins) ?? []
            let disabled = plugins.filter { !$0.isEnabled }.map(\.name.text)
            let channels = fields.optional("channels", .channels(capabilities.disabling(disabled))) ?? []
            let known = channels.isEmpty ? [.standard] : channels
            let folders = fields.optional("files", .files) ?? []
            let alerts = fields.optional("alerts", .alertSettings(channels: known.map(\.id)))
            let limits = fields.optional("limits", .limits)
            let keep = fields.optional("keep", .keep)
            for key in ["workflows", "projects", "people", "steps", "triggers"] {
                fields.note(key, hint: "this belongs in a file of its own: people.yaml, workflows/, projects/")
            }
            fields.note("time_zone", hint: "did you mean 'timezone'?")
            return Settings(
                timeZone: zone ?? .system(), calendar: calendar?.calendar ?? .standard,
                holidayPlaces: calendar?.places ?? [:], mailDomain: domain, channels: known,
                alerts: alerts ?? .standard, plugins: plugins, folders: folders,
                limits: limits ?? .standard, keep: keep ?? .standard
            )
        }
    }
}

extension Schema where T == [String] {
    /// `{ folders: [/srv/books] }`: what may be read beside the root.
    fileprivate static var files: Schema<[String]> {
        .record("the settings of files") { fields in
            fields.note("paths", hint: "did you mean 'folders'?")
            return fields.optional("folders", .oneOrList(of: .grantedFolder)) ?? []
        }
    }
}

extension Schema where T == ZoneRules {
    /// The name of a time zone that the system has.
    static var timeZone: Schema<ZoneRules> {
        let text = Schema<String>.text
        return Schema(name: "a time zone such as Europe/Amsterdam", shape: .timeZone) { node, collector in
            guard let name = text.read(node, collector) else { return nil }
            do throws(ZoneProblem) {
                return try ZoneRules.load(name)
            } catch {
                collector.error(
                    error.code, at: node, error.message, hint: error.suggestion.map { "did you mean '\($0)'?" })
                return nil
            }
        }
    }
}

extension Schema where T == Limits {
    /// `{ runs: 4 }`.
    fileprivate static var limits: Schema<Limits> {
        .record("the limits") { fields in
            let runs = fields.optional("runs", .count(1...64, "a number of runs from 1 to 64"))
            return Limits(runs: runs ?? Limits.standard.runs)
        }
    }
}

extension Schema where T == Keep {
    /// `{ occurrences: 400d, runs: 90d, logs: 30d, deliveries: 90d }`.
    fileprivate static var keep: Schema<Keep> {
        .record("what is kept") { fields in
            let standard = Keep.standard
            return Keep(
                occurrences: fields.optional("occurrences", .wholeDays) ?? standard.occurrences,
                runs: fields.optional("runs", .wholeDays) ?? standard.runs,
                logs: fields.optional("logs", .wholeDays) ?? standard.logs,
                deliveries: fields.optional("deliveries", .wholeDays) ?? standard.deliveries)
        }
    }
}

extension Schema where T == Duration {
    /// `90d`, `2w`; at least a day.
    fileprivate static var wholeDays: Schema<Duration> {
        let name = "a number of days such as 90d, at least 1d"
        let shape = { Shape.text("days", Pattern.whole("(?=0*[1-9])" + Pattern.span("d|days?|w|weeks?"))) }
        return Schema(name: name, like: shape) { node, collector in
            guard let text = node.text else { return collector.refuse(node, wanted: name) }
            if case .days(let count) = CalendarSpan(text), count >= 1 { return .days(count) }
            collector.error(
                .wrongForm, at: node, "\(node.spoken) is not \(name)",
                hint: Int(text).map { $0 > 0 ? "add the unit: \(text)d" : nil } ?? nil)
            return nil
        }
    }
}

/// The calendar of the settings, and where its holidays are written.
private struct PlacedCalendar {
    let calendar: WorkingCalendar
    let places: [LocalDate: String]
}

extension Schema where T == PlacedCalendar {
    /// `{ week: mon-fri, holidays: [2026-12-25] }`.
    fileprivate static var calendar: Schema<PlacedCalendar> {
        .record("a calendar") { fields in
            let week = fields.optional("week", .week)
            let holidays = fields.optional("holidays", .list(of: .date)) ?? []
            fields.note("file", hint: "list the days under 'holidays'; only a project's calendar can name a file")
            let calendar = WorkingCalendar(week: week ?? WorkingCalendar.standard.week, holidays: Set(holidays))
            let nodes = fields.node("holidays")?.elements ?? []
            let places = nodes.compactMap { node in
                node.text.flatMap(LocalDate.init).map { ($0, "\(node.position.file):\(node.position.line)") }
            }
            return PlacedCalendar(
                calendar: calendar, places: Dictionary(places) { first, _ in first })
        }
    }
}

extension Schema where T == Set<Weekday> {
    fileprivate static var week: Schema<Set<Weekday>> {
        let name = "a week such as mon-fri"
        return Schema(name: name, shape: .week) { node, collector in
            // A list, [mon, wed], says the same as mon,wed.
            let text = node.elements.map { $0.map { $0.text ?? "?" }.joined(separator: ",") } ?? node.text ?? ""
            if let week = WorkingCalendar.week(text), !week.isEmpty { return week }
            let isEmpty = node.elements?.isEmpty ?? node.isNull
            collector.error(
                .wrongWeek, at: node, isEmpty ? "a week needs a working day" : "'\(text)' is not \(name)",
                hint: "days are mon tue wed thu fri sat sun; ranges such as sun-thu, lists such as mon,wed"
            )
            return nil
        }
    }
}

extension Schema where T == String {
    fileprivate static var mailDomain: Schema<String> {
        let text = Schema<String>.text
        let shape = { Shape.text("mail_domain", Pattern.whole(Pattern.mailDomain)) }
        return Schema(name: "a mail domain such as example.org", like: shape) { node, collector in
            guard let domain = text.read(node, collector) else { return nil }
            guard !EmailAddress.isValid("a@" + domain) else { return domain }
            let tail = domain.split(separator: "@").last.map(String.init) ?? ""
            collector.error(
                .wrongMailDomain, at: node, "'\(domain)' is not a mail domain such as example.org",
                hint: domain.contains("@") && EmailAddress.isValid("a@" + tail) ? "write '\(tail)'" : nil
            )
            return nil
        }
    }
}

extension Schema where T == AlertSettings {
    fileprivate static func alertSettings(channels: [String]) -> Schema<AlertSettings> {
        .record("the alert settings") { fields in
            let to = fields.optional("to", .recipients)
            let via = fields.optional("via", .oneOrList(of: .channelID(channels)))
            let fallback = fields.optional("fallback", .recipient)
            if let to, to.isEmpty {
                fields.fail("to", .wrongAlerts, "nobody is named here", hint: "leave it out to tell owner and lead")
            }
            return AlertSettings(
                to: to?.map(\.text) ?? AlertSettings.standard.to, via: via ?? [],
                fallback: fallback?.text ?? AlertSettings.standard.fallback,
                mentions: (to ?? []) + [fallback].compactMap(\.self)
            )
        }
    }
}
