import Foundation
import Testing

/// A daemon of several lives, each on a clock that starts where a test says: what is planned between two of them is
/// known to the second, without waiting for it.
final class AsOf {
    let portfolio: Portfolio
    private var last: String?

    init(_ portfolio: Portfolio) { self.portfolio = portfolio }

    /// Starts the daemon at an instant, over the state of the life before.
    ///
    /// - Parameter words: what it says of its start.
    func life(_ instant: String, saying words: String...) async throws -> RunningDaemon {
        // Each demonstration has a folder of its own, by its start.
        let state = portfolio.root + "/.gantry/as-of/" + instant.filter { $0 != ":" }
        if let last { try FileManager.default.moveItem(atPath: last, toPath: state) }
        last = state
        let daemon = try RunningDaemon(root: portfolio.root, arguments: ["--as-of", instant])
        try await daemon.says("ready: ")
        for word in words where !daemon.transcript.contains(where: { $0.contains(word) }) {
            try await daemon.says(word)
        }
        return daemon
    }
}

extension RunningDaemon {
    /// Asks it as somebody whose clock on the wall is that of the portfolio.
    func asked(_ words: String..., zone: String = "Europe/Amsterdam") async throws -> Ended {
        try await run(Binaries.folder + "/gantry", words, in: root, environment: ["TZ": zone])
    }

    /// Asks it in a terminal of 80 columns.
    func shown(_ words: String...) async throws -> [String] {
        let command = words.map { "'\($0)'" }.joined(separator: " ")
        let script = "stty cols 80 && exec \(Binaries.folder)/gantry \(command)"
        let ended = try await run(
            "/usr/bin/script", ["-qec", script, "/dev/null"], in: root,
            environment: ["TZ": "Europe/Amsterdam", "NO_COLOR": "1", "TERM": "xterm"])
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        return ended.output.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
    }

    /// The rows of the ledger.
    func rows(_ words: String...) async throws -> [[String: Any]] {
        let ended = try await gantry(["why"] + words + ["--json"])
        #expect(ended.status == 0, "\(ended.errors)")
        return try #require(try ended.json()["occurrences"] as? [[String: Any]])
    }
}

extension [[String: Any]] {
    /// `2 missed`, of one row each.
    var verdicts: [String] { map { "\($0["count"] ?? 0) \($0["verdict"] ?? "")" } }
}
