import GantryCore
import GantryStore
import Synchronization

/// Works from memory while the store cannot be written, so that what is found is told all the same.
package protocol StandIn: Sendable {
    /// Does some work on an engine whose store is in memory. What is asked for again is done once.
    func instead(_ work: @escaping @Sendable (Engine) async throws -> Void) async

    /// Gives the store what is known only from memory, if there is anything. Called before each write.
    ///
    /// - Throws: what the store throws; it may be called again.
    /// - Returns: whether the store has got something.
    func handBack() async throws -> Bool
}

extension Engine {
    /// Writes to the store. Where it cannot be written the stand-in does some work from memory, and whoever asked has
    /// to ask again.
    nonisolated func written<Content: Sendable>(
        _ body: @Sendable () async throws -> Content, instead work: @escaping @Sendable (Engine) async throws -> Void
    ) async throws -> Content {
        do {
            // What was handed back may have a time of its own.
            if try await standIn?.handBack() == true { timer.wake() }
            let content = try await body()
            storageWorked()
            return content
        } catch let failure as StoreFailure {
            if failure.kind == .damaged { observe(.storeDamaged(failure.description)) }
            await standIn?.instead(work)
            throw failure
        }
    }
}

extension Engine {
    nonisolated func storageFailed(_ reason: String) {
        isStorageFailing.store(true, ordering: .relaxed)
        observe(.storageFailed(reason))
    }

    nonisolated func storageWorked() {
        if isStorageFailing.exchange(false, ordering: .relaxed) { observe(.storageWorks) }
    }
}

extension Firing {
    /// What led to a run, once more.
    init(_ run: Run) {
        self.init(
            workflow: run.workflow, trigger: run.occurrence.trigger,
            occurrences: [PlannedOccurrence(run.occurrence, fate: .run(.making))], mode: .queue)
    }
}

extension EngineDefinitions {
    /// The same without the steps that must not be done twice: what is done from memory is done again in time.
    package var repeatable: EngineDefinitions {
        var result = self
        result.workflows = workflows.mapValues { workflow in
            Workflow(
                name: workflow.name, description: workflow.description, triggers: workflow.triggers,
                mode: workflow.mode,
                steps: workflow.steps.filter { actions[$0.action]?.declaration.isRepeatable ?? true },
                alerts: workflow.alerts, position: workflow.position)
        }
        return result
    }
}
