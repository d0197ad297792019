import Foundation
import Testing

/// The built programs, which stand beside the test bundle.
enum Binaries {
    static var folder: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let besideTests = URL(fileURLWithPath: own).deletingLastPathComponent().path
        if FileManager.default.isExecutableFile(atPath: besideTests + "/gantryd") { return besideTests }
        // Where a runner of the toolchain loads the bundle, the bundle's path is among the arguments.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? own
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }

    /// The checkout that these tests stand in.
    static var checkout: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }
}

/// What a program that has ended left behind.
struct Ended: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// The output as a JSON object.
    func json() throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
        return try #require(object as? [String: Any], "not a JSON object: \(output)")
    }
}

/// Runs a program to its end, with nothing on its standard input.
func run(
    _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
) async throws -> Ended {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(
                with: Result { try runBlocking(program, arguments, in: folder, environment: environment) })
        }
    }
}

private func runBlocking(
    _ program: String, _ arguments: [String], in folder: String?, environment: [String: String]
) throws -> Ended {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/root", "USER": "tester", "TZ": "UTC"]
        .merging(environment) { _, given in given }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    let collected = Collected()
    let reading = DispatchGroup()
    for (pipe, isError) in [(output, false), (errors, true)] {
        DispatchQueue.global().async(group: reading) {
            collected.put(pipe.fileHandleForReading.readDataToEndOfFile(), isError: isError)
        }
    }
    try process.run()
    process.waitUntilExit()
    reading.wait()
    return Ended(status: process.terminationStatus, output: collected.text(false), errors: collected.text(true))
}

private final class Collected: @unchecked Sendable {
    private let lock = NSLock()
    private var data: [Bool: Data] = [:]

    func put(_ bytes: Data, isError: Bool) { lock.withLock { data[isError] = bytes } }

    func text(_ isError: Bool) -> String { lock.withLock { String(decoding: data[isError] ?? Data(), as: UTF8.self) } }
}
