import GantryCore
import Glibc

/// The command line of `gantry-child`, which stands between this process and a program: it sets the limits, and leaves
/// nothing behind of what the program started.
struct Supervisor {
    /// Signals by which it tells how it ended; no program ends by them. Sources/gantry-child/ending.h has the same.
    enum Ending: Int32 {
        case deadline = 50
        case notFound, notAllowed, noProgram, notExecuted, notLimited
    }

    /// Beside the program that runs now, where it is installed and where it is built.
    static let path: String? = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let own = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let slash = own.lastIndex(of: "/") else { return nil }
        let path = own[..<slash] + "/gantry-child"
        return access(String(path), X_OK) == 0 ? String(path) : nil
    }()

    let command: ChildCommand
    let grace: Duration

    /// - Parameter isServing: such a child has no deadline.
    func arguments(isServing: Bool) -> [String] {
        let limits = command.limits
        var words = ["--parent", "\(getpid())", "--grace-ms", "\(grace.wholeMilliseconds)"]
        if !isServing { words += ["--deadline-ms", "\(command.deadline.wholeMilliseconds)"] }
        let numbers: [(String, Int?)] = [
            ("--memory", limits.memory?.bytes), ("--descriptors", limits.descriptors),
            ("--cpu", limits.cpu.map { max(1, Int($0.components.seconds)) }),
            ("--file-size", limits.fileSize?.bytes), ("--processes", limits.processes),
        ]
        for (option, number) in numbers { if let number { words += [option, "\(number)"] } }
        if let fence = command.fence {
            words.append("--fence")
            if !fence.allowsNetwork { words.append("--no-network") }
            words += fence.readable.flatMap { ["--read", $0] } + fence.writable.flatMap { ["--write", $0] }
        }
        return words + ["--", command.programPath] + command.arguments
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
