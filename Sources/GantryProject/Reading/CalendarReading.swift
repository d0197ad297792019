import GantryCore
import GantryTime
import GantryYAML

extension ReadingSession {
    /// `Europe/Amsterdam`.
    var zone: Schema<ZoneRules> {
        Schema(name: "a time zone such as Europe/Amsterdam", shape: .timeZone) { node, collector in
            guard let identifier = Schema<String>.nonEmptyText.read(node, collector) else { return nil }
            do throws(ZoneProblem) {
                return try ZoneRules.load(identifier)
            } catch {
                collector.error(
                    error.code, at: node, error.message,
                    hint: error.suggestion.map { "did you mean '\($0)'?" } ?? "a zone is named as in Europe/Amsterdam"
                )
                return nil
            }
        }
    }

    /// `mon-fri`, or a record; what it does not say is taken from the settings.
    var calendar: Schema<WorkingCalendar> {
        let usual = context.defaultCalendar
        let record = Schema<WorkingCalendar>.record("a calendar") { fields in
            let week = fields.optional("week", Self.week)
            let holidays = fields.optional("holidays", Self.holidays)
            let ofFile = fields.optional("file", self.holidaysFile)
            let all = holidays == nil && ofFile == nil ? usual.holidays : Set((holidays ?? []) + (ofFile ?? []))
            return WorkingCalendar(week: week ?? usual.week, holidays: all)
        }
        return Schema(
            name: "a calendar", shape: .either(.text("days_of_a_week", Pattern.whole(Pattern.week)), record.shape)
        ) { node, collector in
            guard node.text != nil else { return record.read(node, collector) }
            return Self.week.read(node, collector).map { WorkingCalendar(week: $0, holidays: usual.holidays) }
        }
    }

    private static var week: Schema<Set<Weekday>> {
        let name = "the working days of a week such as mon-fri"
        return Schema(name: name, shape: .week) { node, collector in
            if node.elements?.isEmpty == true || node.text == "" {
                collector.error(.emptyWeek, at: node, "a week needs a working day", hint: "write week: mon-fri")
                return nil
            }
            let texts = node.elements?.map(\.text) ?? [node.text]
            let sets = texts.map { $0.flatMap { WorkingCalendar.week($0) } }
            guard !sets.contains(where: { $0?.isEmpty ?? true }) else {
                collector.error(
                    .wrongForm, at: node, "\(node.spoken) is not \(name)", hint: "or [mon, wed], or sun-thu")
                return nil
            }
            return sets.reduce(into: []) { $0.formUnion($1 ?? []) }
        }
    }

    /// Dates, each alone or as `{ date: 2026-12-25, name: Christmas }`.
    private static var holidays: Schema<[LocalDate]> {
        let named = Schema<LocalDate>.record("a holiday") { fields in
            let date = fields.required("date", .date)
            _ = fields.optional("name", .text)
            return date
        }
        return .list(
            of: Schema(name: "a date such as 2026-12-25", shape: .either(.date, named.shape)) { node, collector in
                node.entries == nil ? Schema<LocalDate>.date.read(node, collector) : named.read(node, collector)
            }
        )
    }

    /// The path of a file with such dates, with `holidays:` above them or without.
    private var holidaysFile: Schema<[LocalDate]> {
        Schema(name: "the path of a file of holidays", shape: .path) { node, collector in
            guard let text = self.files.open(node, collector), var content = YAMLDocument.parse(text, collector) else {
                return nil
            }
            if content.entries?.count == 1, let inner = content["holidays"] { content = inner }
            return content.isNull ? [] : Self.holidays.read(content, collector)
        }
    }
}
