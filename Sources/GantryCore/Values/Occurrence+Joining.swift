import FoundationEssentials

extension Occurrence {
    /// So many members of a set are named one by one; the rest is counted.
    public static let shownMembers = 1_000

    /// What a run that waits takes from one that joins it: each list, and what tells its members apart. `trigger.count`
    /// counts the first of them that is there.
    private static let sets = [("files", ["path"]), ("changes", ["project", "path", "at"]), ("projects", [String]())]

    /// The same with the files, projects and changes of one that joins it while it waits.
    public func joined(by other: Occurrence) -> Occurrence {
        guard var own = payload.map, let theirs = other.payload.map else { return self }
        var isCounted = false
        for (name, identity) in Self.sets {
            guard let added = theirs[name]?.list else { continue }
            let before = own[name]?.list ?? []
            let union = Self.union(before, added, identity)
            own[name] = .list(Array(union.prefix(Self.shownMembers)))
            guard !isCounted, name != "projects" else { continue }
            isCounted = true
            let counts = (Self.count(own["count"], of: before), Self.count(theirs["count"], of: added))
            let isWhole = counts.0 == before.count && counts.1 == added.count
            own["count"] = .number(Decimal(isWhole ? union.count : counts.0 + counts.1))
        }
        var result = self
        result.payload = .map(own)
        return result
    }

    private static func count(_ value: Value?, of members: [Value]) -> Int {
        guard case .number(let number)? = value else { return members.count }
        return max(members.count, Int(number.description) ?? members.count)
    }

    /// The members of both, by their order; of two that are about the same, the later.
    private static func union(_ before: [Value], _ added: [Value], _ identity: [String]) -> [Value] {
        var members: [String: Value] = [:]
        for member in before + added {
            let key = identity.isEmpty ? member.json : identity.map { member[$0].json }.joined(separator: " ")
            members[key] = member
        }
        return members.sorted { $0.key < $1.key }.map(\.value)
    }
}
