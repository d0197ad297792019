import FoundationEssentials
import GantryCore
import GantryTestSupport
import Testing

@testable import GantryTime

@Suite("Time zones")
struct ZoneRulesTests {
    @Test("offsets are those of Python's zoneinfo", arguments: try Golden.Offsets.all())
    func offsets(golden: Golden.Offsets) throws {
        let rules: ZoneRules
        if let footer = FooterRule(golden.name), golden.name != "EST5EDT" {
            var table = OffsetTable(initialOffset: 0)
            footer.extend(&table, after: nil, years: 1677...2263)
            rules = ZoneRules(identifier: golden.name, table: table)
        } else {
            rules = try ZoneRules.load(golden.name)
        }
        #expect(golden.offsets.count >= 6)
        for (second, offset) in golden.offsets {
            #expect(rules.offsetSeconds(at: Instant(secondsSinceEpoch: second)) == offset, "\(second)")
        }
    }

    @Test(
        "a time on the wall has no, one or two instants",
        arguments: [
            ("Europe/Amsterdam", "2026-03-29T02:30", []),
            ("Europe/Amsterdam", "2026-03-29T02:00", []),
            ("Europe/Amsterdam", "2026-03-29T03:00", ["2026-03-29T01:00Z"]),
            ("Europe/Amsterdam", "2026-10-25T02:30", ["2026-10-25T00:30Z", "2026-10-25T01:30Z"]),
            ("Europe/Amsterdam", "2026-10-25T03:00", ["2026-10-25T02:00Z"]),
            ("Australia/Lord_Howe", "2023-04-02T01:45", ["2023-04-01T14:45Z", "2023-04-01T15:15Z"]),
            ("Pacific/Apia", "2011-12-30T12:00", []),
            ("UTC", "2026-03-29T02:30", ["2026-03-29T02:30Z"]),
            ("Europe/Amsterdam", "2200-07-01T12:00", ["2200-07-01T10:00Z"]),
        ]
    )
    func instants(zone: String, local: String, expected: [String]) throws {
        let rules = try ZoneRules.load(zone)
        let text = try #require(LocalTimeText(local))
        let time = LocalDateTime(date: text.date, hour: text.hour, minute: text.minute)
        #expect(try rules.instants(of: time) == expected.map { try at($0) })
        for instant in rules.instants(of: time) { #expect(rules.localTime(at: instant) == time) }
    }

    @Test(
        "a day starts at its first instant, after the gap where midnight is skipped",
        arguments: [
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00Z"),
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z"),
            ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00Z"),
            ("Europe/Amsterdam", "2026-11-02", "2026-11-01T23:00Z"),
        ]
    )
    func start(zone: String, date: String, expected: String) throws {
        #expect(try ZoneRules.load(zone).start(of: day(date)) == at(expected))
    }

    @Test("the local date and time are those on the wall, before 1970 too")
    func local() throws {
        let rules = try ZoneRules.load("America/New_York")
        #expect(rules.localTime(at: try at("1969-12-31T23:59:59.5Z")).description == "1969-12-31T18:59:59")
        #expect(rules.date(at: try at("2026-11-02T04:59Z")).description == "2026-11-01")
        #expect(rules.text(of: try at("2026-11-02T13:00Z")) == "2026-11-02T08:00:00-05:00")
        #expect(rules.offsetSeconds(at: Instant(nanosecondsSinceEpoch: .max)) == -4 * 3600)
        #expect(rules.offsetSeconds(at: Instant(nanosecondsSinceEpoch: .min)) == -17_762)
    }

    @Test(
        "a zone that does not exist is refused with the one that was meant",
        arguments: [
            ("Europe/Amsterdm", "Europe/Amsterdam"), ("europe/berlin", "Europe/Berlin"),
            ("Amsterdam", "Europe/Amsterdam"),
            ("US/New_York", "America/New_York"), ("Europe/New York", "America/New_York"), ("Qwertzuiop", nil),
        ] as [(String, String?)]
    )
    func unknown(name: String, suggestion: String?) throws {
        let problem = try #require(throws: ZoneProblem.self) { try ZoneRules.load(name) }
        #expect(problem.message.contains("'\(name)'"))
        #expect(problem.suggestion == suggestion)
    }

    @Test(
        "names that lead elsewhere are refused",
        arguments: [
            "", "/etc/passwd", "../../../etc/passwd", "Europe/../UTC", "Europe//Berlin", "Europe", ".", "zone.tab",
            "leapseconds", "right/UTC",
        ]
    )
    func refused(name: String) {
        #expect(throws: ZoneProblem.self) { try ZoneRules.load(name) }
    }

    @Test("the names of all zones are known, and each can be read")
    func identifiers() throws {
        let all = ZoneRules.identifiers
        #expect(all.count > 400)
        #expect(all == all.sorted())
        #expect(["Europe/Amsterdam", "America/Argentina/Buenos_Aires", "UTC", "EST5EDT"].allSatisfy(all.contains))
        #expect(all.allSatisfy { !$0.hasPrefix("posix") && !$0.hasPrefix("right") })
        for name in all { _ = try ZoneRules.load(name) }
    }

    @Test("a damaged file is refused, wherever it is cut or changed, and never crashes")
    func damaged() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Dublin")))
        #expect(throws: Never.self) { try ZoneFile.read(bytes) }
        for length in 0..<bytes.count - 1 {
            #expect(throws: ZoneFileError.self, "\(length) bytes") { try ZoneFile.read(Array(bytes.prefix(length))) }
        }
        for index in stride(from: 0, to: bytes.count, by: 3) {
            for value: UInt8 in [0, 0x7F, 0xFF] {
                var changed = bytes
                changed[index] = value
                _ = try? ZoneFile.read(changed)
            }
        }
    }

