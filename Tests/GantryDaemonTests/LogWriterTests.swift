import GantryCore
import Glibc
import Logging
import Synchronization
import Testing

@testable import GantryDaemon

@Suite("The log", .timeLimit(.minutes(1)))
struct LogWriterTests {
    @Test("is written in order")
    func order() throws {
        let pipe = try Pipe()
        let writer = try LogWriter(to: pipe.writing)
        for number in 0..<100 { writer.write("line \(number)") }
        #expect(pipe.lines(100) == (0..<100).map { "line \($0)" })
    }

    @Test("holds up nobody who writes while nobody reads, and says what is missing once somebody does")
    func nobodyReads() throws {
        let pipe = try Pipe()
        let writer = try LogWriter(to: pipe.writing) { "missing \($0)" }
        let line = String(repeating: "x", count: 99)
        // Far more than the pipe and what waits before it can hold.
        for number in 0..<20_000 { writer.write("\(number) \(line)") }
        var (next, isInOrder, gaps) = (0, true, 0)
        _ = pipe.lines { line in
            if line.hasPrefix("missing ") {
                gaps += 1
                next += Int(line.dropFirst(8)) ?? 0
            } else {
                isInOrder = isInOrder && line.hasPrefix("\(next) ")
                next += 1
            }
            return next >= 20_000
        }
        // Each count stands where the lines would.
        #expect(isInOrder && gaps > 0 && next == 20_000)
        writer.write("after it")
        #expect(pipe.lines(1) == ["after it"])
    }

    @Test("is flushed at the end, for no longer than it is given")
    func flush() throws {
        let pipe = try Pipe()
        let writer = try LogWriter(to: pipe.writing)
        writer.write(String(repeating: "x", count: 200_000))
        // Nobody reads: this returns all the same.
        writer.flush(within: .milliseconds(20))
        #expect(pipe.lines(1).first?.count == 200_000)
        writer.write("last words")
        writer.flush(within: .seconds(30))
        #expect(pipe.waiting == "last words\n".utf8.count)
    }

    @Test("goes on where its reader has gone")
    func readerGone() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = try Pipe()
        pipe.closeReading()
        let writer = try LogWriter(to: pipe.writing)
        for _ in 0..<1000 { writer.write("nobody is there") }
        writer.flush(within: .seconds(30))
        writer.write("still nobody")
        writer.flush(within: .seconds(30))
    }

    @Test("cannot be steered, nor begun, by what others wrote into a message")
    func harmless() {
        let written = Mutex<[String]>([])
        var logger = Logger(label: "test") { _ in
            TerminalLog(isJournal: true, clock: { "" }, write: { line in written.withLock { $0.append(line) } })
        }
        logger[metadataKey: "file"] = "a\u{1B}]0;b\u{7}"
        logger.info("plugin x: \u{1B}[2Jgone\r<1>forged\u{2028}\u{202E}line\nsecond")
        #expect(
            written.withLock { $0 } == ["<6>plugin x: ?[2Jgone?<1>forged??line", "<6>second file=a?]0;b?"])
    }
}

/// A pipe, both ends of which are this test's.
private final class Pipe {
    let writing: Int32
    private var reading: Int32
    private var rest = ""

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        closeReading()
        close(writing)
    }

    func closeReading() {
        if reading >= 0 { close(reading) }
        reading = -1
    }

    var waiting: Int {
        var count: Int32 = 0
        return ioctl(reading, UInt(FIONREAD), &count) == 0 ? Int(count) : -1
    }

    func lines(_ count: Int) -> [String] {
        var left = count
        return lines { _ in
            left -= 1
            return left == 0
        }
    }

    /// Reads lines until one that is the last.
    func lines(until isLast: (String) -> Bool) -> [String] {
        var lines: [String] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            while let end = rest.firstIndex(of: "\n") {
                let line = String(rest[..<end])
                rest = String(rest[rest.index(after: end)...])
                lines.append(line)
                if isLast(line) { return lines }
            }
            let count = read(reading, &buffer, buffer.count)
            guard count > 0 else { return lines }
            rest += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
