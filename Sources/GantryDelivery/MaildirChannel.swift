import Dispatch
package import GantryCore

/// Puts messages as mails into a maildir, which any mail program opens: `mutt -f .gantry/maildir`.
package struct MaildirChannel: Channel {
    private let maildir: Maildir
    private let from: MailAddress
    private let origin: MailMessage.Origin
    private let text: MessageText
    private let queue = DispatchQueue(label: "gantry.maildir")

    /// - Parameters:
    ///   - folder: made where it is missing; absolute.
    ///   - origin: the store's id and this host, for message ids and file names.
    package init(folder: String, from: MailAddress, origin: MailMessage.Origin, text: MessageText) {
        (self.maildir, self.from, self.origin, self.text) = (Maildir(folder: folder), from, origin, text)
    }

    /// Writes the mail, unless an earlier try has: its name says which delivery it is.
    package func deliver(_ delivery: Delivery) async throws {
        let recipient = try recipient(of: delivery)
        let message = MailMessage(
            delivery, from: from, to: recipient, text: text.render(delivery), origin: origin,
            offsetSeconds: text.offsetSeconds(delivery.createdAt)
        )
        let name = name(of: delivery)
        try await onQueue { [maildir] () throws(DeliveryFailure) in
            try maildir.create()
            guard try !maildir.contains(name) else { return }
            try maildir.write(message.text(), as: name)
        }
    }

    private func recipient(of delivery: Delivery) throws(DeliveryFailure) -> MailAddress? {
        let contact = delivery.recipient
        guard let address = contact.address else { return nil }
        guard let mailbox = MailAddress(name: contact.name, address: address) else {
            throw DeliveryFailure("'\(address)' of \(contact.person) is not a mail address", mayRetry: false)
        }
        return mailbox
    }

    /// `1793606400.gantry-STORE-TOKEN.example.org.eml`: the same at every try.
    private func name(of delivery: Delivery) -> String {
        "\(delivery.createdAt.secondsSinceEpoch).gantry-\(origin.store)-\(delivery.token).\(origin.host).eml"
    }

    /// Disk calls block, so they stay off the threads that everybody shares.
    private func onQueue(_ body: @escaping @Sendable () throws(DeliveryFailure) -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body).mapError { $0 as any Error }) }
        }
    }
}
