import GantryCore
import Testing

@testable import GantryPlugins

@Suite("What a plugin may say into the log")
struct SayingMachineTests {
    private let noon = Instant(secondsSinceEpoch: 1_800_000_000)

    @Test("is what it says, while that is little")
    func little() {
        var machine = SayingMachine()
        for second in 0..<1000 {
            let now = noon + .seconds(second)
            for number in 0..<10 { #expect(machine.on("\(number)", at: now) == ["\(number)"]) }
        }
    }

    @Test("of a flood, is the beginning, that it floods, and then a little, with a count of what is missing")
    func flood() {
        var machine = SayingMachine()
        var logged: [String] = []
        // 100,000 lines in ten seconds.
        for number in 0..<100_000 {
            logged += machine.on("line \(number)", at: noon + .microseconds(100 * number))
        }
        logged += machine.rest()
        let said = logged.filter { $0.hasPrefix("line ") }
        #expect(said.prefix(SayingMachine.linesAtOnce) == logged.prefix(SayingMachine.linesAtOnce))
        #expect(said.count <= SayingMachine.linesAtOnce + 10 * SayingMachine.linesPerSecond + 1)
        let missing = logged.compactMap { $0.hasPrefix("(") ? Int($0.dropFirst().prefix { $0.isNumber }) : nil }
        #expect(said.count + missing.reduce(0, +) == 100_000)
    }

    @Test("counts each line of a message, and its bytes")
    func size() {
        var machine = SayingMachine()
        let manyLines = String(repeating: "x\n", count: 500)
        #expect(machine.on(manyLines, at: noon).first?.hasPrefix("(it says too much") == true)
        var bytes = 0
        for _ in 0..<1000 {
            bytes += machine.on(String(repeating: "x", count: 1_000_000), at: noon).reduce(0) { $0 + $1.utf8.count }
        }
        #expect(bytes > SayingMachine.longest && bytes < SayingMachine.bytesAtOnce + 10_000)
    }

    @Test("says how much of a long message is missing, and cuts no character in two")
    func long() {
        var machine = SayingMachine()
        let text = String(repeating: "é", count: 4000)
        let shown = machine.on(text, at: noon)
        #expect(shown.count == 1)
        #expect(shown[0].hasPrefix("éé") && shown[0].hasSuffix(" more)") && !shown[0].contains("\u{FFFD}"))
    }

    @Test("comes back after a clock was put back")
    func clock() {
        var machine = SayingMachine()
        for _ in 0..<1000 { _ = machine.on("x", at: noon) }
        let before = noon - .seconds(86_400)
        #expect(machine.on("x", at: before).isEmpty)
        #expect(machine.on("x", at: before + .seconds(11)).last == "x")
    }
}
