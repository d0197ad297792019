import Foundation
import GantryCore
import Testing

@testable import GantryTime

@Suite("The zone of this process")
struct SystemZoneTests {
    @Test(
        "is TZ, else where /etc/localtime points, else /etc/timezone, else UTC",
        arguments: [
            (":Europe/Paris", "Europe/Rome\n", "/usr/share/zoneinfo/Asia/Tokyo", "Europe/Paris"),
            ("/usr/share/zoneinfo/Europe/Paris", nil, nil, "Europe/Paris"),
            (":/usr/share/zoneinfo/Europe/Paris", nil, nil, "Europe/Paris"), ("", "Europe/Rome\n", nil, "UTC"),
            (nil, "Europe/Rome\n", "/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
            (nil, "Europe/Rome\n", nil, "Europe/Rome"),
            (nil, nil, "../usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"), (nil, nil, nil, "UTC"),
        ] as [(String?, String?, String?, String)])
    func order(variable: String?, file: String?, link: String?, expected: String) throws {
        let zone = try zone(variable: variable, file: file, link: link)
        #expect(zone.rules.identifier == expected)
        #expect(zone.complaint == nil)
    }

    @Test("may be a copy of a zone's file, as /etc/localtime is in containers")
    func copy() throws {
        let root = try root()
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.copyItem(
            atPath: "/usr/share/zoneinfo/Asia/Tokyo", toPath: root + "/etc/localtime")
        let zone = SystemZone.of(variable: nil, root: root)
        #expect(zone.rules.offsetSeconds(at: Instant(secondsSinceEpoch: 1_800_000_000)) == 9 * 3600)
        let named = SystemZone.of(variable: root + "/etc/localtime", root: "")
        #expect(named.rules.offsetSeconds(at: Instant(secondsSinceEpoch: 1_800_000_000)) == 9 * 3600)
    }

    @Test(
        "may be a rule, as POSIX writes them",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", 3600, 7200), ("<+0330>-3:30", 12_600, 12_600), ("UTC0", 0, 0),
            ("EST5EDT,M3.2.0,M11.1.0", -18_000, -14_400), ("AEST-10AEDT,M10.1.0,M4.1.0/3", 39_600, 36_000),
        ])
    func rule(text: String, january: Int, july: Int) throws {
        let zone = SystemZone.of(variable: text, root: "")
        #expect(zone.complaint == nil)
        #expect(zone.rules.identifier == text)
        let januaryDay = try #require(Instant(rfc3339: "2027-01-15T12:00:00Z"))
        #expect(zone.rules.offsetSeconds(at: januaryDay) == january)
        let julyDay = try #require(Instant(rfc3339: "2027-07-15T12:00:00Z"))
        #expect(zone.rules.offsetSeconds(at: julyDay) == july)
    }

    @Test("a rule counts as the zone that has it")
    func agrees() throws {
        let written = SystemZone.of(variable: "CET-1CEST,M3.5.0,M10.5.0/3", root: "").rules
        let named = try ZoneRules.load("Europe/Berlin")
        let start = try #require(Instant(rfc3339: "2027-01-01T00:00:00Z"))
        for hour in 0..<(366 * 24) {
            let instant = start + .seconds(hour * 3600)
            #expect(written.offsetSeconds(at: instant) == named.offsetSeconds(at: instant))
        }
    }

    @Test(
        "is UTC, and says so, where nothing can be made of it",
        arguments: [
            ("Mars/Base", "'Mars/Base'"), ("Europe/Berlni", "did you mean Europe/Berlin?"),
            (":CET-1CEST", "'CET-1CEST'"),
            ("/nowhere/zone", "'/nowhere/zone'"), ("/etc/passwd", "is not a time zone file"), ("../etc/passwd", "UTC"),
        ])
    func unknown(variable: String, said: String) throws {
        let zone = SystemZone.of(variable: variable, root: "")
        #expect(zone.rules == .utc)
        let complaint = try #require(zone.complaint)
        #expect(complaint.description.contains(said), "\(complaint)")
        #expect(complaint.description.contains("UTC"))
    }

    @Test("is UTC, and says so, where the machine's own is broken")
    func broken() throws {
        let zone = try zone(variable: nil, file: "Mars/Base\n", link: nil)
        #expect(zone.rules == .utc)
        #expect(zone.complaint?.message.contains("Mars/Base") == true)
    }

    private func zone(variable: String?, file: String?, link: String?) throws -> SystemZone {
        let root = try root()
        defer { try? FileManager.default.removeItem(atPath: root) }
        if let file { try file.write(toFile: root + "/etc/timezone", atomically: false, encoding: .utf8) }
        if let link {
            try FileManager.default.createSymbolicLink(atPath: root + "/etc/localtime", withDestinationPath: link)
        }
        return SystemZone.of(variable: variable, root: root)
    }

    private func root() throws -> String {
        let root = "/tmp/gantry-zone-\(UUID())"
        try FileManager.default.createDirectory(atPath: root + "/etc", withIntermediateDirectories: true)
        return root
    }
}

@Suite("A local time that a person writes")
struct MeantInstantTests {
    @Test(
        "may lie beyond the years that an instant covers",
        arguments: [
            ("0001-01-01", "1677-09-21T00:12:43.145Z"), ("1677-01-01T12:00", "1677-09-21T00:12:43.145Z"),
            ("9999-12-31", "2262-04-11T23:47:16.854Z"),
        ])
    func beyond(text: String, shown: String) throws {
        let meant = ZoneRules.utc.instant(of: try #require(LocalTimeText(text)))
        #expect(ZoneRules.utc.text(of: meant) == shown)
    }

    @Test(
        "is the instant it names, the first of two, and the first after a gap",
        arguments: [
            ("2026-03-29T01:59:59", "2026-03-29T01:59:59+01:00"), ("2026-03-29T02:00", "2026-03-29T03:00:00+02:00"),
            ("2026-03-29T02:30:00.5", "2026-03-29T03:00:00+02:00"), ("2026-03-29T03:00", "2026-03-29T03:00:00+02:00"),
            ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"), ("2026-11-02", "2026-11-02T00:00:00+01:00"),
            ("2026-03-29T02:30Z", "2026-03-29T04:30:00+02:00"),
            ("2026-11-02T08:00:00.25", "2026-11-02T08:00:00.25+01:00"),
        ])
    func berlin(text: String, expected: String) throws {
        let zone = try ZoneRules.load("Europe/Berlin")
        let meant = zone.instant(of: try #require(LocalTimeText(text)))
        let instant = try #require(Instant(rfc3339: expected))
        #expect(meant == instant)
    }

    @Test(
        "where midnight is skipped, or a whole day, it is the first instant after",
        arguments: [
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"),
            ("Pacific/Apia", "2011-12-30T15:00", "2011-12-31T00:00:00+14:00"),
        ])
    func far(zone: String, text: String, expected: String) throws {
        let meant = try ZoneRules.load(zone).instant(of: try #require(LocalTimeText(text)))
        let instant = try #require(Instant(rfc3339: expected))
        #expect(meant == instant)
    }
}
