import GantryCore

/// What the call of an action gave.
struct Answered {
    let result: ActionResult
    /// Of a monitoring check: `state ok, LOAD is so`.
    var state: String?

    /// `2 findings, the first: warning about host/crm: it does not answer; output: up`.
    var gave: String {
        var parts = [state?.short].compactMap(\.self)
        if let first = result.findings.first {
            let count = result.findings.count
            parts.append(
                "\(count) \(count == 1 ? "finding" : "findings, the first"): \(first.severity.rawValue) about "
                    + "\(first.subject): \(first.message.short)")
        } else {
            parts.append("no finding")
        }
        if state == nil {
            let names = (result.output.map ?? [:]).keys.sorted()
            parts.append(names.isEmpty ? "no output" : "output: \(names.joined(separator: ", "))")
        }
        return parts.joined(separator: "; ")
    }
}

extension String {
    /// Enough of it to know it by.
    fileprivate var short: String { count > 120 ? prefix(119) + "…" : self }
}
