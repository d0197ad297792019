import GantryCore
import Testing

@testable import GantryYAML

@Suite("Places in a text")
struct SourceTextTests {
    /// Line and column of every byte, counted one by one.
    private func places(_ bytes: [UInt8], from start: Int) -> [(line: Int, column: Int)] {
        var (line, column) = (1, 1)
        var result: [(line: Int, column: Int)] = []
        for index in start...bytes.count {
            // A byte inside of a character is in the place after the bytes before it, as its first one is not.
            result.append((line, column))
            guard index < bytes.count else { break }
            let isReturn = bytes[index] == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)
            if bytes[index] == 0x0A || isReturn {
                (line, column) = (line + 1, 1)
            } else if bytes[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        return result
    }

    @Test(
        "lines and columns are those that one counts by hand",
        arguments: [
            "", "\n", "\n\n\n", "a", "a\n", "a\r\nb\rc\n\r", "\u{FEFF}a\nb", "ü\nß\r\nф€𝄞x\r",
            String(repeating: "word ü, ", count: 100) + "\n" + String(repeating: "x", count: 300),
            String(repeating: "\n", count: 300), String(repeating: "\r\n", count: 200),
            String(repeating: "ä\r", count: 200),
            String(repeating: "x", count: 127) + "\r\n" + String(repeating: "y", count: 126) + "\n",
            String(repeating: "line\n", count: 100),
        ])
    func everyByte(text: String) {
        let source = SourceText(name: "a.yaml", text: text)
        let wanted = places(source.bytes, from: source.start)
        for (index, place) in wanted.enumerated() {
            let position = source.position(ofByte: source.start + index)
            #expect(position == SourcePosition(file: "a.yaml", line: place.line, column: place.column))
        }
        #expect(source.lineCount == wanted.last?.line)
        #expect(source.isASCII == text.utf8.dropFirst(source.start).allSatisfy { $0 < 0x80 })
        var characters = 0
        for (index, byte) in source.bytes[source.start...].enumerated() where byte & 0xC0 != 0x80 {
            #expect(source.byte(ofCharacter: characters) == source.start + index)
            #expect(source.character(ofByte: source.start + index) == characters)
            characters += 1
        }
        #expect(source.byte(ofCharacter: characters) == source.bytes.count)
    }

    @Test("a line is its text without its end")
    func lines() {
        let source = SourceText(name: "a.yaml", text: "\u{FEFF}a\r\nbß\rc\n" + String(repeating: "d", count: 500))
        #expect((0...5).map { source.line($0) } == ["", "a", "bß", "c", String(repeating: "d", count: 500), ""])
    }
}
