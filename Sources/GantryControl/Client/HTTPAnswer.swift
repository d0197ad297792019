import GantryCore

/// What a server answered.
struct HTTPAnswer: Hashable, Sendable {
    let status: Int
    let body: [UInt8]
}

/// Puts an answer together from its pieces.
///
/// Source: RFC 9112.
struct HTTPAnswerReader {
    /// The most that an answer may have; more is no daemon of ours.
    static let largest = 64 << 20
    private static let largestHead = 64 << 10

    private enum Length {
        case known(Int)
        /// Where the next chunk begins.
        case chunks(Int)
        case untilTheEnd
    }

    private var received: [UInt8] = []
    private var head: (status: Int, end: Int, length: Length)?
    private var whole: [UInt8] = []

    /// - Returns: the answer, once it is whole.
    mutating func take(_ piece: ArraySlice<UInt8>) throws(HTTPExchange.Failure) -> HTTPAnswer? {
        guard received.count + piece.count <= Self.largest else { throw .tooLarge }
        received += piece
        return try answer()
    }

    /// To be called when the other side has nothing more to say.
    ///
    /// - Returns: nil where something is missing.
    func end() throws(HTTPExchange.Failure) -> HTTPAnswer? {
        guard let head else {
            guard received.isEmpty || Self.mayBegin(received) else { throw .notHTTP }
            return nil
        }
        guard case .untilTheEnd = head.length else { return nil }
        return HTTPAnswer(status: head.status, body: Array(received[head.end...]))
    }

    private mutating func answer() throws(HTTPExchange.Failure) -> HTTPAnswer? {
        while head == nil {
            guard Self.mayBegin(received) else { throw .notHTTP }
            guard let end = endOfHead() else {
                guard received.count < Self.largestHead else { throw .notHTTP }
                return nil
            }
            let found = try Self.read(head: received[..<end], end)
            if (100..<200).contains(found.status) {
                // That it goes on.
                received.removeFirst(end)
            } else {
                head = found
                if case .known(let length) = found.length { received.reserveCapacity(min(end + length, Self.largest)) }
            }
        }
        guard let head else { return nil }
        switch head.length {
        case .untilTheEnd: return nil
        case .known(let length):
            guard received.count - head.end >= length else { return nil }
            return HTTPAnswer(status: head.status, body: Array(received[head.end..<head.end + length]))
        case .chunks(let next): return try chunks(from: next, head.status, head.end)
        }
    }

    private mutating func chunks(
        from start: Int, _ status: Int, _ end: Int
    ) throws(HTTPExchange.Failure) -> HTTPAnswer? {
        var next = start
        defer { head = (status, end, .chunks(next)) }
        while let line = received[next...].firstIndex(of: UInt8(ascii: "\n")) {
            let digits = received[next..<line].prefix { $0.hexadecimal != nil }
            guard !digits.isEmpty, digits.count < 9 else { throw .notHTTP }
            let size = digits.reduce(0) { $0 * 16 + Int($1.hexadecimal ?? 0) }
            guard size > 0 else { return HTTPAnswer(status: status, body: whole) }
            // After each chunk its line ends.
            guard received.count >= line + 1 + size + 2 else { return nil }
            whole += received[(line + 1)..<(line + 1 + size)]
            next = line + 1 + size + 2
        }
        return nil
    }

    private static func mayBegin(_ bytes: [UInt8]) -> Bool {
        zip(bytes, "HTTP/1.".utf8).allSatisfy { $0 == $1 }
    }

    /// Where the body begins.
    private func endOfHead() -> Int? {
        var isEmpty = false
        for (index, byte) in received.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                if isEmpty { return index + 1 }
                isEmpty = true
            case UInt8(ascii: "\r"): break
            default: isEmpty = false
            }
        }
        return nil
    }

    private static func read(
        head: ArraySlice<UInt8>, _ end: Int
    ) throws(HTTPExchange.Failure) -> (status: Int, end: Int, length: Length) {
        let lines = String(decoding: head, as: UTF8.self).split { $0.isNewline }
        // `HTTP/1.1 200 OK`.
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count >= 2, words[1].utf8.count == 3, let status = Int(words[1]), status >= 100 else {
            throw .notHTTP
        }
        var length = Length.untilTheEnd
        if status == 204 || status == 304 { length = .known(0) }
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .notHTTP }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            switch line[..<colon].lowercased() {
            case "transfer-encoding":
                guard value.lowercased() == "chunked" else { throw .notHTTP }
                return (status, end, .chunks(end))
            case "content-length":
                guard let count = Int(value), count >= 0 else { throw .notHTTP }
                guard count <= Self.largest else { throw .tooLarge }
                length = .known(count)
            default: break
            }
        }
        return (status, end, length)
    }
}
