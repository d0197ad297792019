package import GantryCore

/// Who is who in a test: asha leads, and everybody has an address but those who are said to have none.
package struct Office: Directory {
    package var lead: String?
    package var sponsor: String?
    package var team: [String]
    package var withoutAddress: Set<String>

    package init(
        lead: String? = "asha", sponsor: String? = nil, team: [String] = [], withoutAddress: Set<String> = []
    ) {
        (self.lead, self.sponsor, self.team, self.withoutAddress) = (lead, sponsor, team, withoutAddress)
    }

    package func contacts(for recipient: Recipient, project: String, owner: String?) -> [Contact] {
        switch recipient {
        case .owner: people([owner])
        case .lead: people([lead])
        case .sponsor: people([sponsor])
        case .team: people(team)
        case .person(let id): people([id])
        }
    }

    private func people(_ ids: [String?]) -> [Contact] {
        ids.compactMap(\.self).map { id in
            Contact(
                person: id, name: id.prefix(1).uppercased() + id.dropFirst(),
                address: withoutAddress.contains(id) ? nil : "\(id)@example.org")
        }
    }
}
