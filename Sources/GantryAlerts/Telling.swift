import GantryCore

/// The messages that come together, one for each person and way.
struct Letters: Sendable {
    private struct Key: Hashable {
        let person: String
        let via: [String]
    }

    private var order: [Key] = []
    private var byKey: [Key: Message] = [:]

    var messages: [Message] { order.compactMap { byKey[$0] } }

    /// Whether somebody is told something of a fact.
    func tell(_ person: String, of fact: Finding.Identity) -> Bool {
        messages.contains { message in
            message.recipient.person == person && message.notices.contains { $0.finding.identity == fact }
        }
    }

    mutating func add(_ notice: Notice, to contact: Contact, via: [String]) {
        let key = Key(person: contact.person, via: via)
        if byKey[key] == nil { order.append(key) }
        byKey[key, default: Message(recipient: contact, via: via, notices: [])].notices.append(notice)
    }
}

extension AlertMachine {
    /// Tells the route what each on it does not know yet.
    ///
    /// - Parameters:
    ///   - formerOwner: who answered for it before.
    ///   - acknowledged: as it was before; whoever had acknowledged hears of it when that counts no more.
    mutating func tell(_ alert: inout Alert, formerOwner: String?, acknowledged: Alert.Acknowledgement? = nil) {
        let policy = routing.policy(alert)
        guard policy.isOn, alert.muted == nil, alert.flapping == nil else { return }
        let people = routing.addressees(of: alert.finding, policy: policy)
        let hasMoved = formerOwner != nil && formerOwner != alert.finding.owner
        let former = hasMoved ? routing.owners(formerOwner, of: alert.finding) : []
        let current = hasMoved ? routing.owners(alert.finding.owner, of: alert.finding) : []
        let known = siblings(of: alert).filter(\.isOnItsWay)
        for person in people {
            let isNewOwner = current.contains(person.contact.person) && !former.contains(person.contact.person)
            guard let kind = news(for: person, of: &alert, isNewOwner: isNewOwner, known) else { continue }
            let detail = kind == .takenOver ? formerOwner : nil
            send(kind, to: person, among: people, &alert, detail, policy)
        }
        if let acknowledged, alert.acknowledgement == nil, !alert.state.isResolved {
            tellAcknowledger(acknowledged.by, of: &alert, people, policy)
        }
        handOver(&alert, from: former, people, policy)
        if alert.told.isEmpty, people.isEmpty, events[alert.id]?.contains(where: { $0.kind == .opened }) == true {
            record(.untold, alert.id, "there is nobody to tell")
        }
    }

    /// What is news to a person; nil where they know.
    private mutating func news(
        for person: Addressee, of alert: inout Alert, isNewOwner: Bool, _ siblings: [Alert]
    ) -> AlertEvent.Kind? {
        let stage = alert.finding.stage
        let name = person.contact.person
        let index = alert.told.firstIndex { $0.contact.person == name }
        if let index, alert.told[index].stage.rank >= stage.rank {
            // Who knows of it as a lead, say, does not know that it is theirs now.
            let isTheirs = ([alert] + siblings).contains {
                $0.acknowledgement?.by == name || $0.isKnownAsOwner(by: name)
            }
            guard isNewOwner, !isTheirs else { return nil }
            // That it is back says whose it is.
            return letters.tell(name, of: alert.key.identity) ? nil : .takenOver
        }
        // Whoever acknowledged it has it; only who takes it over must know.
        if alert.state == .acknowledged, !isNewOwner || index != nil { return nil }
        for teller in siblings {
            guard let known = teller.told.first(where: { $0.contact.person == name })?.stage, known >= stage else {
                continue
            }
            alert.knows(person, known, through: teller.id)
            record(.notTold, alert.id, "\(name): told already by \(teller.key.workflow) (alert \(teller.id))")
            return nil
        }
        guard let index else { return isNewOwner ? .takenOver : .opened }
        return alert.told[index].stage.name == stage.name ? .repeated : .raised
    }

    private mutating func tellAcknowledger(
        _ by: String, of alert: inout Alert, _ people: [Addressee], _ policy: AlertPolicy
    ) {
        guard !people.contains(where: { $0.contact.person == by }),
            let contact = routing.contact(by, of: alert.finding)
        else { return }
        send(.raised, to: Addressee(contact: contact, why: "acknowledged it"), among: people, &alert, nil, policy)
    }

    /// Takes former owners off those who know, where they are told of it in no other role.
    mutating func forget(_ formerOwner: String?, of alert: inout Alert) {
        guard let formerOwner, formerOwner != alert.finding.owner else { return }
        let former = routing.owners(formerOwner, of: alert.finding)
        let people = routing.addressees(of: alert.finding, policy: routing.policy(alert))
        for told in Self.leaving(alert, former, people) {
            alert.told.removeAll { $0.contact.person == told.contact.person }
        }
    }

    /// Former owners who know of it, and are told of it in no other role.
    private static func leaving(_ alert: Alert, _ former: Set<String>, _ people: [Addressee]) -> [Alert.Told] {
        alert.told.filter { told in
            former.contains(told.contact.person) && !people.contains { $0.contact.person == told.contact.person }
        }
    }

