import GantryCore
import GantryDefinitions
import GantryPlugins
import GantryProject
import GantryTime
import GantryWorkflow

extension Daemon {
    /// What plugins are told of the daemon, as the definitions have it at the time.
    func surroundings(
        _ clock: any WallClock, _ environment: [String: String],
        definitions: @escaping @Sendable () -> Definitions?
    ) -> Surroundings {
        let root = layout.root
        let zone: @Sendable () -> ZoneRules = { definitions()?.settings.timeZone ?? .utc }
        return Surroundings(
            root: root, workFolder: layout.state + "/plugins", environment: environment,
            secrets: SecretFolder(root: root, credentials: environment["CREDENTIALS_DIRECTORY"]), clock: clock,
            timeZone: { zone().identifier }, localTime: { zone().written($0) },
            projects: { definitions()?.portfolio.projects.map { ProjectFacts($0, root: root) } ?? [] })
    }
}

extension ProjectFacts {
    fileprivate init(_ project: Project, root: String) {
        let file = project.position.file
        self.init(
            id: project.id, name: project.name, path: file.hasPrefix("/") ? file : "\(root)/\(file)",
            status: project.status.rawValue, lead: project.lead, start: project.start.value,
            deadline: project.deadline?.value)
    }
}

extension ZoneRules {
    /// An instant as clocks in the zone show it, with the offset: `2026-11-16T08:00:00+01:00`.
    func written(_ instant: Instant) -> String {
        let local = localTime(at: instant)
        let minutes = abs(offsetSeconds(at: instant)) / 60
        let sign = offsetSeconds(at: instant) < 0 ? "-" : "+"
        let time = "\(pad(local.hour)):\(pad(local.minute)):\(pad(local.second))"
        return "\(local.date)T\(time)\(sign)\(pad(minutes / 60)):\(pad(minutes % 60))"
    }
}
