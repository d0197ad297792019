import GantryCore
import GantryYAML

/// Reads meetings, the people outside, and how the project ended.
enum PartiesReading {
    static var meetings: Schema<[Meeting]> {
        .records(
            of: .record("a meeting") { fields in
                let id = fields.required("id", .identifier)
                let rrule = fields.located("rrule", .nonEmptyText)
                let at = fields.located("at", .timeOfDay)
                let chair = fields.located("chair", .identifier)
                let who = fields.optional("who", .people) ?? []
                let minutes = fields.located("minutes", .nonEmptyText)
                let minutesWithin = fields.located("minutes_within", .workingDays)
                guard let id else { return nil }
                return Meeting(
                    id: id, rrule: rrule, at: at, chair: chair, who: who, minutes: minutes,
                    minutesWithin: minutesWithin, position: fields.place
                )
            }
        )
    }

    static var stakeholders: Schema<[Stakeholder]> {
        byID("stakeholders by their ids") { id in
            .record("a stakeholder") { fields in
                let name = fields.optional("name", .nonEmptyText)
                let email = fields.located("email", .email)
                let type = fields.optional("type", .nonEmptyText)
                let influence = fields.optional("influence", .oneOf(Stakeholder.Influence.self))
                let raci = fields.optional("raci", roles) ?? []
                let inform = fields.optional("inform", inform)
                let last = fields.located("last", .date)
                return Stakeholder(
                    id: id.value, name: name, email: email, type: type, influence: influence, raci: raci,
                    inform: inform, last: last, position: id.position
                )
            }
        }
    }

    private static var roles: Schema<[Stakeholder.Role]> {
        let parts = Schema<[(key: Located<String>, value: Stakeholder.Part)]>
            .dictionary(of: .oneOf(Stakeholder.Part.self))
        return Schema(name: "parts by what they are in, such as { R1: A }", shape: parts.shape) { node, collector in
            parts.read(node, collector)?.map { Stakeholder.Role(item: $0.key, part: $0.value) }
        }
    }

    private static var inform: Schema<Stakeholder.Inform> {
        .record("how a stakeholder is informed") { fields in
            let every = fields.requiredLocated("every", .span)
            let what = fields.optional("what", .nonEmptyText)
            return every.map { Stakeholder.Inform(every: $0, what: what) }
        }
    }

    static var suppliers: Schema<[Supplier]> {
        byID("suppliers by their ids") { id in
            .record("a supplier") { fields in
                let name = fields.optional("name", .nonEmptyText)
                let owner = fields.located("owner", .identifier)
                let contract = fields.optional("contract", contract)
                let deliverables = fields.list("deliverables", deliverable)
                return Supplier(
                    id: id.value, name: name, owner: owner, contract: contract, deliverables: deliverables,
                    position: id.position
                )
            }
        }
    }

    private static var contract: Schema<Supplier.Contract> {
        .record("a contract") { fields in
            Supplier.Contract(
                from: fields.located("from", .date), ends: fields.located("ends", .date),
                notice: fields.located("notice", .span),
                renewsItself: fields.optional("auto_renew", .bool) ?? false,
                value: fields.located("value", .money), noticeGiven: fields.located("notice_given", .date),
                position: fields.place
            )
        }
    }

    private static var deliverable: Schema<Supplier.Deliverable> {
        .record("a deliverable") { fields in
            let what = fields.requiredLocated("what", .nonEmptyText)
            let due = fields.located("due", .date)
            let done = fields.located("done", .date)
            return what.map { Supplier.Deliverable(what: $0, due: due, done: done) }
        }
    }

    /// A sentence, or a record.
    static var lessons: Schema<[Lesson]> {
        let record = Schema<Lesson>.record("a lesson") { fields in
            let text = fields.required("text", .nonEmptyText)
            let by = fields.located("by", .identifier)
            let date = fields.located("date", .date)
            return text.map { Lesson(text: $0, by: by, date: date, position: fields.place) }
        }
        return .records(
            of: Schema(name: "a lesson", shape: .either(.text, record.shape)) { node, collector in
                guard let text = node.text else { return record.read(node, collector) }
                return Lesson(text: text, by: nil, date: nil, position: node.position)
            }
        )
    }

    static var closure: Schema<Closure> {
        .record("how the project was closed") { fields in
            let closedOn = fields.requiredLocated("on", .date)
            let acceptedBy = fields.located("accepted_by", .identifier)
            let lessons = fields.oneOrList("lessons", .nonEmptyText)
            let openItems = fields.oneOrList("open_items", .nonEmptyText)
            return closedOn.map {
                Closure(
                    closedOn: $0, acceptedBy: acceptedBy, lessons: lessons, openItems: openItems,
                    position: fields.place
                )
            }
        }
    }

    static var acknowledgements: Schema<[ProjectAcknowledgement]> {
        .records(
            of: .record("an acknowledgement") { fields in
                let alert = fields.requiredLocated("alert", .nonEmptyText)
                let until = fields.located("until", .date)
                let by = fields.located("by", .identifier)
                let because = fields.optional("because", .nonEmptyText)
                return alert.map {
                    ProjectAcknowledgement(
                        alert: $0, until: until, by: by, because: because, position: fields.place
                    )
                }
            }
        )
    }

    /// Records that stand under their ids.
    private static func byID<T>(_ name: String, _ record: @escaping (Located<String>) -> Schema<T>) -> Schema<[T]> {
        let shape = { Shape.map(keys: Pattern.id, record(Located("", at: .nowhere)).shape) }
        return Schema(name: name, like: shape) { node, collector in
            guard let entries = node.entries else {
                collector.error(.wrongForm, at: node, "\(node.spoken) is not \(name)", hint: "acme: { name: Acme }")
                return nil
            }
            return entries.compactMap { key, value in
                Schema<String>.identifier.located.read(key, collector).flatMap { record($0).read(value, collector) }
            }
        }
    }
}
