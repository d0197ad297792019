import GantryPluginKit
import Testing

@Suite("Frames")
struct FrameTests {
    static let contents: [[UInt8]] = [
        Array("{}".utf8), [], Array("é\r\n\r\nContent-Length: 3".utf8), Array(repeating: 7, count: 9000),
    ]

    private func read(_ pieces: [ArraySlice<UInt8>], limit: Int = 10_000) throws -> [[UInt8]] {
        var reader = FrameReader(limit: limit)
        var frames: [[UInt8]] = []
        for piece in pieces { frames += try reader.frames(from: piece) }
        try reader.finish()
        return frames
    }

    @Test("finds the same frames however the bytes are cut", arguments: [1, 2, 3, 7, 64, 5000, 1_000_000])
    func cuts(_ size: Int) throws {
        let bytes = Self.contents.flatMap(FrameWriter.frame)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
        #expect(try read(pieces) == Self.contents)
    }

    @Test("gives a frame as soon as its last byte is there")
    func soon() throws {
        var reader = FrameReader(limit: 10)
        #expect(try reader.frames(from: Array("Content-Length: 2\r\n\r\na".utf8)) == [])
        #expect(try reader.frames(from: [0x62]) == [[0x61, 0x62]])
        try reader.finish()
    }

    @Test(
        "takes headers as others write them",
        arguments: [
            "content-length:2\r\n\r\nab", "Content-Type: x; charset=utf-8\r\nContent-Length:  2 \r\n\r\nab",
            "CONTENT-LENGTH: 02\r\nX_Y: \r\n\r\nab",
        ])
    func headers(_ text: String) throws {
        #expect(try read([Array(text.utf8)[...]]) == [[0x61, 0x62]])
    }

    @Test(
        "says what is no frame",
        arguments: [
            ("starting up…\n", "'starting up…' is not the header of a frame"),
            ("\n", "'' is not the header of a frame"),
            ("{\"jsonrpc\": \"2.0\"}\r\n", "'{\"jsonrpc\": \"2.0\"}' is not the header of a frame"),
            ("hello\r\n", "'hello' is not the header of a frame"),
            (": 2\r\n", "': 2' is not the header of a frame"),
            ("Content-Length: x\r\n", "'Content-Length: x' is not the length of a frame"),
            ("Content-Length: -2\r\n", "'Content-Length: -2' is not the length of a frame"),
            ("Content-Length: +2\r\n", "'Content-Length: +2' is not the length of a frame"),
            ("Content-Length:\r\n", "'Content-Length:' is not the length of a frame"),
            (
                "Content-Length: 99999999999999999999\r\n",
                "'Content-Length: 99999999999999999999' is not the length of a frame"
            ),
            ("Content-Length: 10001\r\n", "a frame has 10001 bytes, and at most 10000 are taken"),
            ("Content-Length: 2\r\nContent-Length: 2\r\n", "a frame has two lengths"),
            ("X: 2\r\n\r\n", "a frame has no Content-Length"),
            ("\r\n", "a frame has no Content-Length"),
            ("Content-Length: 2\r\n", "it ended within the header of a frame"),
            ("Conte", "it ended within the header of a frame"),
            ("Content-Length: 2\r\n\r\na", "it ended within a frame, after 1 of 2 bytes"),
        ])
    func garbage(_ text: String, _ words: String) {
        let bytes = Array(text.utf8)
        #expect(throws: MessageProblem(words)) { try read([bytes[...]]) }
        #expect(throws: MessageProblem(words)) { try read(bytes.indices.map { bytes[$0...$0] }) }
    }

    @Test("gives up on a header without an end, in one line or in many")
    func endlessHeader() {
        var reader = FrameReader(limit: 10)
        #expect(throws: MessageProblem.self) { try reader.frames(from: Array(repeating: 0x61, count: 8193)) }
        var second = FrameReader(limit: 10)
        let lines = Array(String(repeating: "X-Filler: \(String(repeating: "y", count: 80))\r\n", count: 100).utf8)
        #expect(throws: MessageProblem.self) { try second.frames(from: lines) }
    }

    @Test("an end between frames, or before any, is an end")
    func cleanEnd() throws {
        #expect(try read([]) == [])
        #expect(try read([FrameWriter.frame([1])[...]]) == [[1]])
    }
}
