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
    try await onThread {
        let (output, errors) = (try Channel(), try Channel())
        let spawned = try Spawned(
            program, arguments, in: folder, environment: environment, output: output.writing, errors: errors.writing)
        close(output.writing)
        close(errors.writing)
        // Both are read at once, so that neither fills up and holds the program.
        let errorText = Collected()
        let isRead = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            readAll(errors.reading, errorText.add)
            isRead.signal()
        }
        let outputText = Collected()
        readAll(output.reading, outputText.add)
        isRead.wait()
        return Ended(status: spawned.wait(), output: outputText.text, errors: errorText.text)
    }
}

private final class Collected: @unchecked Sendable {
    private let lock = NSLock()
    private var data = Data()

    func add(_ piece: Data) { lock.withLock { data += piece } }

    var text: String { lock.withLock { String(decoding: data, as: UTF8.self) } }
}
