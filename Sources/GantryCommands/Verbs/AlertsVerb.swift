import ArgumentParser
import GantryControl
import GantryCore

/// `gantry alerts`: what needs somebody.
struct AlertsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "List what needs somebody, worst first.",
        discussion: """
            EXAMPLES
              gantry alerts
              gantry alerts --project crm2
              gantry alerts --all          those that are resolved as well
              gantry explain crm2/build    why one is there
            """)

    @Flag(help: "Those that are resolved as well.") var all = false
    @Option(help: ArgumentHelp("Only those of this project.", valueName: "id")) var project: String?
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let reply = try await session.client().alertReply(AlertQuery(all: all, project: project))
        return Answer(reply) { Self.lines($0, session.display) }
    }

    static func lines(_ list: AlertRows, _ display: Display) -> [String] {
        guard !list.alerts.isEmpty else { return ["no alerts"] }
        let alerts = list.alerts.enumerated().sorted { left, right in
            let (a, b) = (rank(left.element), rank(right.element))
            return a == b ? left.offset < right.offset : a.lexicographicallyPrecedes(b)
        }.map(\.element)
        let names = AlertNames(list.alerts)
        var table = Table(columns: [.left("ALERT", cutTo: 16), .left("SEVERITY"), .left("SINCE"), .wrapping("WHAT")])
        table.rows = alerts.map { alert in
            let isOpen = alert.state == .open
            let since = alert.notLookedAtSince.map { ["not looked at since \(display.moments.spoken($0))"] } ?? []
            let remarks = (isOpen ? [] : [alert.state.rawValue]) + since
            let remark = remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
            return [
                .init(names.short(alert), .bold),
                .init(alert.severity.rawValue, isOpen ? Display.style(alert.severity) : .dim),
                .init(display.moments.spoken(alert.openedAt)),
                .init(alert.message + remark, alert.stale ? .yellow : isOpen ? .plain : .dim),
            ]
        }
        return table.lines(display.terminal) + ["", summary(alerts, names)]
    }

    /// Open ones first, then what somebody has in hand, then what is over; the worst first in each.
    private static func rank(_ alert: AlertRow) -> [Int] {
        let state =
            switch alert.state {
            case .open: alert.mutedBy == nil ? 0 : 2
            case .acknowledged: 1
            case .resting: 2
            case .resolved: 3
            }
        return [state, Finding.Severity.allCases.count { $0 > alert.severity }]
    }

    private static func summary(_ alerts: [AlertRow], _ names: AlertNames) -> String {
        let open = alerts.filter { $0.state == .open && $0.mutedBy == nil }
        let critical = open.count { $0.severity == .critical }
        let muted = alerts.count { $0.mutedBy != nil && $0.state != .resolved }
        let held = alerts.count { $0.state == .acknowledged }
        let parts =
            ["\(open.count) open"] + (critical > 0 ? ["\(critical) of them critical"] : [])
            + (held > 0 ? ["\(held) acknowledged"] : []) + (muted > 0 ? ["\(muted) muted"] : [])
        let count = parts.joined(separator: ", ")
        return alerts.first.map { "\(count). Why: gantry explain \(shellQuoted(names.short($0)))" } ?? count
    }
}
