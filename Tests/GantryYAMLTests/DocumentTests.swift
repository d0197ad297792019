import GantryCore
import GantryYAML
import Testing

@Suite("Nodes of a document")
struct DocumentTests {
    @Test("scalars keep their text and whether they are plain")
    func scalars() throws {
        let root = try parse(
            "a: NO\nb: 017\nc: 12:30\nd: 1e3\ne: 'NO'\nf: \"x\\n\\u00fc\"\ng: |\n  t\n  u\nh: >-\n  t\n  u\ni:\nj: ~\nk: 'null'\n"
        )
        let texts = try #require(root.entries).map { entry in
            guard case .scalar(let text, let isPlain) = entry.value.kind else { return "?" }
            return "\(text)\(isPlain ? "" : "*")\(entry.value.isNull ? "0" : "")"
        }
        #expect(texts == ["NO", "017", "12:30", "1e3", "NO*", "x\nü*", "t\nu\n*", "t u*", "0", "~0", "null*"])
    }

    @Test("values are typed only where their form is beyond doubt")
    func values() throws {
        let root = try parse("[true, False, 1, -1.50, 017, 0.5, 0, 1e3, NO, ~, 'true', '1', 2026-12-18, {a: [x]}]")
        #expect(
            root.value.json == #"[true,false,1,-1.5,"017",0.5,0,"1e3","NO",null,"true","1","2026-12-18",{"a":["x"]}]"#)
    }

    @Test(
        "an empty file, or one of comments only, is one empty value",
        arguments: ["", "\n", "# x\n", "---\n", "\u{FEFF}"])
    func empty(text: String) throws {
        let root = try parse(text)
        #expect(root.isNull)
        #expect(root.position.line >= 1)
    }

    @Test("the range of every value is exactly its bytes, and its column counts characters")
    func ranges() throws {
        let text = "ü: &a !!str ä b  # c\nbß: [ 'ö''', {k: \"\\\"\" } ]\nd:\n  - e\n  - ф: |\n      z\n"
        let root = try parse(text)
        var found: [String] = []
        func visit(_ node: YAMLNode) {
            let bytes = String(decoding: node.file.bytes[node.byteRange], as: UTF8.self)
            found.append("\(node.position.line):\(node.position.column) \(bytes)")
            for element in node.elements ?? [] { visit(element) }
            for (key, value) in node.entries ?? [] { [key, value].forEach(visit) }
        }
        visit(root)
        #expect(
            found.dropFirst().elementsEqual([
                "1:1 ü", "1:13 ä b", "2:1 bß", "2:5 [ 'ö''', {k: \"\\\"\" } ]", "2:7 'ö'''", "2:14 {k: \"\\\"\" }",
                "2:15 k", "2:18 \"\\\"\"",
                "3:1 d", "4:3 - e\n  - ф: |\n      z\n", "4:5 e", "5:5 ф: |\n      z\n", "5:5 ф", "5:8 |\n      z\n",
            ]))
    }

    @Test("lines and columns are an editor's: CR, LF and CR LF end a line, a byte order mark and U+2028 do not count")
    func positions() throws {
        let root = try parse("\u{FEFF}a: 1\r\nb: \"x\u{2028}y\"\rc: '\u{1F600}' # \u{85}\nd: 4\n")
        let places = try #require(root.entries).map { "\($0.value.position.line):\($0.value.position.column)" }
        #expect(places == ["1:4", "2:4", "3:4", "4:4"])
        #expect(root.file.line(1) == "a: 1")
        #expect(root.file.line(4) == "d: 4")
        #expect(root.file.line(9) == "")
    }

    @Test(
        "offsets inside a scalar's text lead to the bytes in the file",
        arguments: [
            ("a: 10wd ben due x", "ben", "ben"), ("ä: öö ben", "ben", "ben"), ("a: 'it''s ben'", "ben", "ben"),
            ("a: 'it''s'", "'", "''"), ("a: \"x\\ty ben\"", "ben", "ben"), ("a: \"x\\u00fcy\"", "ü", "\\u00fc"),
            ("a: one\n   two ben", "ben", "ben"), ("a: \"one\n\n   two\\\n   ben\"", "ben", "ben"),
            ("a: one\r\n   two\r\n\r\n  ben", "ben", "ben"),
        ])
    func offsets(yaml: String, wanted: String, source: String) throws {
        let node = try #require(try parse(yaml).entries?.first?.value)
        let text = try #require(node.text)
        let range = try #require(text.unicodeScalars.firstRange(of: wanted.unicodeScalars))
        let offset = text.unicodeScalars.distance(from: text.unicodeScalars.startIndex, to: range.lowerBound)
        let bytes = node.byteRange(ofText: offset..<(offset + wanted.unicodeScalars.count))
        #expect(String(decoding: node.file.bytes[bytes], as: UTF8.self) == source)
    }

    @Test("a diagnostic can be about a part of a text")
    func partOfText() throws {
        let node = try #require(try parse("tasks:\n  - design: 10wd bne\n")["tasks"]?.elements?.first?["design"])
        let collector = DiagnosticCollector()
        collector.error(
            .notOneOf, at: node, offset: 5, length: 3, "nobody is called 'bne'", hint: "did you mean 'ben'?")
        #expect(
            collector.diagnostics.first?.description == """
                f.yaml:2:18: error: nobody is called 'bne' [GTY0111]
                    2 |   - design: 10wd bne
                      |                  ^~~ did you mean 'ben'?
                """)
    }

    @Test("aliases stand for what they name, merge keys fill what is not there")
    func aliases() throws {
        let root = try parse(
            """
            base: &b { who: ben, due: 1 }
            one: { <<: *b, due: 2 }
            two: { due: 3, <<: [{ x: 1, who: chi }, *b] }
            three: *b
            "<<": text
            four: { '<<': 1 }
            """)
        #expect(
            root.value.json
                == #"{"<<":"text","base":{"due":1,"who":"ben"},"four":{"<<":1},"one":{"due":2,"who":"ben"},"three":{"due":1,"who":"ben"},"two":{"due":3,"who":"chi","x":1}}"#
        )
    }

    @Test("an anchor given twice means the nearer one above")
    func anchorTwice() throws {
        #expect(try parse("[&a 1, *a, &a 2, *a]").value.json == "[1,1,2,2]")
    }
}

func parse(_ text: String) throws -> YAMLNode {
    let collector = DiagnosticCollector()
    let node = YAMLDocument.parse(SourceText(name: "f.yaml", text: text), collector)
    #expect(collector.diagnostics.isEmpty)
    return try #require(node)
}
