import ArgumentParser
import FoundationEssentials
import GantryChildren
import GantryControl
import GantryCore
import GantryDefinitions
import GantryManifest
import GantryPlugins
import GantryWorkflow
import GantryYAML
import Synchronization

/// `gantry plugins verify DIR`: holds a plugin to the protocol.
struct PluginsVerifyVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Run a plugin as Gantry would, and say where it breaks the protocol.",
        discussion: """
            Calls each action with the examples and defaults of the manifest, and tries
            what goes wrong in practice. A failure that the plugin reports in its own
            words is a good answer: there need be no server to reach.

            The calls are real ones: an action that changes something changes it, and
            each channel is given one message. So let the examples name something that
            may be changed, such as a test system. Secrets and projects are made up.

            Ends with 1 when a check fails, and with 78 when plugin.yaml is wrong.

            EXAMPLES
              gantry plugins verify plugins/ping
              gantry plugins verify ping           the one of the portfolio
            """)

    @Argument(help: ArgumentHelp("The plugin's folder, or its name in the portfolio.", valueName: "dir"))
    var folder: String
    @OptionGroup var common: CommonOptions

    /// `gantry plugins verify --json`.
    struct Report: Codable, Hashable, Sendable {
        struct Check: Codable, Hashable, Sendable {
            var name: String
            /// `passed`, `failed`, `skipped`, `warning`.
            var outcome: String
            @OrNull var reason: String?
            /// The action that was called for the first time, and what the call gave.
            @OrNull var action: String?
            @OrNull var gave: String?
        }

        var plugin: String
        var version: String
        var passed: Int
        var failed: Int
        /// Actions whose first call gave a result, rather than a failure.
        var succeeded: Int
        var checks: [Check]
        /// Warnings about the manifest.
        var diagnostics: [Diagnostic]
    }

    func answer(in session: Session) async throws -> Answer {
        let folder = Self.folder(folder, in: session)
        let (manifest, warnings) = try Self.manifest(in: folder)
        let work = FileManager.default.temporaryDirectory.appending(path: "gantry-verify-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: work) }
        // `plugins/NAME` lies in a root.
        let root = folder.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }
        let checks = Mutex<[ConformanceCheck]>([])
        let grant = Self.grant(to: manifest.name, in: root)
        await Conformance(manifest, root: root, grant: grant, workFolder: work).run { check in
            checks.withLock { $0.append(check) }
        }
        let done = checks.withLock { $0 }
        let report = Report(
            plugin: manifest.name, version: manifest.identity.version,
            passed: done.count { $0.isPass }, failed: done.count { $0.isFailure },
            succeeded: done.count { $0.gave != nil && $0.outcome == .passed }, checks: done.map(Report.Check.init),
            diagnostics: warnings)
        return Answer(
            report, Self.lines(report, session.display),
            status: report.failed == 0 ? ExitStatus.good : ExitStatus.failed)
    }

    /// What the settings of its portfolio let it use beside its needs.
    private static func grant(to plugin: String, in root: String) -> Grant {
        guard OfflineManifest.path(in: "\(root)/plugins/\(plugin)") != nil else { return Grant() }
        let settings = OfflineDefinitions.load(root).settings.plugins[plugin]
        return Grant(folders: settings?.folders ?? [], environment: settings?.environment ?? [])
    }

    /// A folder, the manifest in it, or the name of a plugin of the portfolio.
    private static func folder(_ given: String, in session: Session) -> String {
        let path = session.locator.absolute(given)
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        if OfflineManifest.names.contains(last) { return String(path.dropLast(last.count + 1)) }
        guard OfflineManifest.path(in: path) == nil, !given.contains("/"), let root = session.locator.locatePortfolio()
        else { return path }
        let own = "\(root)/plugins/\(given)"
        return OfflineManifest.path(in: own) == nil ? path : own
    }

    private static func manifest(in folder: String) throws(CommandFailure) -> (PluginManifest, [Diagnostic]) {
        guard let path = OfflineManifest.path(in: folder) else {
            throw CommandFailure(
                "there is no plugin.yaml in \(folder)", hint: "gantry plugins new NAME --language python writes one",
                code: "not_found", status: ExitStatus.failed)
        }
        let collector = DiagnosticCollector()
        var manifest: PluginManifest?
        if let source = SourceText.load(path, name: path, collector) {
            manifest = OfflineManifest.read(source, in: folder, collector)
        }
        guard let manifest, !collector.hasErrors else {
            throw CommandFailure(collector.diagnostics, code: "wrong_file", status: ExitStatus.wrongFile)
        }
        return (manifest, collector.diagnostics)
    }

    private static func lines(_ report: Report, _ display: Display) -> [String] {
        var table = Table(columns: [.left(""), .wrapping("")], hasHeader: false)
        table.rows = report.checks.map { check in
            let style: Terminal.Style =
                switch check.outcome {
                case "passed": .green
                case "failed": .red
                case "warning": .yellow
                default: .dim
                }
            let more = check.reason ?? check.gave
            return [.init(check.outcome, style), .init(check.name + (more.map { ": \($0)" } ?? ""))]
        }
        let verdict =
            report.failed == 0
            ? "\(report.plugin) \(report.version) keeps to the protocol: \(counted(report.passed, "check")) passed"
            : "\(report.plugin) \(report.version) breaks the protocol: "
                + "\(counted(report.failed, "check")) failed, \(report.passed) passed"
        return display.diagnostics(report.diagnostics) + table.lines(display.terminal) + [""]
            + display.paragraph(verdict) + (success(report).map { display.paragraph($0) } ?? [])
    }

    /// How many actions did what they are for, which no check asks.
    private static func success(_ report: Report) -> String? {
        let called = report.checks.filter { $0.action != nil }
        guard !called.isEmpty else { return nil }
        if let first = called.first, let action = first.action, report.succeeded == 0 {
            let what =
                called.count == 1 ? "its action has not succeeded" : "none of its \(called.count) actions has succeeded"
            return "\(what): \(action): \(first.failure ?? first.reason ?? "it gave no result")"
        }
        let actions = called.count == 1 ? "its action" : "\(report.succeeded) of its \(called.count) actions"
        return "\(actions) gave a result"
    }
}

extension PluginsVerifyVerb.Report.Check {
    fileprivate init(_ check: ConformanceCheck) {
        let (outcome, reason): (String, String?) =
            switch check.outcome {
            case .passed: ("passed", nil)
            case .reported(let reason): ("passed", Self.reported + reason)
            case .failed(let reason): ("failed", reason)
            case .skipped(let reason): ("skipped", reason)
            case .warned(let reason): ("warning", reason)
            }
        self.init(name: check.name, outcome: outcome, reason: reason, action: check.action, gave: check.gave)
    }

    private static let reported = "it answered with a failure, "

    /// The plugin's own words, where it answered with a failure.
    fileprivate var failure: String? {
        guard let reason, reason.hasPrefix(Self.reported) else { return nil }
        return String(reason.dropFirst(Self.reported.count))
    }
}

extension ConformanceCheck {
    fileprivate var isPass: Bool {
        switch outcome {
        case .passed, .reported: true
        case .failed, .skipped, .warned: false
        }
    }

    fileprivate var isFailure: Bool {
        if case .failed = outcome { return true }
        return false
    }
}
