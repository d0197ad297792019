import GantryCore
import GantryDelivery
import GantryEngine
import ServiceLifecycle

/// Runs the relay, and cancels it when the daemon stops: what is claimed is marked, the rest waits for the next start.
struct RelayService: Service {
    let relay: DeliveryRelay

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await relay.run() }
    }
}

/// Ends when a signal says so, and all other services with it.
struct StopService: Service {
    let stops: Hint

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in stops { return }
        }
    }
}

/// Runs the engine; when the daemon stops, it begins nothing more and what is under way may finish.
struct EngineService: Service {
    let engine: Engine

    func run() async throws {
        await withGracefulShutdownHandler {
            await engine.run()
        } onGracefulShutdown: {
            engine.stop()
        }
    }
}

/// A service that begins when something else has.
struct LateService: Service {
    let service: any Service
    let beginning: @Sendable () async -> Void

    func run() async throws {
        await beginning()
        try Task.checkCancellation()
        try await service.run()
    }
}
