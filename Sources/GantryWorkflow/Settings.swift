package import GantryCore
package import GantryTime

/// What `gantry.yaml` says, for all workflows and projects.
package struct Settings: Hashable, Sendable {
    /// For projects and schedules that name none.
    package let timeZone: ZoneRules
    /// For projects that have none of their own.
    package let calendar: WorkingCalendar
    /// Where its holidays are written: `gantry.yaml:4`.
    package let holidayPlaces: [LocalDate: String]
    /// A person without an address is `ID@mail_domain`; nil: has none.
    package let mailDomain: String?
    /// In the order of the file; at least one.
    package let channels: [ChannelSettings]
    package let alerts: AlertSettings
    /// By the plugin's name; a plugin that is left out is enabled and granted nothing more.
    package let plugins: [String: PluginSettings]
    /// Folders outside of the root, or behind links, that files may be read from: absolute, or relative to the root.
    package let folders: [String]
    package let limits: Limits
    package let keep: Keep

    package init(
        timeZone: ZoneRules, calendar: WorkingCalendar = .standard, holidayPlaces: [LocalDate: String] = [:],
        mailDomain: String? = nil,
        channels: [ChannelSettings] = [.standard], alerts: AlertSettings = .standard, plugins: [PluginSettings] = [],
        folders: [String] = [], limits: Limits = .standard, keep: Keep = .standard
    ) {
        (self.timeZone, self.calendar, self.mailDomain) = (timeZone, calendar, mailDomain)
        (self.channels, self.alerts, self.folders) = (channels, alerts, folders)
        (self.holidayPlaces, self.limits, self.keep) = (holidayPlaces, limits, keep)
        self.plugins = Dictionary(plugins.map { ($0.name.text, $0) }) { first, _ in first }
    }

    package func isEnabled(_ plugin: String) -> Bool { plugins[plugin]?.isEnabled ?? true }

    /// Those of a root without `gantry.yaml`: the machine's time zone, Monday to Friday, a maildir.
    package static var standard: Settings { Settings(timeZone: .system()) }
}

/// How much is done at once.
package struct Limits: Hashable, Sendable {
    /// Runs under way at the same time, over all workflows; 1...64.
    package let runs: Int

    package init(runs: Int) { self.runs = runs }

    package static let standard = Limits(runs: 4)
}

/// How long is kept what nobody needs any more; whole days, at least one.
package struct Keep: Hashable, Sendable {
    /// What became of each planned start.
    package let occurrences: Duration
    package let runs: Duration
    /// What runs printed.
    package let logs: Duration
    package let deliveries: Duration

    package init(occurrences: Duration, runs: Duration, logs: Duration, deliveries: Duration) {
        (self.occurrences, self.runs, self.logs, self.deliveries) = (occurrences, runs, logs, deliveries)
    }

    package static let standard = Keep(
        occurrences: .days(400), runs: .days(90), logs: .days(30), deliveries: .days(90))
}

extension Duration {
    /// Days of 24 hours.
    package static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}

/// One way to reach people, as configured.
package struct ChannelSettings: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Relative to the root, or absolute; nil: `maildir` in the state folder.
        case maildir(path: String?)
        /// nil: the system's journal.
        case journal(socket: String?)
        /// A plugin's, with its inputs checked and defaults filled in.
        case plugin(String, inputs: [String: Value])
    }

    package let id: String
    package let kind: Kind

    package init(id: String, kind: Kind) {
        (self.id, self.kind) = (id, kind)
    }

    /// The name of the type in the file.
    package var type: String {
        switch kind {
        case .maildir: "maildir"
        case .journal: "journal"
        case .plugin(let name, _): name
        }
    }

    /// The one that is there when none is configured.
    package static let standard = ChannelSettings(id: "inbox", kind: .maildir(path: nil))
}

/// Who is told where a workflow does not say.
package struct AlertSettings: Hashable, Sendable {
    /// As written: `owner`, `person:ben`. Known to be valid.
    package let to: [String]
    /// Ids of channels; empty: all that are configured.
    package let via: [String]
    package let fallback: String
    /// Where recipients are named, to check that the people exist.
    package let mentions: [Mention]

    package init(to: [String], via: [String] = [], fallback: String, mentions: [Mention] = []) {
        (self.to, self.via, self.fallback, self.mentions) = (to, via, fallback, mentions)
    }

    package static let standard = AlertSettings(to: ["owner", "lead"], fallback: "lead")
}
