import GantryCore

/// People who are named and not known, or known and not reachable.
extension ProjectChecks {
    func strangers() -> [Diagnostic] {
        guard !broken.contains("people"), !broken.contains("team") else { return [] }
        return unknownPeople() + peopleWithoutAddress()
    }

    private var references: [Located<String>] {
        var all = [project.leadReference] + [project.sponsorReference].compactMap { $0 }
        all += project.tasks.flatMap(\.who)
        all += project.reviews.flatMap(\.who)
        all += project.risks.compactMap(\.owner) + project.issues.compactMap(\.owner)
        all += project.questions.compactMap(\.owner) + project.environments.compactMap(\.owner)
        all += project.suppliers.compactMap(\.owner)
        all += project.decisions.compactMap(\.decidedBy) + project.changes.compactMap(\.decidedBy)
        all += project.todos.flatMap(\.who)
        all += project.meetings.flatMap { $0.who + [$0.chair].compactMap { $0 } }
        all += project.people.values.sorted { $0.id < $1.id }.flatMap { [$0.manager, $0.deputy].compactMap { $0 } }
        return all.filter { !$0.value.isEmpty }
    }

    private func unknownPeople() -> [Diagnostic] {
        let known = project.described(among: people)
        var places: [String: Int] = [:]
        let unknown = references.filter { reference in
            guard !known.contains(reference.value) else { return false }
            places[reference.value, default: 0] += 1
            return places[reference.value] == 1
        }
        let (names, owners) = (known.sorted(), owners)
        let namesItsPeople = project.namesItsPeople(people)
        let fix = "add them to people.yaml, or to team"
        let strangers = unknown.map { reference in
            let more = places[reference.value, default: 1] - 1
            let message =
                "nobody is called '\(reference.value)'"
                + (more > 0 ? " (and \(more) more \(more > 1 ? "times" : "time"))" : "")
            guard owners.contains(reference.value), namesItsPeople else {
                return warning(
                    .unknownPerson, reference.position, message,
                    hint: hint(for: reference.value, among: { names }, else: fix))
            }
            return error(
                .unknownOwner, reference.position, message,
                hint: hint(for: reference.value, among: { names }, else: fix))
        }
        return strangers + misspeltMembers()
    }

    private var owners: Set<String> { Set(project.tasks.flatMap(\.owners)) }

    /// Of everything that is answered for, one answers.
    func accountableMistakes() -> [Diagnostic] {
        var first: [String: String] = [:]
        var found: [Diagnostic] = []
        for stakeholder in project.stakeholders {
            for role in stakeholder.raci where role.part == .accountable {
                if let other = first[role.item.value] {
                    let message = "'\(role.item.value)' has two Accountables, \(other) and \(stakeholder.id)"
                    found.append(
                        error(
                            .twoAccountables, role.item.position, message,
                            hint: "one answers for it; make one of them R, C or I")
                    )
                } else {
                    first[role.item.value] = stakeholder.id
                }
            }
        }
        return found
    }

    /// Being in the team makes a person known; a name that is nearly another's is a slip all the same.
    private func misspeltMembers() -> [Diagnostic] {
        let names = people.keys.sorted()
        return project.team.map(\.person).compactMap { member in
            guard member.value.count > 3, people[member.value] == nil,
                let meant = excerpts.suggestion(for: member.value, among: names)
            else { return nil }
            return warning(
                .unknownPerson, member.position, "nobody is called '\(member.value)'",
                hint: "did you mean '\(meant)'? else add them to people.yaml"
            )
        }
    }

    private func peopleWithoutAddress() -> [Diagnostic] {
        guard !hasMailDomain else { return [] }
        let told = [project.leadReference] + [project.sponsorReference].compactMap { $0 } + project.team.map(\.person)
        let inTeam = Set(project.team.map(\.person.value))
        let owners = (project.tasks.flatMap(\.who) + project.reviews.flatMap(\.who)).filter { people[$0.value] != nil }
        var seen: Set<String> = []
        return (told + owners).compactMap { person in
            let isKnown = people[person.value] != nil || inTeam.contains(person.value)
            guard isKnown, people[person.value]?.email == nil, seen.insert(person.value).inserted else { return nil }
            return warning(
                .noAddress, person.position, "'\(person.value)' has no mail address",
                hint: "add it in people.yaml, or set mail_domain in gantry.yaml"
            )
        }
    }
}

extension Project {
    /// Whether the files say who there is, beside the lead and the sponsor: only then is a name a mistake.
    ///
    /// - Parameter people: those that the project knows, by id.
    package func namesItsPeople(_ people: [String: Person]) -> Bool {
        !team.isEmpty || people.keys.contains { $0 != lead && $0 != sponsor }
    }

    /// The ids of all whom the files describe, and of team and stakeholders.
    func described(among people: [String: Person]) -> Set<String> {
        Set(people.keys).union(team.map(\.person.value)).union(stakeholders.map(\.id))
    }

    /// Those, and the lead and the sponsor, who need no description.
    package func known(among people: [String: Person]) -> Set<String> {
        described(among: people).union([lead, sponsor].compactMap { $0 })
    }
}
