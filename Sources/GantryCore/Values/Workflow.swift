/// One definition: when, what, and who is told.
public struct Workflow: Hashable, Sendable {
    /// What happens to an occurrence while a run of the same workflow is under way.
    public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        /// It waits its turn.
        case queue
        /// It is dropped, with the verdict `overlapped`.
        case single
    }

    public let name: String
    public let description: String?
    public let triggers: [Trigger]
    public let mode: Mode
    public let steps: [Step]
    public let alerts: AlertPolicy
    /// Where the definition stands.
    public let position: SourcePosition

    public init(
        name: String, description: String?, triggers: [Trigger], mode: Mode, steps: [Step], alerts: AlertPolicy,
        position: SourcePosition
    ) {
        (self.name, self.description, self.triggers, self.mode) = (name, description, triggers, mode)
        (self.steps, self.alerts, self.position) = (steps, alerts, position)
    }
}

/// What starts a run.
public struct Trigger: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case schedule(ScheduleTrigger)
        case files(FilesTrigger)
        case project(ProjectTrigger)
        case event(EventTrigger)
        case manual
    }

    /// The author's `id`, or the normalised text, `schedule 0 8 * * mon-fri`; never the place in the list.
    public let id: String
    public let kind: Kind

    public init(id: String, kind: Kind) {
        (self.id, self.kind) = (id, kind)
    }

    /// The id of a run started by hand, which every workflow has.
    public static let manualID = "manual"
}

public struct ScheduleTrigger: Hashable, Sendable {
    /// What says when.
    public enum Form: Hashable, Sendable {
        /// `0 8 * * mon-fri`, `every 15m`, `daily 08:00`: in its normal form.
        case text(String)
        /// A recurrence rule, `FREQ=MONTHLY;BYDAY=1TU`, in its normal form, at a time of day, `10:00`.
        case rule(String, at: String)
    }

    /// Where a slot goes that falls on a day that is not worked on.
    public enum Roll: String, Hashable, Sendable, Codable, CaseIterable {
        case next, previous
    }

    /// Known to be valid.
    public let form: Form
    /// The IANA name of the zone it counts in. Known to exist.
    public let timeZone: String
    public let catchUp: CatchUp
    /// The first day, in its zone; a rule, and what counts days, count from here.
    public let starting: LocalDate?
    /// The last day.
    public let ending: LocalDate?
    /// Days that are left out, as written.
    public let except: [ClosedRange<LocalDate>]
    public let onlyWorkingDays: Bool
    /// Never with `onlyWorkingDays`.
    public let roll: Roll?

    public init(
        _ form: Form, timeZone: String, catchUp: CatchUp = .last, starting: LocalDate? = nil, ending: LocalDate? = nil,
        except: [ClosedRange<LocalDate>] = [], onlyWorkingDays: Bool = false, roll: Roll? = nil
    ) {
        (self.form, self.timeZone, self.catchUp) = (form, timeZone, catchUp)
        (self.starting, self.ending, self.except) = (starting, ending, except)
        (self.onlyWorkingDays, self.roll) = (onlyWorkingDays, roll)
    }

    public init(expression: String, timeZone: String, catchUp: CatchUp) {
        self.init(.text(expression), timeZone: timeZone, catchUp: catchUp)
    }

    /// When, as people read it: `0 8 * * mon-fri`, `FREQ=MONTHLY;BYDAY=1TU at 10:00`.
    public var expression: String {
        switch form {
        case .text(let text): text
        case .rule(let rule, let time): "\(rule) at \(time)"
        }
    }
}

/// What happens with slots that passed while nobody was there.
public struct CatchUp: Hashable, Sendable, Codable {
    public enum Policy: String, Hashable, Sendable, Codable, CaseIterable {
        /// They are missed.
        case none
        /// One run makes up for all.
        case last
        /// Each is run, the oldest first.
        case all
    }

    public let policy: Policy
    /// How many `all` runs at most; at least 1.
    public let max: Int
    /// Older slots are missed; nil: there is no limit. For `last` and `all`.
    public let maxAge: Duration?

    public static let defaultMax = 100

    public init(_ policy: Policy, max: Int = Self.defaultMax, maxAge: Duration? = nil) {
        (self.policy, self.max, self.maxAge) = (policy, max, maxAge)
    }

    public static let none = CatchUp(.none)
    public static let last = CatchUp(.last)
    public static let all = CatchUp(.all)

    /// How far it goes, by the keys of workflow files: `max` `20`, `max_age` `2d`.
    package var bounds: [(key: String, value: String)] {
        let age = maxAge.map { age in
            let days = age.wholeNanoseconds / 86_400_000_000_000
            return (key: "max_age", value: days > 0 && age == .seconds(days * 86_400) ? "\(days)d" : age.short)
        }
        return [policy == .all ? (key: "max", value: "\(max)") : nil, age].compactMap(\.self)
    }
}

public struct FilesTrigger: Hashable, Sendable {
    /// Globs relative to the root: `projects/**/*.yaml`.
    public let patterns: [String]
    /// How long the files must be quiet before it fires.
    public let settle: Duration

    public init(patterns: [String], settle: Duration) {
        (self.patterns, self.settle) = (patterns, settle)
    }
}

/// Fires for the projects whose content has changed, by whichever of the files they are made of.
public struct ProjectTrigger: Hashable, Sendable {
    /// How long the projects must be quiet before it fires.
    public let settle: Duration

    public init(settle: Duration) { self.settle = settle }
}

/// Fires when a plugin says that something happened.
public struct EventTrigger: Hashable, Sendable {
    /// The name of a plugin's trigger: `csv-ledger-watch.booked`.
    public let name: String
    /// Checked against the declaration, defaults filled in.
    public let inputs: [String: Value]

    public init(name: String, inputs: [String: Value]) {
        (self.name, self.inputs) = (name, inputs)
    }
}

/// One unit of work in a workflow.
public struct Step: Hashable, Sendable {
    public let id: String
    /// The name of the action: `deadline.check`.
    public let action: String
    public let inputs: [String: InputTemplate]
    /// Runs only where this is true; nil: always.
    public let condition: Expression?
    /// After this the step has failed; nil: the action's own limit.
    public let timeout: Duration?
    public let position: SourcePosition

    public init(
        id: String, action: String, inputs: [String: InputTemplate], condition: Expression?, timeout: Duration?,
        position: SourcePosition
    ) {
        (self.id, self.action, self.inputs) = (id, action, inputs)
        (self.condition, self.timeout, self.position) = (condition, timeout, position)
    }
}

/// Who is told about a workflow's findings, and through what.
public struct AlertPolicy: Hashable, Sendable, Codable {
    /// False for `alerts: none`: the findings are kept with the run, and nobody is told.
    public let isOn: Bool
    /// As written: `owner`, `lead`, `person:ben`. Known to be valid.
    public let to: [String]
    /// Ids of channels; empty: all that are configured.
    public let via: [String]
    /// Who is told where `to` finds nobody with an address.
    public let fallback: String

    public init(isOn: Bool, to: [String], via: [String], fallback: String) {
        (self.isOn, self.to, self.via, self.fallback) = (isOn, to, via, fallback)
    }

    public static let none = AlertPolicy(isOn: false, to: [], via: [], fallback: "lead")
}
