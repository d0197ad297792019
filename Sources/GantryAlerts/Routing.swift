package import GantryCore

/// Finds who is told about a finding.
///
/// Each recipient of the policy is looked up in the directory; a person found under two roles is told once. Where a
/// recipient finds nobody, or a person without an address, the fallback is told in their place, so that no finding
/// stays untold.
package func addressees(of finding: Finding, policy: AlertPolicy, directory: any Directory) -> [Addressee] {
    guard policy.isOn else { return [] }
    func contacts(_ recipient: String) -> [Contact] {
        guard let parsed = Recipient(recipient) else { return [] }
        return directory.contacts(for: parsed, project: finding.project, owner: finding.owner)
    }
    var found: [(contact: Contact, why: String)] = []
    var misses: [String] = []
    for recipient in policy.to {
        let people = contacts(recipient)
        found += people.filter { $0.address != nil }.map { ($0, recipient) }
        misses += people.filter { $0.address == nil }.map { "\($0.person) has no address" }
        // A finding without an owner is the roles' affair: only a role that ought to be filled is a miss.
        if people.isEmpty, recipient != "owner" || policy.to == ["owner"] { misses.append("no \(recipient)") }
    }
    let reachedOrTried = Set(found.map(\.contact.person))
    if !misses.isEmpty {
        let people = contacts(policy.fallback).filter { !reachedOrTried.contains($0.person) }
        found += people.map { ($0, "\(policy.fallback) (fallback: \(misses.joined(separator: ", ")))") }
    }
    var order: [String] = []
    var reasons: [String: (contact: Contact, why: [String])] = [:]
    for (contact, why) in found {
        if reasons[contact.person] == nil { order.append(contact.person) }
        reasons[contact.person, default: (contact, [])].why.append(why)
    }
    return order.compactMap { reasons[$0] }.map { Addressee(contact: $0.contact, why: $0.why.joined(separator: ", ")) }
}
