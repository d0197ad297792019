package import GantryCore

/// What one person is told at once.
package struct Message: Hashable, Sendable {
    package let recipient: Contact
    /// Ids of channels; empty: all that are configured.
    package let via: [String]
    package fileprivate(set) var notices: [Notice]
}

/// Says the changes of episodes to the people they concern: one message per person, notices in the order of changes.
///
/// A new or higher stage goes to those the policy names now; an end goes to those who were told of the episode, whoever
/// holds which role by then. Returns the changes with `Alert.told` brought up to date, and the messages.
package func compose(
    _ changes: [EpisodeChange], policy: (Alert) -> AlertPolicy, directory: any Directory
) -> (changes: [EpisodeChange], messages: [Message]) {
    struct Key: Hashable {
        let person: String
        let via: [String]
    }
    var order: [Key] = []
    var messages: [Key: Message] = [:]
    let told = changes.map { change -> EpisodeChange in
        guard let event = change.event else { return change }
        var alert = change.alert
        let policy = policy(alert)
        guard policy.isOn || event.kind == .resolved else { return change }
        let people =
            event.kind == .resolved
            ? alert.told : addressees(of: alert.finding, policy: policy, directory: directory)
        for person in people {
            let key = Key(person: person.contact.person, via: policy.via)
            if messages[key] == nil { order.append(key) }
            messages[key, default: Message(recipient: person.contact, via: policy.via, notices: [])].notices
                .append(notice(to: person, among: people, of: alert, kind: event.kind))
            if !alert.told.contains(where: { $0.contact.person == person.contact.person }) { alert.told.append(person) }
        }
        return EpisodeChange(alert: alert, event: event)
    }
    return (told, order.compactMap { messages[$0] })
}

private func notice(to person: Addressee, among people: [Addressee], of alert: Alert, kind: AlertEvent.Kind) -> Notice {
    let others = people.filter { $0.contact.person != person.contact.person }
    return Notice(
        alert: alert.id, workflow: alert.key.workflow, kind: kind, finding: alert.finding, why: person.why,
        alsoTold: others.map { "\($0.contact.person) (\($0.why))" }, resolution: alert.resolution)
}
