import Dispatch
package import GantryCore
import GantrySystem
import Glibc

/// Writes messages into the systemd journal: `journalctl -t gantry`, `journalctl GANTRY_PROJECT=crm2`.
package struct JournalChannel: Channel {
    /// What one datagram surely holds; the kernel's default is 208 KiB.
    private static let largestMessage = 150_000
    /// The journal takes 1024 fields.
    private static let mostAlerts = 500

    private let socket: String
    private let origin: MailMessage.Origin
    private let text: MessageText
    private let queue = DispatchQueue(label: "gantry.journal")

    /// - Parameter socket: the path of journald's datagram socket.
    package init(socket: String = "/run/systemd/journal/socket", origin: MailMessage.Origin, text: MessageText) {
        (self.socket, self.origin, self.text) = (socket, origin, text)
    }

    package func deliver(_ delivery: Delivery) async throws {
        let bytes = entry(for: delivery).bytes
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [socket] in
                continuation.resume(with: Result { try Self.send(bytes, to: socket) })
            }
        }
    }

    private func entry(for delivery: Delivery) -> JournalEntry {
        let (subject, body) = text.render(delivery)
        var entry = JournalEntry()
        entry.add("MESSAGE", Self.shortened("\(subject)\n\(body)"))
        let notices = MessageOrder.sorted(delivery.notices)
        if let first = notices.first { entry.add("MESSAGE_ID", Self.messageID(of: first.kind)) }
        entry.add("PRIORITY", Self.priority(of: notices))
        entry.add("SYSLOG_IDENTIFIER", "gantry")
        entry.add("GANTRY_DELIVERY", "\(origin.store).\(delivery.token)")
        entry.add("GANTRY_RECIPIENT", delivery.recipient.person)
        if let run = delivery.run { entry.add("GANTRY_RUN", "\(run)") }
        for workflow in notices.map(\.workflow).uniqued().prefix(100) { entry.add("GANTRY_WORKFLOW", workflow) }
        for project in notices.map(\.finding.project).uniqued().prefix(100) { entry.add("GANTRY_PROJECT", project) }
        for alert in notices.map(\.alert).uniqued().prefix(Self.mostAlerts) { entry.add("GANTRY_ALERT", "\(alert)") }
        return entry
    }

    /// One per kind of event, for ever: `journalctl MESSAGE_ID=…` and catalogues go by it.
    static func messageID(of kind: AlertEvent.Kind) -> String {
        switch kind {
        case .opened: "f1684be214f745aabb83b081ca8f295b"
        case .raised: "eb450350df114412a47eef86ea207395"
        case .repeated: "7f6b357690f145bfab92d322ed130c03"
        case .acknowledged: "f88c17f47fae4e57bfb5456c20cdc2a0"
        case .resolved: "dae56deac26944d8974d6bbd778ee20d"
        case .returned: "41ab92590637ac82026ca65266b28984"
        case .flapping: "28ea491b1e6d543d7202cf486ea62965"
        case .settled: "174b7b0d8087fdedefbfc2f9ddcad0ea"
        case .takenOver: "9fa2fb4b6eb619a9482666f16a2e6057"
        case .handedOver: "1f6dfd8fd7c17ca9f0d5acb395561690"
        case .resting: "bd31fcaa809cf274b0c8f56958296786"
        case .watched: "7f154411eee52e4a081994729ccfa031"
        case .unwatched: "770d50970c03490ba324909ffc5be3a2"
        case .moved: "827c1ac9e37aaaadfbad7024e78151b0"
        case .muted: "d833609480c6f3de6cf8d08af921ebae"
        case .unmuted: "797a6124068d650e68b307918377879d"
        case .expired: "82b686b0fb87069148f12978fdc04ed5"
        case .untold: "55c8b99e05bbe4cb8d74adc1c5d9c114"
        case .notTold: "467833b3f847dbfbf0a22b3930edb25f"
        case .toldFromMemory: "0b8c6f2e5a3d4c19b7e1f04d92a6358c"
        }
    }

    /// syslog's: 2 critical, 4 warning, 6 information. What is resolved is information.
    private static func priority(of notices: [Notice]) -> String {
        switch notices.filter({ !$0.kind.isEnd }).map(\.finding.severity).max() {
        case .critical: "2"
        case .warning: "4"
        case .info, nil: "6"
        }
    }

    /// Cut at a line, with a note, where it would not fit into a datagram.
    private static func shortened(_ message: String) -> String {
        let message = message.last == "\n" ? String(message.dropLast()) : message
        guard message.utf8.count > largestMessage else { return message }
        var kept = ""
        for line in message.split(separator: "\n", omittingEmptySubsequences: false) {
            guard kept.utf8.count + line.utf8.count < largestMessage else { break }
            kept += line + "\n"
        }
        return kept + "(cut: too long for the journal; gantry alerts has all of it)"
    }

    private static func send(_ bytes: [UInt8], to path: String) throws(DeliveryFailure) {
        // A journal that does not read must not hold up the queue: it is tried again later.
        do { try Datagram.send(bytes, to: path) } catch { throw failure(path, error.code) }
    }

    private static func failure(_ path: String, _ code: CInt) -> DeliveryFailure {
        switch code {
        case ENAMETOOLONG: DeliveryFailure("the journal's socket path is too long: \(path)", mayRetry: false)
        case ENOENT, ECONNREFUSED, ENOTSOCK: DeliveryFailure("no journal listens at \(path)")
        case EAGAIN: DeliveryFailure("the journal at \(path) does not keep up")
        default: DeliveryFailure("the journal at \(path): \(errorText(code))")
        }
    }
}
