import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit

/// What a monitoring check is held to.
struct NagiosConformance: Sendable {
    let calls: SampleCalls
    let command: PluginCommand
    let runner: ChildRunner

    func run(_ checks: ConformanceRunner) async {
        for action in calls.manifest.actions {
            let name = action.declaration.name
            _ = await checks.call(name, "\(name) says a state and a message") {
                let record = calls.record(of: action.declaration)
                let driver = NagiosDriver(command: command, runner: runner)
                try await driver.execute(calls.call(of: action.declaration), action, take: record.take)
                let result = try record.result()
                let said = ["state", "message"].map { result.output[$0].text ?? "" }
                return Answered(result: result, state: "state \(said[0]), \(said[1])")
            }
        }
    }
}
