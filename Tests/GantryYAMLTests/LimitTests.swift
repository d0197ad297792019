import GantryCore
import GantryYAML
import Testing

@Suite("Limits of a file")
struct LimitTests {
    /// Nine levels of nine aliases each: 387 million values when written out.
    static let bomb: String = {
        let names = Array("abcdefghi")
        var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (previous, name) in zip(names, names.dropFirst()) {
            text += "\(name): &\(name) [\(Array(repeating: "*\(previous)", count: 9).joined(separator: ","))]\n"
        }
        return text
    }()

    @Test("an alias bomb is refused at the alias that goes too far, and never unfolded", .timeLimit(.minutes(1)))
    func aliasBomb() {
        let found = diagnostics(Self.bomb)
        #expect(found.map(\.code) == [.tooManyValues])
        #expect(found.first?.position?.line == 6)
        #expect(
            found.first?.message
                == "with this the file has more than 100,000 values, those behind '*' counted each time")
    }

    @Test("a bomb of merge keys is refused too")
    func mergeBomb() {
        var text = "a0: &a0 {" + (0..<300).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
        for level in 1...400 { text += "a\(level): &a\(level) {<<: [*a\(level - 1), *a0], x\(level): 1}\n" }
        #expect(diagnostics(text).map(\.code) == [.tooManyValues])
    }

    @Test("100,000 values are read, one more is not")
    func tooMany() {
        #expect(diagnostics("[" + String(repeating: "x,", count: 99_999) + "]").isEmpty)
        #expect(diagnostics("[" + String(repeating: "x,", count: 100_000) + "]").map(\.code) == [.tooManyValues])
    }

    @Test("64 levels are read, one more is not, and levels behind an alias count")
    func tooDeep() {
        #expect(diagnostics(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).isEmpty)
        #expect(
            diagnostics(String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).map(\.code) == [.tooDeep]
        )
        let half = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let deep = "a: &a \(half)\nb: " + String(repeating: "[", count: 30) + "*a" + String(repeating: "]", count: 30)
        #expect(diagnostics(deep).map(\.code) == [.tooDeep])
    }

    @Test("1 MiB is read, one byte more is not")
    func tooLarge() {
        let comment = "# " + String(repeating: "x", count: 1_048_573) + "\n"
        #expect(diagnostics(comment).isEmpty)
        let found = diagnostics(comment + "\n")
        #expect(
            found.first?.description == """
                f.yaml:1:1: error: the file has 1048577 bytes; 1,048,576 (1 MiB) is the most [GTY0108]
                  hint: split it: a section can be a file of its own
                """)
    }

    @Test(
        "1 MiB of any one thing is read or refused: quadratic work would take minutes",
        .timeLimit(.minutes(1)),
        arguments: [
            "[", "{", "- ", "? ", "&a ", "*a ", "\"", "'", "!x ", "a: ", "[a, ", "{a: ", "x\n", " ", "\n", "|\n ",
            "%a\n", "---\n", "ü", "a:\n ", "- - ",
            "{a: b, ", "? - ", "a: &a\n", "\\", "#\n", "\"a\": ", "[? ",
        ])
    func floods(unit: String) {
        let text = String(repeating: unit, count: 1_048_576 / unit.utf8.count)
        let collector = DiagnosticCollector()
        let node = YAMLDocument.parse(SourceText(name: "f.yaml", text: text), collector)
        #expect(node != nil || collector.hasErrors)
    }
}
