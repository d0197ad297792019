import GantryCore
import GantrySystem
import GantryTestSupport
import Glibc
import Synchronization
import Testing

@testable import GantryChildren

/// Collects what a child prints.
final class Printed: Sendable {
    private let pieces = Mutex<[(stream: ChildStream, text: String)]>([])

    func add(_ stream: ChildStream, _ text: String) { pieces.withLock { $0.append((stream, text)) } }

    var output: String { text(of: .output) }
    var errors: String { text(of: .error) }
    var all: [String] { pieces.withLock { $0.map(\.text) } }

    private func text(of stream: ChildStream) -> String {
        pieces.withLock { $0.filter { $0.stream == stream }.map(\.text).joined() }
    }

    /// The process ids that the child printed, one a line.
    var processes: [pid_t] { output.split(separator: "\n").compactMap { pid_t($0) } }
}

func shell(
    _ script: String, deadline: Duration = .seconds(60), limit: ByteCount = .mebibytes(1), folder: String = "/tmp"
) -> ChildCommand {
    ChildCommand(
        program: "/bin/sh", arguments: ["-c", script], workingFolder: folder, deadline: deadline, outputLimit: limit)
}

func text(ofFile path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
}

/// Whether a process still runs; a zombie that its new parent has not reaped does not.
func isRunning(_ process: pid_t) -> Bool {
    let stat = text(ofFile: "/proc/\(process)/stat")
    guard let end = stat.lastIndex(of: ")") else { return false }
    let state = stat[stat.index(after: end)...].drop { $0 == " " }.first
    return state != "Z" && state != "X"
}

/// Waits until the kernel has carried out a KILL that was sent; false where a process still runs after 10 s.
func haveEnded(_ processes: [pid_t]) async -> Bool {
    let limit = ContinuousClock.now + .seconds(10)
    while processes.contains(where: isRunning) {
        if ContinuousClock.now > limit { return false }
        await Task.yield()
    }
    return true
}

func openDescriptors() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return -1 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
}

/// A figure of `/proc/self/status`, in KiB: `VmRSS`, `VmHWM`.
func memory(_ name: String) -> Int {
    let line = text(ofFile: "/proc/self/status").split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

/// A folder that any user may use, gone with it.
struct Scratch: Sendable {
    private let folder: TemporaryFolder

    var path: String { folder.path }

    init() throws { folder = try TemporaryFolder(mode: 0o777) }

    /// `gantry-child`, where another user can execute it.
    func supervisor() throws -> String {
        let copy = "\(path)/gantry-child"
        let from = open(try #require(Supervisor.path), O_RDONLY)
        let to = open(copy, O_WRONLY | O_CREAT | O_EXCL, 0o755)
        defer {
            close(from)
            close(to)
        }
        var buffer = [UInt8](repeating: 0, count: 1_048_576)
        while true {
            let count = read(from, &buffer, buffer.count)
            if count <= 0 { break }
            try #require(write(to, buffer, count) == count)
        }
        return copy
    }
}

/// A mark in the environment of a command, by which all that it starts is found.
struct Mark: Sendable {
    let value = "\(getpid())-\(UInt32.random(in: 0 ... .max))"

    func on(_ command: ChildCommand) -> ChildCommand {
        var command = command
        command.environment["GANTRY_TEST_MARK"] = value
        return command
    }

    /// The processes that have the mark. A zombie has no environment any more.
    var processes: [pid_t] {
        (FolderListing.names(in: "/proc") ?? []).compactMap { pid_t($0) }.filter {
            text(ofFile: "/proc/\($0)/environ").contains("GANTRY_TEST_MARK=\(value)")
        }
    }
}

/// Children of this process that have ended and were not reaped.
func zombies() -> Int {
    let threads = FolderListing.names(in: "/proc/self/task") ?? []
    return threads.flatMap { text(ofFile: "/proc/self/task/\($0)/children").split(separator: " ") }
        .count { text(ofFile: "/proc/\($0)/stat").contains(") Z ") }
}

/// What `gantry-child --probe` says of this kernel.
func probe(_ key: String) async -> String? {
    guard let supervisor = Supervisor.path else { return nil }
    let printed = Printed()
    let command = ChildCommand(
        program: supervisor, arguments: ["--probe"], workingFolder: "/", deadline: .seconds(60),
        outputLimit: .kibibytes(4))
    _ = await ChildRunner().run(command) { printed.add($0, $1) }
    return printed.output.split(separator: "\n").first { $0.hasPrefix("\(key)=") }.map {
        String($0.dropFirst(key.count + 1))
    }
}

/// The version of Landlock here; 0 without.
func landlock() async -> Int { await probe("landlock").flatMap { Int($0) } ?? 0 }

extension Fence {
    /// This fence and all that the other lets through.
    func union(readable: [String] = [], writable: [String] = [], network: Bool = false) -> Fence {
        Fence(
            readable: self.readable + readable, writable: self.writable + writable,
            allowsNetwork: allowsNetwork || network)
    }
}
