import GantryCore
import GantryYAML

/// Reads who is told about a workflow's findings.
struct AlertPolicyReader {
    private static let laterKeys = ["escalate", "digest", "repeat"]

    let settings: Settings

    /// - Returns: the policy and the recipients it names; nil where something is wrong.
    func read(_ fields: FieldReader) -> (policy: AlertPolicy, mentions: [Mention])? {
        guard let node = fields.node("alerts", shape: shape), !node.isNull else {
            return (policy(to: nil, via: nil), [])
        }
        if let text = node.text {
            if text == "none" { return (.none, []) }
            let isRecipient = Recipient(text) != nil
            fields.fail(
                "alerts", .wrongAlerts, "'\(text)' is not 'none' or a mapping",
                hint: isRecipient
                    ? "write alerts: { to: \(text) }" : "write alerts: none, or alerts: { to: [owner, lead] }"
            )
            return nil
        }
        if node.elements != nil {
            fields.fail("alerts", .wrongAlerts, "a list stands here", hint: "write alerts: { to: [owner, lead] }")
            return nil
        }
        return Schema.record("the alerts of a workflow", readMapping).read(node, fields.collector)
    }

    private var shape: Shape {
        .either(.words(["none"]), Schema.record("the alerts of a workflow", readMapping).shape)
    }

    private func readMapping(_ fields: FieldReader) -> (policy: AlertPolicy, mentions: [Mention])? {
        let to = fields.optional("to", .recipients)
        let via = fields.optional("via", .oneOrList(of: .channelID(settings.channels.map(\.id))))
        for key in Self.laterKeys where fields.keys.contains(key) {
            _ = fields.has(key)
            fields.collector.error(
                .notInThisVersion, at: fields.keyNode(key) ?? fields.node, "'\(key)' is not in this version")
        }
        fields.note("fallback", hint: "it stands in gantry.yaml, for all workflows: alerts: { fallback: lead }")
        fields.note("channels", hint: "did you mean 'via'?")
        fields.note("channel", hint: "did you mean 'via'?")
        if let to, to.isEmpty {
            fields.fail("to", .wrongAlerts, "nobody is named here", hint: "to tell nobody, write alerts: none")
            return nil
        }
        return (policy(to: to?.map(\.text), via: via), to ?? [])
    }

    private func policy(to: [String]?, via: [String]?) -> AlertPolicy {
        AlertPolicy(
            isOn: true, to: to ?? settings.alerts.to, via: via ?? settings.alerts.via,
            fallback: settings.alerts.fallback)
    }
}