    @Test(
        "a day of the year without J counts from 0 and counts 29 February, as glibc has it",
        arguments: [
            ("2007-03-01T04:59:59Z", -3), ("2007-03-01T05:00Z", -2), ("2008-02-29T04:59:59Z", -3),
            ("2008-02-29T05:00Z", -2),
        ]
    )
    func ordinalDay(instant: String, hours: Int) throws {
        var table = OffsetTable(initialOffset: 0)
        try #require(FooterRule("AAA3BBB,59/2,300/2")).extend(&table, after: nil, years: 2000...2010)
        #expect(table.offsets[table.index(at: try at(instant).secondsSinceEpoch)] == hours * 3600)
    }

    @Test("the footer holds after the last listed transition only, though that one changes nothing")
    func afterTheLast() throws {
        func number<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
            withUnsafeBytes(of: value.bigEndian, Array.init)
        }
        func header(times: Int32, types: Int32) -> [UInt8] {
            let counts: [Int32] = [0, 0, 0, times, types, 4]
            return Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { number($0) }
        }
        let hour = number(Int32(3600)) + [0, 0]
        let zero = number(Int32(0)) + [0, 0]
        // One hour from 2000 on, said again in 2010: no summers in between, whatever the footer says.
        let times = try ["2000-01-01T00:00Z", "2010-01-01T00:00Z"].map { try at($0).secondsSinceEpoch }
        let first = header(times: 0, types: 1) + zero + Array("AAA\0".utf8)
        let second =
            header(times: 2, types: 2) + times.flatMap { number($0) } + [1, 1] + zero + hour + Array("AAA\0".utf8)
        let table = try ZoneFile.read(first + second + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8))
        for (instant, hours) in [
            ("1999-07-01T00:00Z", 0), ("2000-07-01T00:00Z", 1), ("2009-07-01T00:00Z", 1), ("2010-07-01T00:00Z", 2),
            ("2010-12-01T00:00Z", 1), ("2261-07-01T00:00Z", 2),
        ] {
            #expect(table.offsets[table.index(at: try at(instant).secondsSinceEpoch)] == hours * 3600, "\(instant)")
        }
    }

    @Test(
        "a rule that is none is refused",
        arguments: [
            "", "C", "CET", "CET-1CEST,M3", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.0", "CET-168", "<+1",
            "CET-1CEST,J0,J5",
            "CET-1CEST,M3.5.0,M10.5.0x", "CET--1",
        ]
    )
    func noRule(text: String) {
        #expect(FooterRule(text) == nil)
    }
}
