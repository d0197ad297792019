package import GantryCore

/// Somebody who works on projects or is told about them. Everything but the id may be unknown.
package struct Person: Hashable, Sendable, Identifiable {
    /// What the files call them: `ben`.
    package let id: String
    package internal(set) var name: String?
    package internal(set) var email: Located<String>?
    package internal(set) var roles: [String] = []
    package internal(set) var skills: [String] = []
    /// Hours in a week.
    package internal(set) var works: Located<Hours>?
    package internal(set) var leave: [Leave] = []
    /// In the order of the file; `costRate(on:)` finds the one that counts.
    package internal(set) var costRates: [CostRate] = []
    package internal(set) var manager: Located<String>?
    package internal(set) var deputy: Located<String>?
    package let position: SourcePosition

    package init(id: String, position: SourcePosition) { (self.id, self.position) = (id, position) }

    /// The rate with the latest `from` that is not after the day; nil where none has begun.
    package func costRate(on date: LocalDate) -> CostRate? {
        var result: CostRate?
        for rate in costRates where rate.from.value <= date {
            if let known = result, known.from.value >= rate.from.value { continue }
            result = rate
        }
        return result
    }

    /// What this description says, and where it is silent, what the other one says.
    package func completed(by other: Person) -> Person {
        var result = self
        result.name = name ?? other.name
        result.email = email ?? other.email
        if roles.isEmpty { result.roles = other.roles }
        if skills.isEmpty { result.skills = other.skills }
        result.works = works ?? other.works
        if leave.isEmpty { result.leave = other.leave }
        if costRates.isEmpty { result.costRates = other.costRates }
        result.manager = manager ?? other.manager
        result.deputy = deputy ?? other.deputy
        return result
    }
}

/// Days on which a person is away, both ends among them.
package struct Leave: Hashable, Sendable {
    package let from: Located<LocalDate>
    package let to: Located<LocalDate>
}

/// What a person's time costs from a day on.
package struct CostRate: Hashable, Sendable {
    package enum Unit: String, Hashable, Sendable, Codable, CaseIterable {
        case hour
        /// Eight hours.
        case day
    }

    package let from: Located<LocalDate>
    package let per: Unit
    package let amount: Located<Money>
}

/// A person's part in a project.
package struct TeamMember: Hashable, Sendable {
    package let person: Located<String>
    /// The part of the person's week that the project has; nil: all of it.
    package let share: Located<Percent>?
}