    /// Former owners hear once who has it now, and then no more of it.
    private mutating func handOver(
        _ alert: inout Alert, from former: Set<String>, _ people: [Addressee], _ policy: AlertPolicy
    ) {
        for told in Self.leaving(alert, former, people) {
            let person = Addressee(contact: told.contact, why: "owner before")
            // Of what somebody knows through another alert, that one tells.
            let teller = told.through.flatMap { episodes[$0] }
            let isTellers = teller.map { !$0.state.isResolved && $0.knows(told.contact.person) } ?? false
            if !isTellers { send(.handedOver, to: person, among: people, &alert, alert.finding.owner, policy) }
            alert.told.removeAll { $0.contact.person == told.contact.person }
            // Nor does one tell them that is over, or of which they know by this one.
            for var sibling in siblings(of: alert) {
                let isOver = sibling.state.isResolved
                sibling.told.removeAll {
                    $0.contact.person == told.contact.person && (isOver || $0.through == alert.id)
                }
                put(sibling)
            }
        }
    }

    /// Tells those who know of it what became of it, but those to whom the same fact stands by another workflow.
    mutating func tellKnowing(_ alert: inout Alert, _ kind: AlertEvent.Kind, _ detail: String?) {
        let policy = routing.policy(alert)
        let others = siblings(of: alert).filter(\.isOnItsWay).filter { kind == .flapping || $0.flapping == nil }
        let people = alert.told.filter { told in !others.contains { $0.knows(told.contact.person) } }
            .map { Addressee(contact: $0.contact, why: $0.why) }
        for person in people { send(kind, to: person, among: people, &alert, detail, policy) }
    }

    /// Tells the end to those who know of it, unless the same fact stands by another workflow: then its end is theirs.
    mutating func tellEnd(of id: Int64, _ kind: AlertEvent.Kind) {
        guard var alert = episodes[id] else { return }
        alert.untoldEnd = false
        if var heir = siblings(of: alert).first(where: \.isOnItsWay) {
            for told in alert.told where !heir.knows(told.contact.person) && stillKnows(told) {
                heir.told.append(
                    Alert.Told(
                        contact: told.contact, why: told.why, stage: told.stage, through: told.through ?? alert.id))
            }
            put(heir)
            record(.notTold, id, "still found by \(heir.key.workflow) (alert \(heir.id))")
        } else {
            tellKnowing(&alert, kind, alert.resolution)
        }
        put(alert)
    }

    /// Whether somebody who was told through another alert is still told of that one, and has not handed it over.
    private func stillKnows(_ told: Alert.Told) -> Bool {
        guard let through = told.through, let teller = episodes[through] else { return true }
        return teller.knows(told.contact.person)
    }

    private mutating func send(
        _ kind: AlertEvent.Kind, to person: Addressee, among people: [Addressee], _ alert: inout Alert,
        _ detail: String?, _ policy: AlertPolicy
    ) {
        let others = people.filter { $0.contact.person != person.contact.person }
        // What somebody hears of a fact goes on with what they heard first, and so comes after it.
        let through = alert.told.first { $0.contact.person == person.contact.person }?.through
        let known = through.flatMap { episodes[$0] } ?? alert
        let notice = Notice(
            alert: known.id, workflow: known.key.workflow, kind: kind, finding: alert.finding, why: person.why,
            alsoTold: others.map { "\($0.contact.person) (\($0.why))" }, resolution: detail, token: known.token,
            before: knowledge(of: person.contact.person, before: kind, of: alert))
        letters.add(notice, to: person.contact, via: policy.via)
        alert.knows(person, alert.finding.stage, through: through)
        // It is one fact, whichever episodes it has.
        for var sibling in siblings(of: alert) where sibling.knows(person.contact.person) {
            for index in sibling.told.indices where sibling.told[index].contact.person == person.contact.person {
                (sibling.told[index].why, sibling.told[index].stage) = (person.why, alert.finding.stage)
            }
            put(sibling)
        }
    }
}

extension AlertMachine {
    /// What somebody knows of a fact, through whichever of its episodes, who is about to be told of a kind of thing.
    private func knowledge(of person: String, before kind: AlertEvent.Kind, of alert: Alert) -> Knowledge {
        let others = siblings(of: alert).filter(\.isOnItsWay)
        let own = alert.told.first { $0.contact.person == person }
        let told = others.flatMap(\.told).filter { $0.contact.person == person } + [own].compactMap(\.self)
        guard let stage = own?.stage ?? told.map(\.stage).max() else { return .nothing }
        switch kind {
        case .returned, .flapping: return .over
        case .settled: return .changes
        default: return .stands(stage, asOwner: told.contains { $0.why.saysOwner })
        }
    }
}

extension Alert {
    /// Whether something more of it is to be told: it is not over, or its end is not told yet.
    fileprivate var isOnItsWay: Bool { !state.isResolved || untoldEnd || flapping != nil }

    fileprivate func knows(_ person: String) -> Bool { told.contains { $0.contact.person == person } }

    /// Whether somebody was told of it as of something that is theirs.
    fileprivate func isKnownAsOwner(by person: String) -> Bool {
        told.contains { $0.contact.person == person && $0.why.saysOwner }
    }

    /// From now on a person knows of a stage.
    fileprivate mutating func knows(_ person: Addressee, _ stage: Finding.Stage, through: Int64?) {
        let new = Told(contact: person.contact, why: person.why, stage: stage, through: through)
        if let index = told.firstIndex(where: { $0.contact.person == person.contact.person }) {
            told[index] = new
        } else {
            told.append(new)
        }
    }
}
