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
            await checks.check("\(action.declaration.name) says a state and a message") {
                let record = calls.record(of: action.declaration)
                let driver = NagiosDriver(command: command, runner: runner)
                try await driver.execute(calls.call(of: action.declaration), action, take: record.take)
                _ = try record.result()
            }
        }
    }
}
