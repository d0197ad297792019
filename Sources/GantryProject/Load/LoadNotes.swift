import GantryCore

/// What a load sheet had to do without, as sentences.
struct LoadNotes {
    let portfolio: Portfolio
    let plans: [Plan]
    let skill: String?
    let skilled: [String]?

    var sentences: [String] {
        var notes: [String] = []
        if let skill, skilled?.isEmpty ?? false {
            let all = Set(portfolio.people.values.flatMap(\.skills)).sorted()
            let known = all.isEmpty ? "no skills are written down" : "skills are \(all.joined(separator: ", "))"
            let near = suggestion(for: skill, among: all).map { "did you mean '\($0)'? " } ?? ""
            notes.append("nobody has the skill '\(skill)'; \(near)\(known)")
        }
        let resting = portfolio.projects.filter { !$0.status.asksForHours }.map(\.id)
        if !resting.isEmpty { notes.append("not counted, for nobody works on them now: \(Self.list(resting))") }
        let silent = plans.flatMap { plan in
            (plan.assumed[.noDuration] ?? []).map { "\(plan.project.id)/\($0)" }
        }
        if !silent.isEmpty { notes.append("without duration or effort, so without hours: \(Self.list(silent))") }
        let unowned = plans.flatMap { plan in
            plan.project.tasks.filter { $0.who.isEmpty && !$0.isDone && !$0.isMilestone }
                .map { "\(plan.project.id)/\($0.id)" }
        }
        if !unowned.isEmpty {
            notes.append("nobody is named for them, so the lead's hours are counted: \(Self.list(unowned))")
        }
        return notes
    }

    private static func list(_ names: [String]) -> String {
        names.count > 6
            ? names.prefix(6).joined(separator: ", ") + " and \(names.count - 6) more"
            : names.joined(separator: ", ")
    }
}
