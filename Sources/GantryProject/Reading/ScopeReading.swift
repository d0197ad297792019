import GantryCore
import GantryYAML

/// Reads what the project is for: goal, bounds, baselines, requirements, systems.
enum ScopeReading {
    /// A sentence, or a record with a measure.
    static var goal: Schema<Goal> {
        let record = Schema<Goal>.record("a goal") { fields in
            let text = fields.required("text", .nonEmptyText)
            let measure = fields.optional("measure", .nonEmptyText)
            let from = fields.located("from", .nonEmptyText)
            let to = fields.located("to", .nonEmptyText)
            let review = fields.located("review", .date)
            guard let text else { return nil }
            return Goal(
                text: text, measure: measure, from: from, to: to, review: review, position: fields.place
            )
        }
        return Schema(name: "a goal", shape: .either(.text, record.shape)) { node, collector in
            guard let text = node.text else { return record.read(node, collector) }
            return Goal(text: text, measure: nil, from: nil, to: nil, review: nil, position: node.position)
        }
    }

    static var tolerance: Schema<Tolerance> {
        .record("the tolerance") { fields in
            Tolerance(
                finish: fields.located("finish", .workingDays), cost: fields.located("cost", .percent),
                stale: fields.located("stale", .workingDays)
            )
        }
    }

    static var baselines: Schema<[Baseline]> {
        .records(
            of: .record("a baseline") { fields in
                let id = fields.required("id", .identifier)
                let date = fields.requiredLocated("date", .date)
                let approvedBy = fields.located("approved_by", .identifier)
                let file = fields.located("file", .nonEmptyText)
                guard let id, let date else { return nil }
                return Baseline(
                    id: id, date: date, approvedBy: approvedBy, file: file, position: fields.place
                )
            }
        )
    }

    static var requirements: Schema<[Requirement]> {
        .records(
            of: .record("a requirement") { fields in
                let id = fields.required("id", .identifier)
                let kind = fields.optional("kind", .oneOf(Requirement.Kind.self)) ?? .functional
                let text = fields.requiredLocated("text", .nonEmptyText)
                let priority = fields.located("priority", .oneOf(Requirement.Priority.self))
                let status = fields.located("status", .oneOf(Requirement.Status.self))
                let evidence = fields.oneOrList("evidence", Schema.nonEmptyText.located)
                let reviewed = fields.optional("reviewed", reviewed)
                guard let id, let text else { return nil }
                return Requirement(
                    id: id, kind: kind, text: text, priority: priority,
                    status: status ?? Located(.proposed, at: fields.node.position), evidence: evidence,
                    reviewed: reviewed, position: fields.place
                )
            }
        )
    }

    private static var reviewed: Schema<Requirement.Reviewed> {
        .record("a review of a requirement") { fields in
            let by = fields.requiredLocated("by", .identifier)
            let date = fields.requiredLocated("date", .date)
            let fingerprint = fields.located("fingerprint", .nonEmptyText)
            guard let by, let date else { return nil }
            return Requirement.Reviewed(by: by, date: date, fingerprint: fingerprint)
        }
    }

    static var environments: Schema<[Environment]> {
        .records(
            of: .record("an environment") { fields in
                let id = fields.required("id", .identifier)
                let name = fields.optional("name", .nonEmptyText)
                let os = fields.optional("os", .nonEmptyText)
                let place = fields.optional("where", .nonEmptyText)
                let owner = fields.located("owner", .identifier)
                let supportEnds = fields.located("support_ends", .date)
                let checks = fields.oneOrList("check", check)
                guard let id else { return nil }
                return Environment(
                    id: id, name: name, os: os, place: place, owner: owner, supportEnds: supportEnds, checks: checks,
                    position: fields.place
                )
            }
        )
    }

    private static var check: Schema<Located<Value>> {
        let located = Schema<Value>.value.located
        let shape = { Shape.map(.any, count: 1...1_000_000) }
        return Schema(name: "a check such as { https: crm.example.org }", like: shape) { node, collector in
            guard node.entries?.isEmpty == false else {
                collector.error(
                    .wrongForm, at: node, "\(node.spoken) is not a check such as { https: crm.example.org }"
                )
                return nil
            }
            return located.read(node, collector)
        }
    }
}
