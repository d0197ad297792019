import GantryCore
import GantryYAML
import Testing

@Suite("Edits in place")
struct EditTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let before: String
        let path: [PathElement]
        let value: String?
        let after: String

        init(_ before: String, _ path: PathElement..., to value: String?, _ after: String) {
            (self.before, self.path, self.value, self.after) = (before, path, value, after)
        }

        var testDescription: String { "\(before) \(path)" }
    }

    @Test(
        "one value changes and every other byte stays",
        arguments: [
            Case("a: 1 # one\nb: 2\n", .key("a"), to: "10", "a: 10 # one\nb: 2\n"),
            Case("a:   1\t# one\r\nb: 2\r\n", .key("a"), to: "x y", "a:   x y\t# one\r\nb: 2\r\n"),
            Case("\u{FEFF}ü: ä\n", .key("ü"), to: "ö", "\u{FEFF}ü: ö\n"),
            Case("a: 'x'\n", .key("a"), to: "it's", "a: 'it''s'\n"),
            Case("a: \"x\"\n", .key("a"), to: "say \"hi\" \\", "a: \"say \\\"hi\\\" \\\\\"\n"),
            Case("a: 'x'\n", .key("a"), to: "two\nlines", "a: \"two\\nlines\"\n"),
            Case("a: x\n", .key("a"), to: "call: ben", "a: 'call: ben'\n"),
            Case("a: x\n", .key("a"), to: "ben #2", "a: 'ben #2'\n"),
            Case("a: x\n", .key("a"), to: "", "a: ''\n"),
            Case("a: x\n", .key("a"), to: "null", "a: 'null'\n"),
            Case("a: x\n", .key("a"), to: " x", "a: ' x'\n"),
            Case("a: x\n", .key("a"), to: "*x", "a: '*x'\n"),
            Case("a: x\n", .key("a"), to: "- x", "a: '- x'\n"),
            Case("a: x\n", .key("a"), to: "\u{7}\u{2028}\u{FEFF}", "a: \"\\u0007\\u2028\\uFEFF\"\n"),
            Case("a: x\n", .key("a"), to: nil, "a: null\n"),
            Case("{ a: x, b: y }\n", .key("a"), to: "v, w", "{ a: 'v, w', b: y }\n"),
            Case("{a: x}", .key("a"), to: "v]", "{a: 'v]'}"),
            Case("a: one\n   two\nb: 2\n", .key("a"), to: "three", "a: three\nb: 2\n"),
            Case("a: |\n  one\n  two\n\nb: 2\n", .key("a"), to: "three", "a: three\n\nb: 2\n"),
            Case("a: >-\n  one\n# c\nb: 2\n", .key("a"), to: "three", "a: three\n# c\nb: 2\n"),
            Case("a: \"one\n  two\" # c\n", .key("a"), to: "three", "a: \"three\" # c\n"),
            Case("a:\nb: 2\n", .key("a"), to: "1", "a: 1\nb: 2\n"),
            Case("a:   # open\nb: 2\n", .key("a"), to: "1", "a: 1   # open\nb: 2\n"),
            Case("a: ~\n", .key("a"), to: "1", "a: 1\n"),
            Case("a: &x !!str one\nb: 2\n", .key("a"), to: "three", "a: &x !!str three\nb: 2\n"),
            Case("{a, b: 1}\n", .key("a"), to: "1", "{a: 1, b: 1}\n"),
            Case("a:", .key("a"), to: "1", "a: 1"),
            Case("- a\n-\n- c\n", .index(1), to: "b", "- a\n- b\n- c\n"),
            Case(
                "t:\n- id: a\n  x: 1\n- id: b # B\n  x: 2\n", .key("t"), .entry(key: "id", value: "b"), .key("x"),
                to: "3", "t:\n- id: a\n  x: 1\n- id: b # B\n  x: 3\n"),
            Case(
                "- { id: a, x: 1 }\n- { id: b, x: 2 }\n", .entry(key: "id", value: "b"), .key("id"), to: "c",
                "- { id: a, x: 1 }\n- { id: c, x: 2 }\n"),
            Case("? a\n: 1\n? b\n: 2\n", .key("b"), to: "3", "? a\n: 1\n? b\n: 3\n"),
        ])
    func change(one: Case) throws { try check(one) }

    @Test(
        "a key that is missing is added as the mapping's last",
        arguments: [
            Case("a: 1\n", .key("b"), to: "2", "a: 1\nb: 2\n"),
            Case("a: 1", .key("b"), to: "2", "a: 1\nb: 2"),
            Case("a: 1 # one\n\n# end\n", .key("b"), to: "2", "a: 1 # one\nb: 2\n\n# end\n"),
            Case("a: 1\r\nc: 3\r\n", .key("b"), to: "2", "a: 1\r\nc: 3\r\nb: 2\r\n"),
            Case("a:\n  x: 1\nb: 2\n", .key("a"), .key("y"), to: "v: w", "a:\n  x: 1\n  y: 'v: w'\nb: 2\n"),
            Case(
                "- id: a\n- id: b\n\n- id: c\n", .index(1), .key("x"), to: "2", "- id: a\n- id: b\n  x: 2\n\n- id: c\n"),
            Case(
                "-   id: a\n    y: [1,\n  2]\n", .index(0), .key("x"), to: "2",
                "-   id: a\n    y: [1,\n  2]\n    x: 2\n"),
            Case(
                "t:\n  - id: a\n    text: |\n      long\n      text\n  - id: b\n", .key("t"), .index(0), .key("x"),
                to: "2", "t:\n  - id: a\n    text: |\n      long\n      text\n    x: 2\n  - id: b\n"),
            Case("a:\n", .key("b"), to: "2", "a:\nb: 2\n"),
            Case("a: # open\n", .key("b"), to: "2", "a: # open\nb: 2\n"),
            Case("a: &x 1\nc: *x\n", .key("b"), to: "2", "a: &x 1\nc: *x\nb: 2\n"),
            Case("{ a: 1 }\n", .key("b"), to: "x, y", "{ a: 1, b: 'x, y' }\n"),
            Case("{}\n", .key("b"), to: "2", "{b: 2}\n"),
            Case("{ }\n", .key("b"), to: "2", "{b: 2 }\n"),
            Case("{ a: 1, }\n", .key("b"), to: "2", "{ a: 1, b: 2, }\n"),
            Case(
                "{\n  a: [1], # one\n  c: { x: 1 } # two\n}\n", .key("b"), to: "2",
                "{\n  a: [1], # one\n  c: { x: 1 }, b: 2 # two\n}\n"),
            Case(
                "- { id: a }\n- { id: b, who: [x] }\n", .entry(key: "id", value: "b"), .key("left"), to: "3wd",
                "- { id: a }\n- { id: b, who: [x], left: 3wd }\n"),
            Case("a: 1\n", .key("b: c"), to: "2", "a: 1\n'b: c': 2\n"),
            Case("\u{FEFF}a: ä # ü\n", .key("b"), to: "ö", "\u{FEFF}a: ä # ü\nb: ö\n"),
            // With the mappings around it.
            Case("a: 1\n", .key("t"), .key("b"), to: "2", "a: 1\nt: { b: 2 }\n"),
            Case("a: 1\n", .key("t"), .key("u"), .key("b"), to: "2", "a: 1\nt: { u: { b: 2 } }\n"),
            Case(
                "t:\n  # of\n  u: { c: 3 }\n", .key("t"), .key("v"), .key("b"), to: "2",
                "t:\n  # of\n  u: { c: 3 }\n  v: { b: 2 }\n"),
            Case("t: {}\n", .key("t"), .key("u"), .key("b"), to: "2", "t: {u: { b: 2 }}\n"),
            Case("t:\n", .key("t"), .key("b"), to: "2", "t: { b: 2 }\n"),
            Case("t: ~ # x\n", .key("t"), .key("b"), to: "2", "t: { b: 2 } # x\n"),
            Case("# only this\n", .key("t"), .key("b"), to: "2", "# only this\nt: { b: 2 }\n"),
            Case("", .key("t"), .key("b"), to: "2", "t: { b: 2 }\n"),
        ])
    func insert(one: Case) throws { try check(one) }

    private func check(_ one: Case) throws {
        let edited = try YAMLEdit.setScalar(
            in: SourceText(name: "f.yaml", text: one.before), path: one.path, to: one.value)
        #expect(String(decoding: edited, as: UTF8.self) == one.after)
        #expect(edited == Array(one.after.utf8))
    }

    @Test(
        "what cannot be changed alone is refused, and says where",
        arguments: [
            Case(
                "a: &x 1\nb: *x\n", .key("b"), to: "2",
                "b in f.yaml:1 cannot be changed without changing something else; edit the file by hand"),
            Case(
                "a: &x { c: 1 }\nb: { <<: *x }\n", .key("b"), .key("c"), to: "2",
                "b.c in f.yaml:1 cannot be changed without changing something else; edit the file by hand"),
            Case(
                "a: &x { c: 1 }\nb: *x\n", .key("b"), .key("d"), to: "2",
                "b.d in f.yaml:1 cannot be changed without changing something else; edit the file by hand"),
            Case("a: [1]\n", .key("a"), to: "2", "a in f.yaml:1 is a list, not a single value"),
            Case("x:\n  a: {}\n", .key("x"), .key("a"), to: "2", "x.a in f.yaml:2 is a mapping, not a single value"),
            Case(
                "t: [{ id: a }]\n", .key("t"), .entry(key: "id", value: "b"), .key("x"), to: "2",
                "t[id: b] is not in f.yaml:1"),
            Case("t: [a]\n", .key("t"), .index(1), to: "2", "t[1] is not in f.yaml:1"),
            Case(
                "a: [\n", .key("a"), to: "2",
                "f.yaml cannot be changed: f.yaml:1:4: error: this '[' is never closed [GTY0101]\n    1 | a: [\n      |    ^ close it"
            ),
            // The line end that the new line needs would become part of the text above it.
            Case(
                "a: |\n  text", .key("b"), to: "2",
                "b in f.yaml:1 cannot be changed without changing something else; edit the file by hand"),
            Case(
                "[a: 1]\n", .index(0), .key("b"), to: "2",
                "[0].b in f.yaml:1 cannot be changed without changing something else; edit the file by hand"),
        ])
    func refused(one: Case) throws {
        let problem = try #require(throws: EditProblem.self) {
            try YAMLEdit.setScalar(in: SourceText(name: "f.yaml", text: one.before), path: one.path, to: one.value)
        }
        #expect(problem.description == one.after)
    }

    @Test("whatever the text and wherever it goes, it reads back, and the bytes around it stay")
    func property() throws {
        let text =
            "\u{FEFF}# ä\r\nname: 'CRM' # n\r\ntasks:\r\n  - { id: build, who: [ben, \"chi\"], due: 2026-12-18, x: }\r\n  - id: design # d\r\n    text: |\r\n      one\r\n\r\n    said: a\r\n     b\r\n    done: ~\r\nlast: \"q\"   \r\n"
        let source = SourceText(name: "f.yaml", text: text)
        let root = try parse(text)
        let paths: [[PathElement]] = [
            [.key("name")], [.key("last")], [.key("tasks"), .index(0), .key("id")],
            [.key("tasks"), .index(0), .key("who"), .index(1)],
            [.key("tasks"), .index(0), .key("x")], [.key("tasks"), .index(1), .key("text")],
            [.key("tasks"), .index(1), .key("said")],
            [.key("tasks"), .index(1), .key("done")], [.key("tasks"), .index(1), .key("new")],
            [.key("tasks"), .index(0), .key("new")], [.key("new")],
        ]
        var random = SeededGenerator(seed: 11)
        let alphabet = Array(
            "ab 1:-,[]{}#&*!|>'\"%@`?\\\n\r\t~=<.\u{7}\u{85}\u{2028}\u{FEFF}\u{FFFF}üß\u{1F600}".unicodeScalars)
        for _ in 0..<1_000 {
            let path = paths[Int.random(in: 0..<paths.count, using: &random)]
            var value = ""
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                value.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            let edited = try YAMLEdit.setScalar(in: source, path: path, to: value)
            let result = try parse(String(decoding: edited, as: UTF8.self))
            let found = path.reduce(result as YAMLNode?) { node, element in
                switch element {
                case .key(let key): node?[key]
                case .index(let index): node?.elements?[index]
                case .entry: nil
                }
            }
            #expect(found?.text.map { Array($0.unicodeScalars) } == Array(value.unicodeScalars))
            // What stands before and behind the edit is the file's own.
            let prefix = zip(edited, source.bytes).prefix { $0 == $1 }.count
            let suffix = zip(edited.reversed(), source.bytes.reversed()).prefix { $0 == $1 }.count
            #expect(prefix + suffix >= source.bytes.count - 20)
        }
        #expect(root["name"]?.text == "CRM")
    }
}
