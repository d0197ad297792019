import Dispatch
import Glibc
import Subprocess
import SystemPackage

/// Runs a command in a process group of its own, under a deadline and a limit on what it prints.
///
/// The child gets `/dev/null` as its input, no other descriptor, and a clean environment. When it ends, whatever is
/// left of its group is killed, so that no run leaves anything behind.
package struct ChildRunner: Sendable {
    private enum End {
        case exited, deadline, cancelled
    }

    private let killDelay: Duration
    private let pipeGrace: Duration
    private let queue = DispatchQueue(label: "gantry.children")

    /// - Parameters:
    ///   - killDelay: how long the group has between TERM and KILL.
    ///   - pipeGrace: how long grandchildren may go on printing after the child has ended.
    package init(killDelay: Duration = .seconds(5), pipeGrace: Duration = .milliseconds(200)) {
        (self.killDelay, self.pipeGrace) = (killDelay, pipeGrace)
    }

    /// Runs the command to its end. When the task is cancelled, the group gets TERM, then KILL, and the outcome says
    /// how the child ended.
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
        if let complaint = command.complaint { return .couldNotStart(complaint) }
        guard !Task.isCancelled else { return .couldNotStart("it was cancelled before it began") }
        guard let output = ChildPipe(queue: queue) else { return .couldNotStart(Self.noDescriptors) }
        defer { output.reader.close() }
        guard let errors = ChildPipe(queue: queue) else {
            close(output.writingEnd)
            return .couldNotStart(Self.noDescriptors)
        }
        defer { errors.reader.close() }
        do {
            let result = try await Subprocess.run(
                configuration(for: command), input: .none,
                output: .fileDescriptor(FileDescriptor(rawValue: output.writingEnd), closeAfterSpawningProcess: true),
                error: .fileDescriptor(FileDescriptor(rawValue: errors.writingEnd), closeAfterSpawningProcess: true)
            ) { execution in
                async let outputCopied: Void = copy(output.reader, .output, budget: budget, to: onOutput)
                async let errorsCopied: Void = copy(errors.reader, .error, budget: budget, to: onOutput)
                let end = await waitForEnd(of: execution, deadline: command.deadline)
                output.reader.stop(after: pipeGrace)
                errors.reader.stop(after: pipeGrace)
                await outputCopied
                await errorsCopied
                // The child is not reaped before this closure returns, so the number still names its group.
                _ = kill(-execution.processIdentifier.value, SIGKILL)
                return end
            }
            if result.closureResult == .deadline { return .timedOut }
            return switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signalled(signal)
            }
        } catch {
            return .couldNotStart(command.reason(for: error))
        }
    }

    private static let noDescriptors = "no pipe could be made for what it prints: \(String(cString: strerror(EMFILE)))"

    private func configuration(for command: ChildCommand) -> Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = teardown
        return Configuration(
            executable: command.executable,
            arguments: Arguments(executablePathOverride: command.program, remainingValues: command.arguments),
            environment: .custom(command.fullEnvironment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }),
            workingDirectory: FilePath(command.workingFolder),
            platformOptions: options
        )
    }

    private var teardown: [TeardownStep] {
        [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: killDelay)]
    }

    private func copy(
        _ reader: PipeReader, _ stream: ChildStream, budget: OutputBudget,
        to onOutput: @Sendable (ChildStream, String) async -> Void
    ) async {
        var repair = UTF8Repair()
        while let bytes = await reader.next() {
            let text = repair.text(from: budget.take(bytes))
            if !text.isEmpty { await onOutput(stream, text) }
            // A flood never suspends by itself and would keep a thread of the pool to itself.
            await Task.yield()
        }
        // Where the limit cut a character in two, its first half is dropped with the rest.
        let rest = repair.rest()
        if !rest.isEmpty, !budget.isExceeded { await onOutput(stream, rest) }
    }

    /// Returns once the child has ended, by itself or by force. It is a zombie then.
    private func waitForEnd(
        of execution: Execution<NoInput, FileDescriptorOutput, FileDescriptorOutput>, deadline: Duration
    ) async -> End {
        let exit = ChildExit(of: execution.processIdentifier, queue: queue)
        return await withTaskGroup(of: End.self) { group in
            group.addTask {
                await exit.wait()
                return .exited
            }
            group.addTask {
                do {
                    try await Task.sleep(for: deadline)
                    return .deadline
                } catch {
                    return .cancelled
                }
            }
            let end = await group.next() ?? .exited
            if end == .exited {
                group.cancelAll()
            } else {
                await execution.teardown(using: teardown)
            }
            return end
        }
    }
}
