package import GantryCore

/// What the project is for, and how anyone will see that it worked.
package struct Goal: Hashable, Sendable {
    package let text: String
    package let measure: String?
    package let from: Located<String>?
    package let to: Located<String>?
    package let review: Located<LocalDate>?
    package let position: SourcePosition
}

/// How far the project may stray before it is out of bounds.
package struct Tolerance: Hashable, Sendable {
    package let finish: Located<WorkingDays>?
    package let cost: Located<Percent>?
    /// How old a fact may be.
    package let stale: Located<WorkingDays>?
}

/// A plan that was approved, to compare with.
package struct Baseline: Hashable, Sendable, Identifiable {
    package let id: String
    package let date: Located<LocalDate>
    package let approvedBy: Located<String>?
    /// Beside the project file, else from the root.
    package let file: Located<String>?
    /// What the file holds; nil where there is none, and then there is nothing to compare with.
    package var plan: BaselinePlan?
    /// The ids of its tasks, where the file has them.
    package var taskIDs: [Located<String>] = []
    package let position: SourcePosition
}

package struct Requirement: Hashable, Sendable, Identifiable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case functional, technical
    }

    /// MoSCoW.
    package enum Priority: String, Hashable, Sendable, Codable, CaseIterable {
        case must, should, could, wont
    }

    package enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        case proposed, agreed, built, proven, dropped
    }

    package struct Reviewed: Hashable, Sendable {
        package let by: Located<String>
        package let date: Located<LocalDate>
        /// Of the text as it was reviewed: `sha256:…`.
        package let fingerprint: Located<String>?
    }

    package let id: String
    package let kind: Kind
    package let text: Located<String>
    package let priority: Located<Priority>?
    package let status: Located<Status>
    /// Files or addresses that show that it is met.
    package let evidence: [Located<String>]
    package let reviewed: Reviewed?
    package let position: SourcePosition
}

/// A system the project builds, changes or leans on.
package struct Environment: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String?
    package let os: String?
    package let place: String?
    package let owner: Located<String>?
    package let supportEnds: Located<LocalDate>?
    /// Live checks as written, a map each: `{ https: crm.example.org }`.
    package let checks: [Located<Value>]
    package let position: SourcePosition
}
