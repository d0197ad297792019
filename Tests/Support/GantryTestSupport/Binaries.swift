import FoundationEssentials
import Glibc

/// The built programs, which stand beside the test bundle.
package enum Binaries {
    package static var folder: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let besideTests = parent(of: own)
        if FileManager.default.isExecutableFile(atPath: besideTests + "/gantryd") { return besideTests }
        // Where a runner of the toolchain loads the bundle, the bundle's path is among the arguments.
        return parent(of: CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? own)
    }

    /// The checkout that the tests stand in.
    package static var checkout: String { (0..<4).reduce(#filePath) { path, _ in parent(of: path) } }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}

/// What a program that has ended left behind.
package struct Ended: Sendable {
    /// The exit status; 128 and the signal where one ended it.
    package let status: Int32
    package let output: String
    package let errors: String
}

/// Runs a program to its end, with nothing on its standard input.
///
/// - Parameter program: its path.
package func run(
    _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
) async throws -> Ended {
    let (output, errors) = (try PipeEnds(), try PipeEnds())
    let spawned = try Spawned(
        program, arguments, in: folder, environment: environment, output: output.writing, errors: errors.writing)
    close(output.writing)
    close(errors.writing)
    // Both are read at once, so that neither fills up and holds the program.
    async let outputText = text(from: output.reading)
    async let errorText = text(from: errors.reading)
    let status = await onThread { spawned.wait() }
    return await Ended(status: status, output: outputText, errors: errorText)
}

private func text(from descriptor: Int32) async -> String {
    await onThread {
        var bytes: [UInt8] = []
        readAll(descriptor) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }
}
