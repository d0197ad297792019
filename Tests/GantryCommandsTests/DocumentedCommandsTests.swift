import ArgumentParser
import FoundationEssentials
import GantryTestSupport
import Testing

@testable import GantryCommands

/// The documents and the help say the same.
@Suite("What the documents say of the command line")
struct DocumentedCommandsTests {
    private static let folder = Binaries.checkout + "/docs"

    private static func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    /// The lines of shell blocks that start `gantry`, as far as they can be taken apart without a shell.
    private static func commands() throws -> [(file: String, line: String)] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".md") }
        return try files.sorted().flatMap { file in
            let pieces = try text(file).components(separatedBy: "```")
            // Every other piece is a block; what stands before it may say how it ends.
            let blocks = pieces.indices.filter { $0 % 2 == 1 && pieces[$0].hasPrefix("sh\n") }
            return blocks.filter { !pieces[$0 - 1].hasSuffix("exit 64 -->\n") }.flatMap { index in
                pieces[index].split(separator: "\n").map(String.init).filter { line in
                    line.hasPrefix("gantry ") && !line.contains { "$|>&;\\<`".contains($0) }
                }.map { (file, $0) }
            }
        }
    }

    /// Words as a shell takes them: quotes, and no remark.
    private static func words(_ line: String) -> [String] {
        var (words, word, quote) = ([String](), String?.none, Character?.none)
        for character in line {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                (quote, word) = (character, word ?? "")
            } else if quote == nil, character == " " {
                words += [word].compactMap(\.self)
                word = nil
            } else if quote == nil, word == nil, character == "#" {
                return words
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + [word].compactMap(\.self)
    }

    @Test("every command that a document shows is understood")
    func understood() throws {
        let commands = try Self.commands()
        #expect(commands.count > 60)
        for (file, line) in commands {
            #expect(throws: Never.self, "docs/\(file): \(line)") {
                do {
                    _ = try GantryCommand.parseAsRoot(Array(Self.words(line).dropFirst()))
                } catch  where GantryCommand.exitCode(for: error) == .success {
                    // It asks for help, or for the version.
                }
            }
        }
    }

    @Test(
        "the documents name every option of the verbs about planned times",
        arguments: [WhyVerb.self, RunVerb.self, CancelVerb.self, NextVerb.self] as [any Verb.Type])
    func options(_ verb: any Verb.Type) throws {
        let help = GantryCommand.helpMessage(for: verb, columns: 80)
        let options = Set(help.split { !($0.isLetter || $0 == "-") }.filter { $0.hasPrefix("--") }.map(String.init))
        #expect(options.count >= 6)
        let documents = try Self.text("cli.md") + Self.text("time.md")
        // These two are those of all verbs.
        let unknown = options.subtracting(["--help", "--version"]).filter { !documents.contains($0) }
        #expect(unknown.isEmpty)
    }

    @Test("the page of the command line has a row for every verb")
    func verbs() throws {
        let rows = try Self.text("cli.md").split(separator: "\n").filter { $0.hasPrefix("| [`") }
        let named = Set(rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) })
        let verbs = GantryCommand.configuration.groupedSubcommands.flatMap(\.subcommands)
        let names = verbs.compactMap { $0.configuration.commandName }
        #expect(named == Set(names))
    }

    @Test("completions know the verbs about planned times, and their options", arguments: ["bash", "zsh", "fish"])
    func completions(_ shell: String) {
        let kind = CompletionShell(rawValue: shell) ?? .bash
        let script = GantryCommand.completionScript(for: kind)
        for word in ["why", "verdict", "with-skipped", "queued", "for"] { #expect(script.contains(word)) }
    }
}
