import GantryCore

/// A compiled time zone file, versions 1 to 4.
///
/// Source: RFC 9636 (TZif).
enum ZoneFile {
    /// An `Instant` covers the years 1678 to 2262.
    static let years = 1677...2263

    private struct Header {
        let version: UInt8
        let isUTCount, isStandardCount, leapCount, timeCount, typeCount, nameSize: Int

        /// The bytes that follow the header, transitions being `timeSize` bytes each.
        func bodySize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + isStandardCount
                + isUTCount
        }
    }

    /// The offsets that the file lists, and those its footer foretells.
    ///
    /// Throws a text that says what is wrong with the file.
    static func read(_ bytes: [UInt8]) throws(ZoneFileError) -> OffsetTable {
        var reader = ByteReader(bytes)
        var header = try self.header(&reader)
        let isLong = header.version >= UInt8(ascii: "2")
        if isLong {
            // The first part is for readers of 32-bit times; the second has everything.
            guard reader.take(header.bodySize(timeSize: 4)) != nil else { throw .truncated }
            header = try self.header(&reader)
        }
        // "right/" zones count leap seconds, which POSIX time does not.
        guard header.leapCount == 0 else { throw .countsLeapSeconds }
        var (table, last) = try transitions(&reader, header, isLong: isLong)
        if isLong, let rule = try footer(&reader, bytes) {
            rule.extend(&table, after: last, years: years)
        }
        return table
    }

    private static func header(_ reader: inout ByteReader) throws(ZoneFileError) -> Header {
        guard reader.take(4).map(Array.init) == Array("TZif".utf8), let version = reader.uint8(), reader.take(15) != nil
        else {
            throw .notAZone
        }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = reader.int32(), (0...100_000).contains(count) else { throw .truncated }
            counts.append(Int(count))
        }
        guard counts[4] > 0 else { throw .truncated }
        return Header(
            version: version, isUTCount: counts[0], isStandardCount: counts[1], leapCount: counts[2],
            timeCount: counts[3], typeCount: counts[4], nameSize: counts[5]
        )
    }

    /// The listed transitions, and the instant of the last, which need not change the offset.
    private static func transitions(
        _ reader: inout ByteReader, _ header: Header, isLong: Bool
    ) throws(ZoneFileError) -> (table: OffsetTable, last: Int64?) {
        var times: [Int64] = []
        for _ in 0..<header.timeCount {
            guard let time = isLong ? reader.int64() : reader.int32().map(Int64.init) else { throw .truncated }
            if let last = times.last, time <= last { throw .truncated }
            times.append(time)
        }
        guard let indices = reader.take(header.timeCount) else { throw .truncated }
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            guard let offset = reader.int32(), reader.take(2) != nil, abs(Int(offset)) < 26 * 3600 else {
                throw .truncated
            }
            offsets.append(Int(offset))
        }
        let rest = header.nameSize + header.isStandardCount + header.isUTCount
        guard reader.take(rest) != nil else { throw .truncated }
        var table = OffsetTable(initialOffset: offsets[0])
        for (time, index) in zip(times, indices) {
            guard Int(index) < offsets.count else { throw .truncated }
            table.append(at: time, offset: offsets[Int(index)])
        }
        return (table, times.last)
    }

    private static func footer(_ reader: inout ByteReader, _ bytes: [UInt8]) throws(ZoneFileError) -> FooterRule? {
        let newline = UInt8(ascii: "\n")
        let rest = bytes[reader.position...]
        guard rest.first == newline, let end = rest.dropFirst().firstIndex(of: newline) else { throw .truncated }
        let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        if text.isEmpty { return nil }
        guard let rule = FooterRule(text) else { throw .badFooter(text) }
        return rule
    }
}

/// What is wrong with a time zone file.
enum ZoneFileError: Error, Hashable, CustomStringConvertible {
    case notAZone, truncated, countsLeapSeconds
    case badFooter(String)

    var description: String {
        switch self {
        case .notAZone: "it is not a time zone file"
        case .truncated: "the file is damaged"
        case .countsLeapSeconds: "it counts leap seconds, which the clock of the system does not"
        case .badFooter(let text): "its rule '\(text)' cannot be read"
        }
    }
}
