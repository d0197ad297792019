import GantryCore
import GantryYAML
import Testing

@Suite("Texts that are not YAML")
struct SyntaxTests {
    @Test("every syntax mistake is said in plain words, at its place, with what to do")
    func goldens() throws {
        try Golden("syntax.txt").check { yaml in
            let collector = DiagnosticCollector()
            _ = YAMLDocument.parse(SourceText(name: "f.yaml", text: yaml), collector)
            return collector.diagnostics.map { "\($0)\n" }.joined()
        }
    }

    @Test(
        "a control character is shown as a replacement and named",
        arguments: [
            ("a: \u{7}b\n", 4, "U+0007"), ("a: \u{1b}[0m\n", 4, "U+001B"), ("ä: \0\n", 4, "U+0000"),
            ("a\u{7f}: 1", 2, "U+007F"),
        ]
    )
    func controlCharacters(text: String, column: Int, name: String) throws {
        let diagnostic = try #require(diagnostics(text).first)
        #expect(diagnostic.position == SourcePosition(file: "f.yaml", line: 1, column: column))
        #expect(diagnostic.message == "a control character, \(name), stands here")
        #expect(diagnostic.excerpt?.line.contains("\u{FFFD}") == true)
    }

    @Test(
        "a text that is not UTF-8 is refused where it stops being it",
        arguments: [
            (
                [0x61, 0x3A, 0x20, 0xE9, 0x0A],
                "f.yaml:1:4: error: the file is not UTF-8: a byte E9 stands here [GTY0110]"
            ),
            ([0x61, 0x0A, 0xC3], "f.yaml:2:1: error: the file is not UTF-8: a byte C3 stands here [GTY0110]"),
            ([0xED, 0xA0, 0x80], "f.yaml:1:1: error: the file is not UTF-8: a byte ED stands here [GTY0110]"),
            ([0xC0, 0xAF], "f.yaml:1:1: error: the file is not UTF-8: a byte C0 stands here [GTY0110]"),
            ([0xF5, 0x80, 0x80, 0x80], "f.yaml:1:1: error: the file is not UTF-8: a byte F5 stands here [GTY0110]"),
            ([0xFF, 0xFE, 0x61, 0x00], "f.yaml:1:1: error: the file is UTF-16 [GTY0110]"),
        ] as [([UInt8], String)]
    )
    func notUTF8(bytes: [UInt8], expected: String) throws {
        let collector = DiagnosticCollector()
        #expect(YAMLDocument.parse(SourceText(name: "f.yaml", bytes: bytes), collector) == nil)
        let text = try #require(collector.diagnostics.first).description
        #expect(text.hasPrefix(expected))
        #expect(text.contains("save it as UTF-8"))
    }

    @Test("a place far to the right has no excerpt, and a long line is cut")
    func longLines() throws {
        let far = try #require(diagnostics("a: " + String(repeating: "x", count: 500) + ": y\n").first)
        #expect(far.excerpt?.line.count == 401)
        let farther = try #require(diagnostics("a: \"" + String(repeating: "x", count: 500) + "\\q\"\n").first)
        #expect(farther.position?.column == 505)
        #expect(farther.excerpt == nil)
    }

    @Test("a text broken at random gets a diagnostic, and never more than that")
    func broken() {
        var random = SeededGenerator(seed: 7)
        let text = Array(
            "tasks:\n  - { id: build, who: [ben, \"chi\"], due: 2026-12-18 }\n  - &x design: 'it''s'\n\n# ü\nb: |\n  t\nc: *x\n"
                .utf8)
        let alphabet = Array(" \t\n\r:-[]{},'\"|>&*!%@`#?~\\\u{7}aü0".utf8) + [0xFF]
        var unexplained: [String: Diagnostic] = [:]
        for _ in 0..<20_000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = byte
                case 1: bytes.insert(byte, at: index)
                default: bytes.remove(at: index)
                }
            }
            let collector = DiagnosticCollector()
            let source = SourceText(name: "f.yaml", bytes: bytes)
            let node = YAMLDocument.parse(source, collector)
            #expect(node != nil || collector.hasErrors, "\(String(decoding: bytes, as: UTF8.self))")
            for diagnostic in collector.diagnostics {
                let line = diagnostic.position?.line ?? 0
                #expect((1...source.lineCount).contains(line))
                if diagnostic.message.hasPrefix("not YAML") { unexplained[diagnostic.message] = diagnostic }
            }
        }
        #expect(unexplained.isEmpty)
    }
}

func diagnostics(_ text: String) -> [Diagnostic] {
    let collector = DiagnosticCollector()
    _ = YAMLDocument.parse(SourceText(name: "f.yaml", text: text), collector)
    return collector.diagnostics
}

/// The same numbers every time. Source: SplitMix64, https://prng.di.unimi.it/splitmix64.c.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
