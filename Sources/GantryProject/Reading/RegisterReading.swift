import GantryCore
import GantryYAML

/// Reads the registers: what may happen, has happened, is wanted, was decided and was promised.
enum RegisterReading {
    static var risks: Schema<[Risk]> {
        .records(
            of: .record("a risk") { fields in
                let id = fields.required("id", .identifier)
                let text = fields.required("text", .nonEmptyText)
                let probability = fields.located("probability", .share)
                let impact = fields.located("impact", .money)
                let response = fields.optional("response", .oneOf(Risk.Response.self))
                let owner = fields.located("owner", .identifier)
                let review = fields.located("review", .date)
                let closed = fields.located("closed", .date)
                guard let id, let text else { return nil }
                return Risk(
                    id: id, text: text, probability: probability, impact: impact, response: response, owner: owner,
                    review: review, closed: closed, position: fields.place
                )
            }
        )
    }

    static var issues: Schema<[Issue]> {
        .records(
            of: .record("an issue") { fields in
                let id = fields.required("id", .identifier)
                let text = fields.required("text", .nonEmptyText)
                let severity = fields.optional("severity", .oneOf(Issue.Severity.self))
                let owner = fields.located("owner", .identifier)
                let opened = fields.located("opened", .date)
                let nextStep = fields.optional("next_step", .nonEmptyText)
                let due = fields.located("due", .date)
                let blocks = fields.optional("blocks", .identifiers) ?? []
                let closed = fields.located("closed", .date)
                guard let id, let text else { return nil }
                return Issue(
                    id: id, text: text, severity: severity, owner: owner, opened: opened, nextStep: nextStep, due: due,
                    blocks: blocks, closed: closed, position: fields.place
                )
            }
        )
    }

    static var decisions: Schema<[Decision]> {
        .records(
            of: .record("a decision") { fields in
                let id = fields.required("id", .identifier)
                let date = fields.located("date", .date)
                let text = fields.required("text", .nonEmptyText)
                let options = fields.list("options", .nonEmptyText)
                let because = fields.located("because", .nonEmptyText)
                let decidedBy = fields.located("decided_by", .identifier)
                let review = fields.located("review", .date)
                guard let id, let text else { return nil }
                return Decision(
                    id: id, date: date, text: text, options: options, because: because, decidedBy: decidedBy,
                    review: review, position: fields.place
                )
            }
        )
    }

    static var questions: Schema<[Question]> {
        .records(
            of: .record("a question") { fields in
                let id = fields.required("id", .identifier)
                let from = fields.located("from", .nonEmptyText)
                let text = fields.required("text", .nonEmptyText)
                let asked = fields.located("asked", .date)
                let due = fields.located("due", .date)
                let owner = fields.located("owner", .identifier)
                let answered = fields.located("answered", .date)
                guard let id, let text else { return nil }
                return Question(
                    id: id, from: from, text: text, asked: asked, due: due, owner: owner, answered: answered,
                    position: fields.place
                )
            }
        )
    }

    static var changes: Schema<[ChangeRequest]> {
        .records(
            of: .record("a change") { fields in
                let id = fields.required("id", .identifier)
                let text = fields.required("text", .nonEmptyText)
                let time = fields.located("time", .workingDays)
                let cost = fields.located("cost", .money)
                let status = fields.requiredLocated("status", .oneOf(ChangeRequest.Status.self))
                let due = fields.located("due", .date)
                let decidedBy = fields.located("decided_by", .identifier)
                guard let id, let text, let status else { return nil }
                return ChangeRequest(
                    id: id, text: text, time: time, cost: cost, status: status, due: due, decidedBy: decidedBy,
                    position: fields.place
                )
            }
        )
    }

    static var todos: Schema<[Todo]> {
        .records(
            of: .record("a todo") { fields in
                let id = fields.required("id", .identifier)
                let text = fields.required("text", .nonEmptyText)
                let who = fields.optional("who", .people) ?? []
                let due = fields.located("due", .date)
                let from = fields.optional("from", .nonEmptyText)
                let done = fields.located("done", .date)
                guard let id, let text else { return nil }
                return Todo(
                    id: id, text: text, who: who, due: due, from: from, done: done, position: fields.place
                )
            }
        )
    }
}
