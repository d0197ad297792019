import ArgumentParser
import FoundationEssentials
import GantryChildren
import GantryControl
import GantryCore
import GantryManifest
import GantryPlugins
import GantryYAML
import Synchronization

/// `gantry plugins verify DIR`: holds a plugin to the protocol.
struct PluginsVerifyVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Run a plugin as Gantry would, and say where it breaks the protocol.",
        discussion: """
            Calls each action with the examples and defaults of the manifest, and tries what
            goes wrong in practice. A failure that the plugin reports in its own words is a
            good answer: there need be no server to reach. Its secrets are made up.

            Ends with 1 when a check fails, and with 78 when plugin.yaml is wrong.

            EXAMPLES
              gantry plugins verify plugins/ping
            """)

    @Argument(help: ArgumentHelp("The plugin's folder.", valueName: "dir")) var folder: String
    @OptionGroup var common: CommonOptions

    /// `gantry plugins verify --json`.
    struct Report: Codable, Hashable, Sendable {
        struct Check: Codable, Hashable, Sendable {
            var name: String
            /// `passed`, `failed`, `skipped`.
            var outcome: String
            @OrNull var reason: String?
        }

        var plugin: String
        var version: String
        var passed: Int
        var failed: Int
        var checks: [Check]
        /// Warnings about the manifest.
        var diagnostics: [Diagnostic]
    }

    func answer(in session: Session) async throws -> Answer {
        let folder = session.locator.absolute(folder)
        let (manifest, warnings) = try Self.manifest(in: folder)
        let work = FileManager.default.temporaryDirectory.appending(path: "gantry-verify-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: work) }
        // `plugins/NAME` lies in a root.
        let root = folder.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }
        let checks = Mutex<[ConformanceCheck]>([])
        await Conformance(manifest, root: root, workFolder: work).run { check in checks.withLock { $0.append(check) } }
        let done = checks.withLock { $0 }
        let report = Report(
            plugin: manifest.name, version: manifest.identity.version,
            passed: done.count { $0.isPass }, failed: done.count { $0.isFailure },
            checks: done.map(Report.Check.init), diagnostics: warnings)
        return Answer(
            report, Self.lines(report, session.display),
            status: report.failed == 0 ? ExitStatus.good : ExitStatus.failed)
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
                default: .dim
                }
            return [
                .init(check.outcome, style), .init(check.name + (check.reason.map { ": \($0)" } ?? "")),
            ]
        }
        let verdict =
            report.failed == 0
            ? "\(report.plugin) \(report.version) keeps to the protocol: \(counted(report.passed, "check")) passed"
            : "\(report.plugin) \(report.version) breaks the protocol: "
                + "\(counted(report.failed, "check")) failed, \(report.passed) passed"
        return display.diagnostics(report.diagnostics) + table.lines(display.terminal) + ["", verdict]
    }
}

extension PluginsVerifyVerb.Report.Check {
    fileprivate init(_ check: ConformanceCheck) {
        switch check.outcome {
        case .passed: self.init(name: check.name, outcome: "passed", reason: nil)
        case .reported(let reason):
            self.init(name: check.name, outcome: "passed", reason: "it answered with a failure, \(reason)")
        case .failed(let reason): self.init(name: check.name, outcome: "failed", reason: reason)
        case .skipped(let reason): self.init(name: check.name, outcome: "skipped", reason: reason)
        }
    }
}

extension ConformanceCheck {
    fileprivate var isPass: Bool {
        switch outcome {
        case .passed, .reported: true
        case .failed, .skipped: false
        }
    }

    fileprivate var isFailure: Bool {
        if case .failed = outcome { return true }
        return false
    }
}
