import Foundation
import Testing

@Suite("What hints advise", .timeLimit(.minutes(3)))
struct HintTests {
    @Test("a command that a hint names is there, and so are its options")
    func commands() async throws {
        let sources = Binaries.checkout + "/Sources"
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources)
        var lines: Set<String> = []
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOfFile: sources + "/" + file, encoding: .utf8)
            for line in text.split(separator: "\n") where line.contains("hint: ") || line.contains("hint = ") {
                // A command goes on to what ends it in prose, or to the end of the text.
                for match in line.matches(of: /\bgantryd? [^;,"'\\)]+/) { lines.insert(String(match.output)) }
            }
        }
        #expect(lines.count > 20)
        var helps: [String: Ended] = [:]
        for line in lines.sorted() {
            let words = line.split(separator: " ").map(String.init)
            let verb = words[1].hasPrefix("-") ? [] : words.dropFirst().prefix { $0.allSatisfy(\.isLowercase) }
            // "gantry may …" is a sentence.
            guard verb.first != "may" else { continue }
            var known = words[0] == "gantryd" ? [] : Array(verb)
            var help: Ended?
            // The words behind a verb may be prose: "gantry runs lists them".
            while help == nil {
                let key = ([words[0]] + known).joined(separator: " ")
                if helps[key] == nil {
                    helps[key] = try await run(Binaries.folder + "/\(words[0])", known + ["--help"])
                }
                let asked = try #require(helps[key])
                let isItsOwn = asked.status == 0 && asked.output.contains("USAGE: \(key)")
                if isItsOwn { help = asked } else if known.isEmpty { break } else { known.removeLast() }
            }
            let text = try #require(help, "\(line)").output
            #expect(words[0] == "gantryd" || verb.isEmpty || !known.isEmpty, "there is no '\(line)'")
            for option in words where option.hasPrefix("--") {
                #expect(text.contains(option), "'\(line)' has no \(option)")
            }
        }
    }

    @Test("a socket's path that is too long is mended by the link that the hint makes")
    func longPath() async throws {
        let portfolio = try Portfolio()
        let deep = portfolio.root + "/" + String(repeating: "long", count: 25)
        try FileManager.default.createDirectory(atPath: deep + "/projects", withIntermediateDirectories: true)
        let refused = try RunningDaemon(root: deep)
        #expect(await refused.ended() == 78)
        let hint = try #require(refused.transcript.first { $0.contains("hint: ") })
        let link = try #require(hint.firstMatch(of: /ln -s \S+ ~\/p/)).output
        let made = try await run("/bin/sh", ["-c", String(link)], environment: ["HOME": portfolio.root])
        #expect(made.status == 0)
        let daemon = try await RunningDaemon.ready(portfolio.root + "/p")
        #expect(try await daemon.gantry("status", "--root", portfolio.root + "/p").status == 0)
        await daemon.stop()
    }

    @Test(
        "a program on a file system without execution is not told to be made executable", .enabled(if: geteuid() == 0))
    func noexec() async throws {
        let portfolio = try Portfolio()
        try FileManager.default.createDirectory(
            atPath: portfolio.root + "/plugins", withIntermediateDirectories: true)
        // In a namespace of its own, so that the mount goes with it.
        let ended = try await run(
            "/usr/bin/unshare",
            [
                "-m", "/bin/sh", "-ec",
                """
                mount -t tmpfs -o noexec,mode=755 none plugins
                mkdir plugins/ping
                printf '#!/bin/sh\\necho\\n' > plugins/ping/run.sh
                chmod 755 plugins/ping/run.sh
                cat > plugins/ping/plugin.yaml <<'END'
                name: ping
                version: 1.0.0
                description: It.
                protocol: exec
                command: [./run.sh]
                actions: [{ name: ping.look, description: Looks. }]
                END
                "\(Binaries.folder)/gantry" check . || true
                """,
            ], in: portfolio.root)
        #expect(ended.output.contains("runs no programs (mounted with noexec)"), "\(ended)")
        #expect(!ended.output.contains("chmod"))
    }
}
