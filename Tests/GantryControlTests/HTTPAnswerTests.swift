import Testing

@testable import GantryControl

@Suite("An answer from its pieces")
struct HTTPAnswerTests {
    private static let whole: [(text: String, status: Int, body: String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}"),
        ("HTTP/1.1 200 OK\ncontent-length:2\n\n{}", 200, "{}"),
        ("HTTP/1.0 404 Not Found\r\nX: a: b\r\nCONTENT-LENGTH:  3\r\n\r\nabc", 404, "abc"),
        ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        ("HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", 200, ""),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx", 200, "x"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=1\r\n, 10 bytes\r\n0\r\n\r\n", 200,
            "hello, 10 bytes"
        ),
    ]

    @Test("is whole as soon as its last byte is here, whatever the pieces", arguments: whole, [1, 2, 7, 1000])
    func pieces(_ answer: (text: String, status: Int, body: String), size: Int) throws {
        var reader = HTTPAnswerReader()
        let bytes = Array(answer.text.utf8)
        var found: HTTPAnswer?
        for start in stride(from: 0, to: bytes.count, by: size) where found == nil {
            found = try reader.take(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(found == HTTPAnswer(status: answer.status, body: Array(answer.body.utf8)))
    }

    @Test("ends with the connection where it does not say its length")
    func untilTheEnd() throws {
        var reader = HTTPAnswerReader()
        #expect(try reader.take(Array("HTTP/1.1 200 OK\r\n\r\nab".utf8)[...]) == nil)
        #expect(try reader.take(Array("c".utf8)[...]) == nil)
        #expect(try reader.end() == HTTPAnswer(status: 200, body: Array("abc".utf8)))
    }

    @Test(
        "is none where the connection ends before it",
        arguments: [
            "", "HTT", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
        ])
    func early(text: String) throws {
        var reader = HTTPAnswerReader()
        #expect(try reader.take(Array(text.utf8)[...]) == nil)
        #expect(try reader.end() == nil)
    }

    @Test(
        "is none of HTTP's",
        arguments: [
            "hello", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 200 OK\r\nx: " + String(repeating: "a", count: 70_000),
        ])
    func strange(text: String) {
        var reader = HTTPAnswerReader()
        #expect(throws: HTTPExchange.Failure.notHTTP) { try reader.take(Array(text.utf8)[...]) }
    }

    @Test("is refused where it is larger than any answer of a daemon")
    func large() {
        var reader = HTTPAnswerReader()
        let text = "HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n"
        #expect(throws: HTTPExchange.Failure.tooLarge) { try reader.take(Array(text.utf8)[...]) }
    }
}
