package import GantryCore

/// A delivery as a mail, the same to the byte at every try. Source: RFC 5322, RFC 2045, RFC 3834.
package struct MailMessage: Hashable, Sendable {
    /// Names a store and a host in message ids.
    package struct Origin: Hashable, Sendable {
        let store: String
        let host: String

        /// Characters that a message id cannot hold become `-`.
        package init(store: String, host: String) {
            self.store = Self.atom(store, or: "store")
            self.host = Self.atom(host, or: "localhost")
        }

        private static func atom(_ text: String, or fallback: String) -> String {
            let kept = text.unicodeScalars.map { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
                        || scalar == ".")
                    ? Character(scalar) : "-"
            }
            let parts = String(kept).split(separator: ".")
            return parts.isEmpty ? fallback : parts.joined(separator: ".")
        }

        /// The same for each try.
        package func messageID(_ delivery: Delivery) -> String { "<gantry.\(store).\(delivery.token)@\(host)>" }

        /// What all mails about an alert refer to, so that mail programs show them as one thread.
        func threadID(_ notice: Notice) -> String {
            "<gantry.\(store).\(notice.token?.description ?? "alert.\(notice.alert)")@\(host)>"
        }
    }

    /// Without their ends.
    package let lines: [String]

    /// - Parameters:
    ///   - to: nil for somebody without an address, as in a maildir.
    ///   - offsetSeconds: of the `Date`, seconds east of UTC.
    package init(
        _ delivery: Delivery, from: MailAddress, to: MailAddress?, text: (subject: String, body: String),
        origin: Origin, offsetSeconds: Int
    ) {
        let body = MailBody(text.body)
        // More than this many says nothing to a reader and breaks some servers' limits on headers.
        let alerts = delivery.notices.map(\.alert).uniqued().prefix(50)
        let threads = delivery.notices.map(origin.threadID).uniqued().prefix(50).map(\.self)
        var lines = MailHeader.mailboxes("From", [from])
        if let to {
            lines += MailHeader.mailboxes("To", [to])
        } else {
            // An empty group names somebody who has no address.
            lines += MailHeader.text("To", Self.groupName(delivery.recipient) + ":;")
        }
        lines += MailHeader.text("Subject", text.subject)
        lines += ["Date: " + Self.date(delivery.createdAt, offsetSeconds: offsetSeconds)]
        lines += MailHeader.words("Message-ID", [origin.messageID(delivery)])
        if threads.count == 1 { lines += MailHeader.words("In-Reply-To", threads) }
        if !threads.isEmpty { lines += MailHeader.words("References", threads) }
        lines += ["Auto-Submitted: auto-generated"]
        lines += MailHeader.text(
            "X-Gantry-Workflow", delivery.notices.map(\.workflow).uniqued().prefix(50).joined(separator: ", "))
        if let run = delivery.run { lines += ["X-Gantry-Run: \(run)"] }
        lines += MailHeader.words("X-Gantry-Alert", Self.list(alerts.map(String.init)))
        lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
        lines += ["Content-Transfer-Encoding: \(body.encoding)", ""]
        self.lines = lines + body.lines
    }

    /// The whole mail; lines end in `\n` on disk and in `\r\n` on the wire.
    package func text(lineEnd: String = "\n") -> String { lines.map { $0 + lineEnd }.joined() }

    private static func list(_ words: [String]) -> [String] {
        words.enumerated().map { $0.offset < words.count - 1 ? $0.element + "," : $0.element }
    }

    /// ASCII letters and digits, so that it needs no quotes.
    private static func groupName(_ contact: Contact) -> String {
        let kept = contact.person.unicodeScalars.filter {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
        }
        return kept.isEmpty ? "undisclosed" : String(String.UnicodeScalarView(kept))
    }

    /// `Mon, 02 Nov 2026 08:00:00 +0100`.
    static func date(_ instant: Instant, offsetSeconds: Int) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // The zone has no seconds in a mail, so the time must not have the offset's either.
        let minutes = Int(Int64(offsetSeconds).floorDivided(by: 60))
        let seconds = instant.secondsSinceEpoch + Int64(minutes * 60)
        let days = seconds.floorDivided(by: 86_400)
        let second = Int(seconds - days * 86_400)
        let date = LocalDate(daysSinceEpoch: Int(days))
        let zone = (minutes < 0 ? "-" : "+") + pad(abs(minutes) / 60) + pad(abs(minutes) % 60)
        return "\(date.weekday.short), \(pad(date.day)) \(months[date.month - 1]) \(pad(date.year, 4)) "
            + "\(pad(second / 3600)):\(pad(second / 60 % 60)):\(pad(second % 60)) \(zone)"
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of its first place.
    func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
