import GantryCore

/// What people have got, and whether each of it was news that held.
struct Inboxes {
    private struct Key: Hashable {
        let person: String
        let fact: Finding.Identity
    }

    /// What a person thinks of a fact.
    enum Belief: Hashable {
        case nothing
        /// It stands, at a stage.
        case stands(Int)
        /// It comes and goes.
        case changes
        case over
    }

    private var beliefs: [Key: Belief] = [:]
    /// Whose it was, as they were told last.
    private var owners: [Key: String] = [:]
    private var tokens: Set<String> = []
    /// What was wrong with it.
    private(set) var complaints: [String] = []

    /// Takes a message in as receivers do: one that came before, by its id, is dropped.
    mutating func take(_ delivery: Delivery) {
        guard tokens.insert(delivery.token.description).inserted else { return }
        for notice in delivery.notices { take(notice, delivery.recipient.person) }
    }

    private mutating func take(_ notice: Notice, _ person: String) {
        let key = Key(person: person, fact: notice.finding.identity)
        defer { owners[key] = notice.finding.owner }
        let (before, rank) = (beliefs[key] ?? .nothing, notice.finding.stage.rank)
        let words = "\(person) is told '\(notice.kind.rawValue)' of \(notice.finding.identity.subject) at stage \(rank)"
        switch notice.kind {
        case .opened, .takenOver, .raised, .repeated:
            // What somebody knows in another role may be theirs now.
            let isTheirs = notice.kind == .takenOver && owners[key] != notice.finding.owner
            if before == .stands(rank), !isTheirs { complaints.append("\(words) twice") }
            beliefs[key] = .stands(rank)
        case .returned:
            if case .stands = before { complaints.append("\(words), and never heard that it was gone") }
            beliefs[key] = .stands(rank)
        case .settled, .expired: beliefs[key] = .stands(rank)
        case .flapping: beliefs[key] = .changes
        case .handedOver: beliefs[key] = .nothing
        case .resolved, .unwatched:
            if before == .over || before == .nothing { complaints.append("\(words), and did not know of it") }
            beliefs[key] = .over
        default: complaints.append("\(words), which is no message")
        }
    }

    func belief(of person: String, about fact: Finding.Identity) -> Belief {
        beliefs[Key(person: person, fact: fact)] ?? .nothing
    }

    /// Who believes that something stands.
    var standing: [(person: String, fact: Finding.Identity)] {
        beliefs.filter { if case .stands = $0.value { true } else { false } }.map { ($0.key.person, $0.key.fact) }
    }
}
