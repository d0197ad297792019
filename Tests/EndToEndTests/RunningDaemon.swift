import Foundation
import GantryTestSupport
import Testing

/// A real gantryd on a folder, watched by what it says.
final class RunningDaemon {
    let root: String
    private let spawned: Spawned
    private let exit = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .unbounded)
    private var lines: AsyncStream<String>.Iterator
    private(set) var transcript: [String] = []

    /// Starts the daemon without waiting for anything.
    ///
    /// - Parameter throughShell: by a shell, which becomes the daemon: what a preloaded library adds to the environment
    ///   would else stand where Swift looks for the arguments.
    init(
        root: String, arguments: [String] = [], environment: [String: String] = [:], throughShell: Bool = false
    ) throws {
        self.root = root
        let command = [Binaries.folder + "/gantryd", "--root", root] + arguments
        let words = throughShell ? ["/bin/sh", "-c", "exec \"$0\" \"$@\""] + command : command
        let errors = try PipeEnds()
        let null = open("/dev/null", O_WRONLY)
        spawned = try Spawned(
            words[0], Array(words.dropFirst()), in: nil, environment: environment, output: null,
            errors: errors.writing)
        close(errors.writing)
        close(null)
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .unbounded)
        lines = stream.makeAsyncIterator()
        Thread.detachNewThread { [spawned, exit] in
            var rest = Data()
            readAll(errors.reading) { piece in
                rest += piece
                while let end = rest.firstIndex(of: 10) {
                    continuation.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            if !rest.isEmpty { continuation.yield(String(decoding: rest, as: UTF8.self)) }
            exit.continuation.yield(spawned.wait())
            exit.continuation.finish()
            continuation.finish()
        }
    }

    /// Starts the daemon and waits until it is ready.
    ///
    /// - Parameter words: what it says of its start, too, each before or after it is ready.
    static func ready(
        _ root: String, _ arguments: [String] = [], environment: [String: String] = [:], throughShell: Bool = false,
        saying words: String...
    ) async throws -> RunningDaemon {
        let daemon = try RunningDaemon(
            root: root, arguments: arguments, environment: environment, throughShell: throughShell)
        try await daemon.says("ready: ")
        for word in words where !daemon.transcript.contains(where: { $0.contains(word) }) {
            try await daemon.says(word)
        }
        return daemon
    }

    /// Waits for a line that holds all of `words`; the lines before it are passed over.
    @discardableResult
    func says(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        while let line = await lines.next() {
            transcript.append(line)
            if words.allSatisfy(line.contains) { return line }
        }
        Issue.record(
            "the daemon ended and never said \(words):\n\(transcript.joined(separator: "\n"))",
            sourceLocation: sourceLocation)
        throw CancellationError()
    }

    var process: pid_t { spawned.process }

    func signal(_ number: Int32) { kill(spawned.process, number) }

    /// Waits for the end, however it comes about, and gives the exit status; 128 and the signal where one ended it.
    @discardableResult
    func ended() async -> Int32 {
        while let line = await lines.next() { transcript.append(line) }
        for await status in exit.stream { return status }
        return -1
    }

    /// Stops it as systemd does, and expects a clean end.
    func stop(sourceLocation: SourceLocation = #_sourceLocation) async {
        signal(SIGTERM)
        let status = await ended()
        #expect(status == 0, "\(transcript.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    /// Ends it as a power cut does.
    func killNow() async {
        signal(SIGKILL)
        await ended()
    }

    /// Asks it with the real `gantry`.
    func gantry(_ arguments: String...) async throws -> Ended { try await gantry(arguments) }

    func gantry(_ arguments: [String]) async throws -> Ended {
        try await run(Binaries.folder + "/gantry", arguments, in: root)
    }
}
