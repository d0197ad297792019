import GantryCore
import GantryYAML
import Testing

@Suite("Elements added in place")
struct AppendTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let before: String
        let path: [PathElement]
        let after: String

        init(_ before: String, _ path: PathElement..., gives after: String) {
            (self.before, self.path, self.after) = (before, path, after)
        }

        var testDescription: String { "\(before) \(path)" }
    }

    static let element = NewValue.map([.init("id", "B1"), .init("file", "b/x.yaml")])

    @Test(
        "one element comes at the end of a list and every other byte stays",
        arguments: [
            // Lists in blocks.
            Case(
                "a:\n  - x # one\nb: 2\n", .key("a"), gives: "a:\n  - x # one\n  - { id: B1, file: b/x.yaml }\nb: 2\n"),
            Case("a:\n- x\n", .key("a"), gives: "a:\n- x\n- { id: B1, file: b/x.yaml }\n"),
            Case("a:\n- x", .key("a"), gives: "a:\n- x\n- { id: B1, file: b/x.yaml }"),
            Case("a:\r\n  -   x\r\n", .key("a"), gives: "a:\r\n  -   x\r\n  - { id: B1, file: b/x.yaml }\r\n"),
            Case(
                "a:\n  - id: B0\n    who: [x,\n     y]\n\n# end\nb: 1\n", .key("a"),
                gives: "a:\n  - id: B0\n    who: [x,\n     y]\n  - { id: B1, file: b/x.yaml }\n\n# end\nb: 1\n"),
            Case(
                "a:\n  - |\n    text\n    more\nb: 1\n", .key("a"),
                gives: "a:\n  - |\n    text\n    more\n  - { id: B1, file: b/x.yaml }\nb: 1\n"),
            Case("- x\n- y\n", gives: "- x\n- y\n- { id: B1, file: b/x.yaml }\n"),
            Case(
                "\u{FEFF}a:\n  - ü # ä\n", .key("a"), gives: "\u{FEFF}a:\n  - ü # ä\n  - { id: B1, file: b/x.yaml }\n"),
            Case(
                "p:\n  - id: q\n    a:\n      - x\n  - id: r\n", .key("p"), .entry(key: "id", value: "q"), .key("a"),
                gives: "p:\n  - id: q\n    a:\n      - x\n      - { id: B1, file: b/x.yaml }\n  - id: r\n"),
            // Lists in brackets.
            Case("a: [x, y] # c\n", .key("a"), gives: "a: [x, y, { id: B1, file: b/x.yaml }] # c\n"),
            Case("a: [{ id: B0 } ]\n", .key("a"), gives: "a: [{ id: B0 }, { id: B1, file: b/x.yaml } ]\n"),
            Case("a: [x, ]\n", .key("a"), gives: "a: [x, { id: B1, file: b/x.yaml }, ]\n"),
            Case("a: []\n", .key("a"), gives: "a: [{ id: B1, file: b/x.yaml }]\n"),
            Case(
                "a: [\n  x, # one\n  y # two\n]\n", .key("a"),
                gives: "a: [\n  x, # one\n  y,\n  { id: B1, file: b/x.yaml } # two\n]\n"),
            Case("{ a: [x], b: 1 }\n", .key("a"), gives: "{ a: [x, { id: B1, file: b/x.yaml }], b: 1 }\n"),
        ])
    func append(one: Case) throws { try check(one) }

    @Test(
        "a list that is not there is made",
        arguments: [
            Case("a: 1\n", .key("b"), gives: "a: 1\nb:\n  - { id: B1, file: b/x.yaml }\n"),
            Case("a: 1", .key("b"), gives: "a: 1\nb:\n  - { id: B1, file: b/x.yaml }"),
            Case("a: 1\r\n# end\r\n", .key("b"), gives: "a: 1\r\nb:\r\n  - { id: B1, file: b/x.yaml }\r\n# end\r\n"),
            Case("{ a: 1 }\n", .key("b"), gives: "{ a: 1, b: [{ id: B1, file: b/x.yaml }] }\n"),
            Case("{}\n", .key("b"), gives: "{b: [{ id: B1, file: b/x.yaml }]}\n"),
            Case("a:\nb: 2\n", .key("a"), gives: "a: [{ id: B1, file: b/x.yaml }]\nb: 2\n"),
            Case("a:   # none yet\n", .key("a"), gives: "a: [{ id: B1, file: b/x.yaml }]   # none yet\n"),
            Case("a: null # none\n", .key("a"), gives: "a: [{ id: B1, file: b/x.yaml }] # none\n"),
            Case("a: ~\n", .key("a"), gives: "a: [{ id: B1, file: b/x.yaml }]\n"),
            Case("", gives: "- { id: B1, file: b/x.yaml }\n"),
            Case("# baselines\n", gives: "# baselines\n- { id: B1, file: b/x.yaml }\n"),
            Case("x:\n  y: 1\n", .key("x"), .key("a"), gives: "x:\n  y: 1\n  a:\n    - { id: B1, file: b/x.yaml }\n"),
            Case("a: |\n  text\n", .key("b"), gives: "a: |\n  text\nb:\n  - { id: B1, file: b/x.yaml }\n"),
        ])
    func make(one: Case) throws { try check(one) }

    private func check(_ one: Case) throws {
        let edited = try YAMLEdit.append(
            Self.element, in: SourceText(name: "f.yaml", text: one.before), path: one.path)
        #expect(String(decoding: edited, as: UTF8.self) == one.after)
        #expect(edited == Array(one.after.utf8))
    }

    @Test(
        "what cannot be added alone is refused, and says where",
        arguments: [
            Case("a: 1\n", .key("a"), gives: "a in f.yaml:1 is '1', not a list"),
            Case("a: { x: 1 }\n", .key("a"), gives: "a in f.yaml:1 is a mapping, not a list"),
            Case("a: 1\n", .key("x"), .key("y"), gives: "x is not in f.yaml:1"),
            Case(
                "a: &x [1]\nb: *x\n", .key("b"),
                gives:
                    "nothing can be added to b in f.yaml:1 without changing something else; edit the file by hand"),
            Case(
                "a: |\n  text", .key("b"),
                gives:
                    "nothing can be added to b in f.yaml:1 without changing something else; edit the file by hand"),
        ])
    func refused(one: Case) throws {
        let problem = try #require(throws: EditProblem.self) {
            try YAMLEdit.append(Self.element, in: SourceText(name: "f.yaml", text: one.before), path: one.path)
        }
        #expect(problem.description == one.after)
    }

    @Test("whatever the texts, they read back")
    func property() throws {
        let texts = ["text:\n  - a\n", "text: [a]\n", "{ text: [a] }\n", "b: 1\n", "text:\n"]
        var random = SeededGenerator(seed: 7)
        let alphabet = Array(
            "ab 1:-,[]{}#&*!|>'\"%@`?\\\n\r\t~=<.\u{7}\u{85}\u{2028}\u{FEFF}üß\u{1F600}".unicodeScalars)
        for round in 0..<500 {
            var words: [String] = []
            for _ in 0..<2 {
                var word = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    word.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
                }
                words.append(String(word))
            }
            let element = NewValue.map([
                .init("k" + words[0], words[1]), .init("list", .list([.scalar(words[0]), .scalar(nil)])),
            ])
            let source = SourceText(name: "f.yaml", text: texts[round % texts.count])
            let edited = try YAMLEdit.append(element, in: source, path: [.key("text")])
            let root = try parse(String(decoding: edited, as: UTF8.self))
            let added = try #require(root["text"]?.elements?.last)
            #expect(added["k" + words[0]]?.text.map { Array($0.unicodeScalars) } == Array(words[1].unicodeScalars))
            #expect(added["list"]?.elements?.count == 2)
        }
    }
}
