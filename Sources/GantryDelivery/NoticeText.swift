import GantryCore

/// One notice in lines.
struct NoticeText {
    /// What the template takes.
    let content: [String: Any]

    /// - Parameters:
    ///   - mark: stands at the right of the first line; nil: nothing.
    ///   - saysTold: whether it says itself who else was told.
    init(_ notice: Notice, indent: String, mark: String?, saysTold: Bool) {
        let claim = Self.claim(notice)
        let head = mark.map { TextLayout.headed(claim, mark: $0) } ?? TextLayout.wrapped(claim, indent: indent)
        content = [
            "head": head,
            "figures": Self.figures(notice).flatMap {
                TextLayout.wrapped($0, indent: mark == nil ? indent + "  " : indent)
            },
            // Never wrapped: they are there to be typed.
            "commands": Self.commands(notice).map { "\(indent)  \($0)" },
            "told": saysTold ? TextLayout.wrapped(Self.told(notice), indent: mark == nil ? indent + "  " : indent) : [],
        ]
    }

    /// The message, with a word before it where the kind of notice needs one; of an end, what was done.
    static func claim(_ notice: Notice) -> String {
        let message = MailHeader.oneLine(notice.finding.message)
        let detail = MailHeader.oneLine(notice.resolution ?? "")
        switch notice.kind {
        case .opened, .raised, .untold, .notTold, .toldFromMemory, .resting, .watched, .moved, .muted, .unmuted:
            return message
        case .repeated: return "Still: \(message)"
        case .acknowledged: return "Acknowledged: \(message)"
        case .returned: return "Back: \(message)"
        case .flapping: return "Changes often (\(detail)): \(message)"
        case .settled: return "Still there: \(message)"
        case .takenOver: return "You have taken this over from \(detail): \(message)"
        case .handedOver:
            return
                "\(detail.isEmpty ? "Nobody" : detail.prefix(1).uppercased() + detail.dropFirst()) has it now: \(message)"
        case .expired: return "Still so? \(message)"
        case .resolved: return "Resolved: \(subject(notice)) \(detail.isEmpty ? "no longer found" : detail)"
        case .unwatched:
            let reason = detail.hasPrefix("no longer watched: ") ? String(detail.dropFirst(19)) : detail
            return "No longer watched: \(subject(notice)), since \(reason)"
        }
    }

    /// `"build"`: the name of what the finding is about.
    private static func subject(_ notice: Notice) -> String {
        let name = notice.finding.subject.split(separator: "/").last.map(String.init) ?? notice.finding.subject
        return "\"\(MailHeader.oneLine(name))\""
    }

    /// The sums, then where the figures were written.
    private static func figures(_ notice: Notice) -> [String] {
        if notice.kind.isEnd { return ["It said: \(MailHeader.oneLine(notice.finding.message))"] }
        if notice.kind == .handedOver { return [] }
        let evidence = notice.finding.evidence
        var lines = evidence.arithmetic.map(MailHeader.oneLine)
        let placed = evidence.inputs.filter { $0.source != nil }
        let shown = placed.prefix(4).map { input in
            let place = input.source.map { " (\(MailHeader.oneLine($0.fileAndLine)))" } ?? ""
            return MailHeader.oneLine("\(input.name) \(input.value)") + place
        }
        if !shown.isEmpty {
            let more = placed.count > shown.count ? "; \(placed.count - shown.count) more in gantry explain" : ""
            lines.append(shown.joined(separator: "; ") + more)
        }
        return lines
    }

    private static func commands(_ notice: Notice) -> [String] {
        let reference = shellQuoted(reference(notice))
        let isOver = notice.kind.isEnd || notice.kind == .handedOver
        var lines = isOver ? [] : notice.finding.advice.map(MailHeader.oneLine)
        for (command, rest, wanted) in [
            ("gantry explain", "", true), ("gantry ack", " --because \"…\"", !isOver && notice.kind != .acknowledged),
        ] where wanted && !lines.contains(where: { $0.hasPrefix(command + " ") }) {
            lines.append("\(command) \(reference)\(rest)")
        }
        return lines
    }

    /// `crm2/budget/licences`: what `gantry ack` takes for this alert.
    static func reference(_ notice: Notice) -> String {
        let subject = notice.finding.subject.split(separator: "/").last.map { "/\($0)" } ?? ""
        return MailHeader.oneLine("\(notice.finding.project)/\(notice.finding.rule)\(subject)")
    }

    /// `Told: asha (lead). You get this as owner.`
    static func told(_ notice: Notice) -> String {
        let why = "You get this as \(MailHeader.oneLine(notice.why))"
        if notice.alsoTold.isEmpty { return why + "; nobody else was told." }
        return "Told: \(MailHeader.oneLine(notice.alsoTold.joined(separator: ", "))). \(why)."
    }
}
