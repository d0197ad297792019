import GantryCore
import Testing

@Suite("Text of others")
struct PrintableTests {
    @Test(
        "does not steer what shows it",
        arguments: [
            "\u{1B}[2J", "\u{1B}]0;owned\u{07}", "a\rb", "\u{9B}31m", "\u{85}", "\u{2028}", "\u{2029}", "\u{202E}abc",
            "\u{2066}x\u{2069}", "\0", "\u{7F}", "a\u{0B}b\u{0C}", "e\u{301}\u{1B}\u{301}", "\r\n\r",
        ])
    func harmless(_ text: String) {
        for shown in [text.printable(), text.printableLine, text.printableLines, text.printable(nil)] {
            let steering = shown.unicodeScalars.filter { $0.isSteering && $0 != "\n" }
            #expect(steering.isEmpty)
        }
        let lines = text.printableLine.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        #expect(lines.count == 1)
        // Programs read the same text back, and a terminal that it is shown on is not steered.
        let json = Value.text(text).json
        let steering = json.unicodeScalars.filter(\.isSteering)
        #expect(steering.isEmpty)
    }

    @Test("stays what it is where it is harmless", arguments: ["", "plain", "naïve 日本 🚀 👩‍💻", "שלום", "a\u{301}"])
    func same(_ text: String) {
        #expect(text.printable() == text)
        #expect(text.printableLine == text)
        #expect(text.printableLines == text)
        #expect(Value.text(text).json == "\"\(text)\"")
    }

    @Test("keeps its lines and tabs where it has several")
    func lines() {
        #expect("a\nb\tc".printableLines == "a\nb\tc")
        #expect("a\r\nb".printableLines == "a\nb")
        #expect("a\nb\tc".printableLine == "a b c")
    }
}
