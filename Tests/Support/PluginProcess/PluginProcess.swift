import Dispatch
import FoundationEssentials
package import GantryPluginKit
import Glibc

/// A plugin's program: a socket for each of its three streams, and nothing else of this process.
package final class PluginProcess: Sendable {
    /// How it ended, and all that it printed and was not read before.
    package struct End: Sendable {
        package var code: Int32
        package var output: String
        package var errors: String

        /// The lines of `exec`.
        package var lines: [PluginLine] {
            get throws {
                try output.split(separator: "\n").map { text in try PluginLine(parsing: String(text)) }
            }
        }
    }

    package struct CouldNotStart: Error { let code: Int32 }

    private let pid: pid_t
    private let input: Int32
    private let output: Int32
    private let errors: Int32
    private let threads = DispatchQueue(label: "plugin-process", attributes: .concurrent)

    /// - Parameter name: of a product of this package, which lies where the tests do.
    package init(_ name: String, speaking form: String?, in folder: String = "/") throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = own[..<(own.lastIndex(of: "/") ?? own.endIndex)] + "/" + name
        var streams = [[Int32]](repeating: [-1, -1], count: 3)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        // Unlike streams, these are never inherited by what other tests start at the same time.
        for index in streams.indices { socketpair(AF_UNIX, kind, 0, &streams[index]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, streams[0][0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams[1][1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams[2][1], STDERR_FILENO)
        let environment = ["PATH=/usr/bin:/bin"] + (form.map { ["GANTRY_PROTOCOL=\($0)"] } ?? [])
        var pid: pid_t = 0
        let code = Self.withWords([String(program)]) { arguments in
            Self.withWords(environment) { posix_spawn(&pid, String(program), &actions, nil, arguments, $0) }
        }
        for descriptor in [streams[0][0], streams[1][1], streams[2][1]] { close(descriptor) }
        guard code == 0 else { throw CouldNotStart(code: code) }
        (self.pid, input, output, errors) = (pid, streams[0][1], streams[1][0], streams[2][0])
    }

    deinit {
        for descriptor in [output, errors] { close(descriptor) }
    }

    private static func withWords<Result>(
        _ words: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("an array with an element has an address") }
            return body(start)
        }
    }

    package func write(_ bytes: [UInt8]) async {
        await blocking { [input] in
            var start = 0
            while start < bytes.count {
                let count = bytes[start...].withUnsafeBytes {
                    send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0 { return }
                start += count
            }
        }
    }

    package func closeInput() { close(input) }

    package func read() async -> [UInt8]? {
        await blocking { [output] in Self.read(output) }
    }

    /// Closes its input, and waits for its end.
    package func end() async -> End {
        closeInput()
        async let printed = blocking { [output] in Self.readAll(output) }
        async let complained = blocking { [errors] in Self.readAll(errors) }
        let status = await blocking { [pid] in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            return status
        }
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        return await End(code: code, output: printed, errors: complained)
    }

    /// Runs it for one request of `exec`.
    package static func exec(_ name: String, _ request: [UInt8], form: String? = nil) async throws -> End {
        let process = try PluginProcess(name, speaking: form)
        await process.write(request)
        return await process.end()
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        while let piece = read(descriptor) { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            threads.async { continuation.resume(returning: body()) }
        }
    }
}
