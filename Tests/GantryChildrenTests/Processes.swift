import GantryCore
import Glibc
import Synchronization

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
