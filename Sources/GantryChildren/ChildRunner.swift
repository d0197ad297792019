import Dispatch
import GantrySystem
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// Runs commands through `gantry-child`, which sets their limits and stops whatever they leave behind.
///
/// A child gets three pipes, no other descriptor, and a clean environment. Nobody waits for a grandchild that holds a
/// pipe: it is stopped with the child.
package struct ChildRunner: Sendable {
    /// How much longer than its own deadline `gantry-child` may take, before it is killed itself.
    private static let mercy = Duration.seconds(5)

    private let grace: Duration
    private let children: LiveChildren
    private let queue = DispatchQueue(label: "gantry.children")

    /// - Parameters:
    ///   - killDelay: how long a child has between TERM and KILL.
    ///   - children: where those that run are listed.
    package init(killDelay: Duration = .seconds(5), children: LiveChildren = .shared) {
        (grace, self.children) = (killDelay, children)
    }

    // MARK: A child that runs to its end

    /// Runs the command to its end. When the task is cancelled, the child gets TERM, then KILL, and the outcome says
    /// how it ended.
    ///
    /// - Parameter onOutput: takes what is printed, in order for each stream; the child is held up while it works. Each
    ///   piece is whole characters.
    package func run(
        _ command: ChildCommand, onOutput: @escaping @Sendable (ChildStream, String) async -> Void
    ) async -> ChildOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        let budget = OutputBudget(command.outputLimit)
        let exit = await exit(of: command, budget: budget, onOutput: onOutput)
        return ChildOutcome(exit: exit, truncated: budget.isExceeded, duration: clock.now - start)
    }

    private func exit(
        of command: ChildCommand, budget: OutputBudget,
        onOutput: @escaping @Sendable (ChildStream, String) async -> Void
    ) async -> ChildOutcome.Exit {
        let flood = Flag()
        let end = await start(command, isServing: false) { process, pipes in
            async let written: Void = feed(command.input, to: pipes.input)
            async let output: Void = copy(pipes.output, budget, process, command, flood) { await onOutput(.output, $0) }
            async let errors: String = copyErrors(pipes.errors, budget, process, command, flood, to: onOutput)
            let isKilled = await waitForEnd(of: process, limit: command.deadline + grace + Self.mercy)
            // Else nothing is left that could hold the pipes.
            if isKilled { pipes.stopReading() }
            await output
            let said = await errors
            pipes.input.close()
            await written
            return said
        }
        return flood.isSet ? .flooded : end
    }

    private func feed(_ bytes: [UInt8], to pipe: PipeWriter) async {
        if !bytes.isEmpty { _ = await pipe.write(bytes) }
        pipe.close()
    }

    private func copy(
        _ reader: PipeReader, _ budget: OutputBudget, _ process: ProcessIdentifier, _ command: ChildCommand,
        _ flood: Flag, to take: (String) async -> Void
    ) async {
        var repair = UTF8Repair()
        while let bytes = await reader.next() {
            let text = repair.text(from: budget.take(bytes))
            if !text.isEmpty { await take(text) }
            if command.stopsAtOutputLimit, budget.isExceeded, flood.set() { kill(process.value, SIGTERM) }
            // A flood never suspends by itself and would keep a thread of the pool to itself.
            await Task.yield()
        }
        // Where the limit cut a character in two, its first half is dropped with the rest.
        let rest = repair.rest()
        if !rest.isEmpty, !budget.isExceeded { await take(rest) }
    }

    /// - Returns: the end of what was said.
    private func copyErrors(
        _ reader: PipeReader, _ budget: OutputBudget, _ process: ProcessIdentifier, _ command: ChildCommand,
        _ flood: Flag, to onOutput: (ChildStream, String) async -> Void
    ) async -> String {
        var last = ""
        await copy(reader, budget, process, command, flood) { text in
            last = String((last + text).suffix(400))
            await onOutput(.error, text)
        }
        return last
    }

    // MARK: A child that stays

    /// Starts a child that stays, and works with it in `body`; then stops it, if it has not ended by itself.
    ///
    /// - Parameters:
    ///   - onError: takes what it prints as errors, in whole characters, at most the output limit of the command; what
    ///     is more is dropped.
    ///   - body: sends to it and reads from it. The task is cancelled where the child is to be stopped.
    /// - Returns: how it ended, and what `body` gave; nil where it did not start.
    /// - Throws: what `body` throws.
    package func serve<Content: Sendable>(
        _ command: ChildCommand, onError: @escaping @Sendable (String) async -> Void,
        body: @escaping @Sendable (ServedChild) async throws -> Content
    ) async throws -> (exit: ChildOutcome.Exit, content: Content?) {
        let content = Mutex<Result<Content, any Error>?>(nil)
        let budget = OutputBudget(command.outputLimit)
        let flood = Flag()
        var quiet = command
        quiet.stopsAtOutputLimit = false
        let exit = await start(quiet, isServing: true) { [quiet] process, pipes in
            let child = ServedChild(pipes, process: process)
            async let errors: String = copyErrors(pipes.errors, budget, process, quiet, flood) { await onError($1) }
            do {
                let result = try await body(child)
                content.withLock { $0 = .success(result) }
            } catch {
                content.withLock { $0 = .failure(error) }
            }
            // The end of its input is a request to end; TERM says it to those who did not hear it.
            pipes.input.close()
            kill(process.value, SIGTERM)
            if await waitForEnd(of: process, limit: grace + Self.mercy) { pipes.stopReading() }
            return await errors
        }
        return (exit, try content.withLock { $0 }?.get())
    }

    // MARK: Starting

    private static let noDescriptors = "no pipe could be made for it: \(errorText(EMFILE))"

    /// - Parameter body: returns once the child has ended, with the end of what it said as errors.
    private func start(
        _ command: ChildCommand, isServing: Bool,
        body: @escaping @Sendable (ProcessIdentifier, ChildPipes) async -> String
    ) async -> ChildOutcome.Exit {
        if let complaint = command.complaint { return .couldNotStart(complaint) }
        guard !Task.isCancelled else { return .couldNotStart("it was cancelled before it began") }
        guard !children.isEnding else { return .couldNotStart("whoever starts it is about to end") }
        guard let pipes = ChildPipes() else { return .couldNotStart(Self.noDescriptors) }
        defer { pipes.close() }
        func end(_ descriptor: CInt) -> FileDescriptor { FileDescriptor(rawValue: descriptor) }
        do {
            let result = try await Subprocess.run(
                configuration(for: command, isServing: isServing),
                input: .fileDescriptor(end(pipes.childs.0), closeAfterSpawningProcess: true),
                output: .fileDescriptor(end(pipes.childs.1), closeAfterSpawningProcess: true),
                error: .fileDescriptor(end(pipes.childs.2), closeAfterSpawningProcess: true)
            ) { execution in
                // It is not reaped before this returns, so the number is its own for as long as it is listed.
                let number = execution.processIdentifier.value
                children.insert(number)
                defer { children.remove(number) }
                return await body(execution.processIdentifier, pipes)
            }
            return Self.exit(result.terminationStatus, command, said: result.closureResult)
        } catch {
            return .couldNotStart("\(error)")
        }
    }

    private static func exit(_ status: TerminationStatus, _ command: ChildCommand, said: String) -> ChildOutcome.Exit {
        switch status {
        case .exited(let code): return .exited(code)
        case .signaled(let signal):
            guard let ending = Supervisor.Ending(rawValue: signal) else { return .signalled(signal) }
            return command.reason(for: ending, said: said).map { .couldNotStart($0) } ?? .timedOut
        }
    }

    private func configuration(for command: ChildCommand, isServing: Bool) -> Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        // TERM makes `gantry-child` stop everything; it ends when nothing is left.
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: false, allowedDurationToNextStep: grace + Self.mercy)
        ]
        return Configuration(
            executable: .path(FilePath(Supervisor.path ?? "gantry-child")),
            arguments: Arguments(Supervisor(command: command, grace: grace).arguments(isServing: isServing)),
            environment: .custom(command.fullEnvironment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }),
            workingDirectory: FilePath(command.workingFolder),
            platformOptions: options
        )
    }

    /// Returns once `gantry-child` has ended. Cancelled, it asks it to end; after the limit, it kills it.
    ///
    /// - Returns: whether it was killed, so that it could not stop what it watched over.
    private func waitForEnd(of process: ProcessIdentifier, limit: Duration) async -> Bool {
        let exit = ChildExit(of: process, queue: queue)
        let hasEnded = Flag()
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await exit.wait()
                hasEnded.set()
                // By anybody: the kernel's memory killer, an administrator.
                return exit.wasKilled
            }
            group.addTask {
                do {
                    try await Task.sleep(for: limit)
                    kill(process.value, SIGKILL)
                    return true
                } catch {
                    // The child is not reaped before this returns, so the number is still its own.
                    if !hasEnded.isSet { kill(process.value, SIGTERM) }
                    return false
                }
            }
            var isKilled = false
            for await wasKilled in group {
                isKilled = isKilled || wasKilled
                if hasEnded.isSet { group.cancelAll() }
            }
            return isKilled
        }
    }
}

/// Something that happens once, and that several tasks ask for.
private final class Flag: Sendable {
    private let state = Atomic(false)

    var isSet: Bool { state.load(ordering: .acquiring) }

    /// - Returns: whether this was the first time.
    @discardableResult
    func set() -> Bool { !state.exchange(true, ordering: .acquiringAndReleasing) }
}
