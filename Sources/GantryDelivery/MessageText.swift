package import GantryCore
import Mustache

/// Says a delivery's notices in words: what is the matter first, the figures beside it, then what to do, as lines that
/// can be typed, then who else knows.
package struct MessageText: Sendable {
    /// So many notices are told in full; the rest get a line each.
    private static let inFull = 25
    private static let longestSubject = 160

    private let template: MustacheTemplate
    /// Seconds east of UTC at an instant, in the zone that times are written in.
    package let offsetSeconds: @Sendable (Instant) -> Int

    /// - Throws: `MustacheTemplate.Error` where the template is wrong.
    package init(
        template: String = MessageTemplate.text, offsetSeconds: @escaping @Sendable (Instant) -> Int
    ) throws {
        self.template = try MustacheTemplate(string: template)
        self.offsetSeconds = offsetSeconds
    }

    /// The subject, on one line, and the body, which ends in a line break.
    package func render(_ delivery: Delivery) -> (subject: String, body: String) {
        let notices = MessageOrder.sorted(delivery.notices)
        let time = time(of: delivery.createdAt)
        return (subject(notices), template.render(content(notices, time: time)))
    }

    // MARK: The subject

    private func subject(_ notices: [Notice]) -> String {
        let projects = notices.map { MailHeader.oneLine($0.finding.project) }.uniqued()
        let place = projects.count > 3 ? "\(projects.count) projects" : projects.joined(separator: ", ")
        let first = notices.first.map(NoticeText.claim) ?? "nothing to tell"
        let counts = notices.count > 1 ? Self.counts(notices) + ": " : ""
        return TextLayout.cut("[\(place)] \(counts)\(first)", to: Self.longestSubject)
    }

    /// `3 alerts, 1 ended`.
    private static func counts(_ notices: [Notice]) -> String {
        let resolved = notices.count { $0.kind.isEnd }
        let standing = notices.count - resolved
        let alerts = standing == 1 ? "1 alert" : "\(standing) alerts"
        if resolved == 0 { return alerts }
        return standing == 0 ? "\(resolved) ended" : "\(alerts), \(resolved) ended"
    }

    /// `Wed 4 Nov 09:12`.
    private func time(of instant: Instant) -> String {
        let seconds = instant.secondsSinceEpoch + Int64(offsetSeconds(instant))
        let days = seconds.floorDivided(by: 86_400)
        let minute = Int(seconds - days * 86_400) / 60
        let date = LocalDate(daysSinceEpoch: Int(days))
        return "\(date.spoken(seenFrom: date)) \(pad(minute / 60)):\(pad(minute % 60))"
    }

    // MARK: The body

    private func content(_ notices: [Notice], time: String) -> [String: Any] {
        let isDigest = notices.count > 1
        let told = notices.map(NoticeText.told).uniqued()
        let shown = notices.prefix(Self.inFull)
        let groups = MessageOrder.grouped(Array(shown)).map { project, notices in
            [
                "project": MailHeader.oneLine(project),
                "notices": notices.map { notice in
                    NoticeText(
                        notice, indent: isDigest ? "  " : "", mark: isDigest ? nil : time, saysTold: told.count > 1
                    ).content
                },
            ] as [String: Any]
        }
        let others = notices.dropFirst(Self.inFull)
        return [
            "isDigest": isDigest,
            "summary": isDigest ? TextLayout.headed(Self.counts(notices), mark: time) : [],
            "groups": groups,
            "hasOthers": !others.isEmpty,
            "othersTitle": "And \(others.count) more",
            "others": others.flatMap { notice in
                let text =
                    "[\(MailHeader.oneLine(notice.finding.project))] \(NoticeText.claim(notice)) (\(NoticeText.reference(notice)))"
                return TextLayout.wrapped(text, indent: "  ")
            },
            "toldToAll": told.count == 1 ? told.flatMap { TextLayout.wrapped($0, hanging: "") } : [],
        ]
    }
}
