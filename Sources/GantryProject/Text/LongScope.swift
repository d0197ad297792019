import GantryCore

/// The long form of goal, bounds, requirements and registers.
extension ProjectText {
    static func goal(_ goal: Goal) -> YAMLOutput {
        .record {
            $0.add("text", goal.text)
            $0.add("measure", goal.measure)
            $0.add("from", goal.from)
            $0.add("to", goal.to)
            $0.add("review", goal.review)
        }
    }

    static func tolerance(_ tolerance: Tolerance) -> YAMLOutput {
        .record {
            $0.add("finish", tolerance.finish)
            $0.add("cost", tolerance.cost)
            $0.add("stale", tolerance.stale)
        }
    }

    static func baseline(_ baseline: Baseline) -> YAMLOutput {
        .record {
            $0.add("id", baseline.id)
            $0.add("date", baseline.date)
            $0.add("approved_by", baseline.approvedBy)
            $0.add("file", baseline.file)
        }
    }

    static func requirement(_ requirement: Requirement) -> YAMLOutput {
        .record {
            $0.add("id", requirement.id)
            $0.add("kind", requirement.kind.rawValue)
            $0.add("text", requirement.text)
            $0.add("priority", requirement.priority?.value.rawValue)
            $0.add("status", requirement.status.value.rawValue)
            $0.add("evidence", ids: requirement.evidence)
            let reviewed = requirement.reviewed.map { reviewed in
                YAMLOutput.record {
                    $0.add("by", reviewed.by)
                    $0.add("date", reviewed.date)
                    $0.add("fingerprint", reviewed.fingerprint)
                }
            }
            $0.add("reviewed", output: reviewed)
        }
    }

    static func environment(_ environment: Environment) -> YAMLOutput {
        .record {
            $0.add("id", environment.id)
            $0.add("name", environment.name)
            $0.add("os", environment.os)
            $0.add("where", environment.place)
            $0.add("owner", environment.owner)
            $0.add("support_ends", environment.supportEnds)
            $0.add("check", list: environment.checks.map { YAMLOutput($0.value) })
        }
    }

    static func risk(_ risk: Risk) -> YAMLOutput {
        .record {
            $0.add("id", risk.id)
            $0.add("text", risk.text)
            $0.add("probability", risk.probability)
            $0.add("impact", risk.impact)
            $0.add("response", risk.response?.rawValue)
            $0.add("owner", risk.owner)
            $0.add("review", risk.review)
            $0.add("closed", risk.closed)
        }
    }

    static func issue(_ issue: Issue) -> YAMLOutput {
        .record {
            $0.add("id", issue.id)
            $0.add("text", issue.text)
            $0.add("severity", issue.severity?.rawValue)
            $0.add("owner", issue.owner)
            $0.add("opened", issue.opened)
            $0.add("next_step", issue.nextStep)
            $0.add("due", issue.due)
            $0.add("blocks", ids: issue.blocks)
            $0.add("closed", issue.closed)
        }
    }

    static func decision(_ decision: Decision) -> YAMLOutput {
        .record {
            $0.add("id", decision.id)
            $0.add("date", decision.date)
            $0.add("text", decision.text)
            $0.add("options", texts: decision.options)
            $0.add("because", decision.because)
            $0.add("decided_by", decision.decidedBy)
            $0.add("review", decision.review)
        }
    }

    static func question(_ question: Question) -> YAMLOutput {
        .record {
            $0.add("id", question.id)
            $0.add("from", question.from)
            $0.add("text", question.text)
            $0.add("asked", question.asked)
            $0.add("due", question.due)
            $0.add("owner", question.owner)
            $0.add("answered", question.answered)
        }
    }

    static func change(_ change: ChangeRequest) -> YAMLOutput {
        .record {
            $0.add("id", change.id)
            $0.add("text", change.text)
            $0.add("time", change.time)
            $0.add("cost", change.cost)
            $0.add("status", change.status.value.rawValue)
            $0.add("due", change.due)
            $0.add("decided_by", change.decidedBy)
        }
    }

    static func todo(_ todo: Todo) -> YAMLOutput {
        .record {
            $0.add("id", todo.id)
            $0.add("text", todo.text)
            $0.add("who", ids: todo.who)
            $0.add("due", todo.due)
            $0.add("from", todo.from)
            $0.add("done", todo.done)
        }
    }
}
