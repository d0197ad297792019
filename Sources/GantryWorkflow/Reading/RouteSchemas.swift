import GantryCore
import GantryYAML

extension Schema where T == Mention {
    /// `owner`, `lead`, `sponsor`, `team`, `person:ben`.
    static var recipient: Schema<Mention> {
        let name = "one of \(Recipient.names.joined(separator: ", "))"
        let people = "owner|lead|sponsor|team|person:\(Pattern.id)"
        return Schema(name: name, shape: .text("recipient", Pattern.whole(people))) { node, collector in
            guard let text = node.text else {
                return collector.refuse(node, wanted: name)
            }
            if let recipient = Recipient(text), recipient.hasValidID { return Mention(text, at: node) }
            collector.error(.unknownRecipient, at: node, "\(node.spoken) is not \(name)", hint: hint(for: text))
            return nil
        }
    }

    private static func hint(for text: String) -> String? {
        let roles = Recipient.names.filter { !$0.contains(":") }
        if let near = suggestion(for: text, among: roles) { return "did you mean '\(near)'?" }
        let id = text.split(separator: ":").last.map { $0.split(separator: "@").first ?? $0 }.map(String.init) ?? ""
        let trimmed = id.filter { $0 != " " }
        return Identifier.isValid(trimmed) ? "a person is written 'person:\(trimmed)'" : nil
    }
}

extension Schema where T == [Mention] {
    /// Recipients, of whom the readers want one at least.
    static var recipients: Schema {
        let recipient = Schema<Mention>.recipient
        return .oneOrList(of: recipient).shaped(.oneOrList(recipient.shape, atLeast: 1))
    }
}

extension Recipient {
    fileprivate var hasValidID: Bool {
        guard case .person(let id) = self else { return true }
        return Identifier.isValid(id)
    }
}

extension Schema where T == String {
    /// The id of a channel that is configured.
    static func channelID(_ channels: [String]) -> Schema<String> {
        let text = Schema<String>.text
        return Schema(name: "the id of a channel", shape: text.shape) { node, collector in
            guard let id = text.read(node, collector) else { return nil }
            guard !channels.contains(id) else { return id }
            collector.error(
                .unknownChannel, at: node, "channel '\(id)' is not configured",
                hint: suggestion(for: id, among: channels).map { "did you mean '\($0)'?" }
                    ?? "there is \(channels.joined(separator: ", ")); channels stand in gantry.yaml"
            )
            return nil
        }
    }
}
