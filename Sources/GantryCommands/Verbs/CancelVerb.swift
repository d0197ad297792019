import ArgumentParser
import GantryControl
import GantryCore

/// `gantry cancel`: ends a run, or what waits of a workflow.
struct CancelVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a run, or all runs of a workflow that wait.",
        discussion: """
            A run that is under way ends as cancelled: its command gets TERM, and KILL five
            seconds later. One that waits never begins; gantry why says dropped.

            EXAMPLES
              gantry cancel 212
              gantry cancel --queued deadlines
            """)

    @Argument(help: "The run's number.") var run: String?
    @Option(help: ArgumentHelp("End what waits of this workflow.", valueName: "workflow")) var queued: String?
    @Option(help: ArgumentHelp("Who asks; else your login name.", valueName: "name")) var by: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (run == nil) != (queued == nil) else {
            throw ValidationError("name a run, or a workflow with --queued")
        }
    }

    func answer(in session: Session) async throws -> Answer {
        let client = session.client()
        let person = by ?? session.user
        if let queued {
            let list = try await client.cancelQueued(of: queued, by: person)
            return Answer(
                list,
                [
                    list.runs.isEmpty
                        ? "nothing of \(queued) waits" : "\(counted(list.runs.count, "run")) of \(queued) dropped"
                ])
        }
        let ended = try await client.cancel(run: run ?? "", by: person)
        return Answer(ended, [Self.line(ended)])
    }

    private static func line(_ run: RunMessage) -> String {
        switch (run.state.isFinal, run.startedAt) {
        case (true, nil): "run \(run.id) of \(run.workflow) is dropped: it never began"
        case (true, _): "run \(run.id) of \(run.workflow) is \(Display.spoken(run.state.rawValue))"
        case (false, _): "run \(run.id) of \(run.workflow) is being ended: gantry trace \(run.id)"
        }
    }
}
