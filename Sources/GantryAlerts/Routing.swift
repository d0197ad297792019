package import GantryCore

/// Who is told of what, by one version of the definitions.
package struct Routing: Sendable {
    let policy: @Sendable (Alert) -> AlertPolicy
    let directory: any Directory
    /// A time of a project's, in words.
    let spoken: @Sendable (Instant, _ project: String) -> String

    package init(
        directory: any Directory, spoken: @escaping @Sendable (Instant, String) -> String = { at, _ in at.description },
        policy: @escaping @Sendable (Alert) -> AlertPolicy
    ) {
        (self.policy, self.directory, self.spoken) = (policy, directory, spoken)
    }

    /// The people who answer for a finding.
    func owners(_ owner: String?, of finding: Finding) -> Set<String> {
        Set(directory.contacts(for: .owner, project: finding.project, owner: owner).map(\.person))
    }

    /// Somebody by id; nil for who cannot be reached.
    func contact(_ id: String, of finding: Finding) -> Contact? {
        directory.contacts(for: .person(id), project: finding.project, owner: finding.owner)
            .first { $0.address != nil }
    }

    /// Finds who is told about a finding.
    ///
    /// Each recipient of the policy is looked up in the directory; a person found under two roles is told once. Where a
    /// recipient finds nobody, or a person without an address, the fallback is told in their place; and where all that
    /// finds nobody, the lead, the sponsor, the team, or at last the leads of all projects.
    package func addressees(of finding: Finding, policy: AlertPolicy) -> [Addressee] {
        guard policy.isOn else { return [] }
        var found: [(contact: Contact, why: String)] = []
        var misses: [String] = []
        for recipient in policy.to {
            let people = contacts(recipient, of: finding)
            found += people.filter { $0.address != nil }.map { ($0, recipient) }
            misses += people.filter { $0.address == nil }.map { "\($0.person) has no address" }
            // A finding without an owner is the roles' affair: only a role that ought to be filled is a miss.
            if people.isEmpty, recipient != "owner" || policy.to == ["owner"] { misses.append("no \(recipient)") }
        }
        let reachedOrTried = Set(found.map(\.contact.person))
        if !misses.isEmpty {
            let people = contacts(policy.fallback, of: finding).filter { !reachedOrTried.contains($0.person) }
            found += people.map { ($0, "\(policy.fallback) (fallback: \(misses.joined(separator: ", ")))") }
        }
        if found.isEmpty { found = lastResort(finding, misses) }
        return merged(found)
    }

    private func contacts(_ recipient: String, of finding: Finding) -> [Contact] {
        guard let parsed = Recipient(recipient) else { return [] }
        return directory.contacts(for: parsed, project: finding.project, owner: finding.owner)
    }

    private func lastResort(_ finding: Finding, _ misses: [String]) -> [(contact: Contact, why: String)] {
        let why = misses.isEmpty ? "nobody else" : misses.joined(separator: ", ")
        for recipient in ["lead", "sponsor", "team"] {
            let people = contacts(recipient, of: finding)
            if !people.isEmpty { return people.map { ($0, "\(recipient) (fallback: \(why))") } }
        }
        return directory.contacts(for: .lead, project: Finding.portfolio, owner: nil)
            .map { ($0, "lead of a project (fallback: \(why))") }
    }

    private func merged(_ found: [(contact: Contact, why: String)]) -> [Addressee] {
        var order: [String] = []
        var reasons: [String: (contact: Contact, why: [String])] = [:]
        for (contact, why) in found {
            if reasons[contact.person] == nil { order.append(contact.person) }
            reasons[contact.person, default: (contact, [])].why.append(why)
        }
        return order.compactMap { reasons[$0] }.map {
            Addressee(contact: $0.contact, why: $0.why.joined(separator: ", "))
        }
    }
}
