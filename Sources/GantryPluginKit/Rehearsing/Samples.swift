// What tests of plugins send, with all filled in that a test does not care for.

extension ActionCall {
    /// A call of an action, for tests.
    public static func sample(
        action: String, _ inputs: [String: JSONValue] = [:], secrets: [String: String] = [:], work: String = "/tmp",
        run: RunMessage = .sample(), projects: [ProjectMessage] = []
    ) -> ActionCall {
        ActionCall(action: action, inputs: inputs, secrets: secrets, work: work, run: run, projects: projects)
    }
}

extension RunMessage {
    /// A run, for tests.
    ///
    /// - Parameter at: "now", with its offset.
    public static func sample(at: String = "2026-11-16T08:00:00+01:00") -> RunMessage {
        RunMessage(id: "12", workflow: "reachable", step: "crm", at: at, timezone: "Europe/Amsterdam")
    }
}

extension ProjectMessage {
    /// A project, for tests.
    public static func sample(
        _ id: String = "crm2", name: String = "CRM migration", path: String? = nil, status: String = "active",
        lead: String = "asha", start: String = "2026-10-01", deadline: String? = "2027-03-31"
    ) -> ProjectMessage {
        ProjectMessage(
            id: id, name: name, path: path ?? "/etc/gantry/projects/\(id).yaml", status: status, lead: lead,
            start: start,
            deadline: deadline)
    }
}

extension DeliveryCall {
    /// A message for a channel, for tests.
    public static func sample(
        channel: String, _ inputs: [String: JSONValue] = [:], secrets: [String: String] = [:], work: String = "/tmp",
        delivery: DeliveryMessage = .sample()
    ) -> DeliveryCall {
        DeliveryCall(channel: channel, inputs: inputs, secrets: secrets, work: work, delivery: delivery)
    }
}

extension DeliveryMessage {
    /// A message for a person, for tests.
    public static func sample(
        subject: String = "[crm2] \"build\" is due Fri 18 Dec", body: String = "It is due in 3 working days.",
        attempt: Int = 1, recipient: Recipient = Recipient(person: "asha", name: "Asha", address: "asha@example.org"),
        alerts: [Alert] = [.sample()]
    ) -> DeliveryMessage {
        DeliveryMessage(
            id: "41", messageID: "<gantry.023754b4b989.41@example.org>", attempt: attempt,
            createdAt: "2026-11-16T07:00:00Z", recipient: recipient,
            subject: subject, body: body, alerts: alerts)
    }
}

extension DeliveryMessage.Alert {
    /// What a message is about, for tests.
    public static func sample(kind: String = "opened", severity: String = "warning") -> DeliveryMessage.Alert {
        DeliveryMessage.Alert(
            id: "7", workflow: "deadlines", project: "crm2", rule: "deadline", subject: "tasks/build", kind: kind,
            severity: severity, message: "\"build\" is due Fri 18 Dec")
    }
}

extension Subscription.Terms {
    /// What a trigger is to watch, for tests.
    public static func sample(
        trigger: String, _ inputs: [String: JSONValue] = [:], secrets: [String: String] = [:], work: String = "/tmp"
    ) -> Subscription.Terms {
        Subscription.Terms(
            id: "reachable/\(trigger)", trigger: trigger, inputs: inputs, secrets: secrets, work: work)
    }
}
