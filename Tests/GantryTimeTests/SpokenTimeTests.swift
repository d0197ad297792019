import GantryCore
import GantryTime
import Testing

@Suite("Times as people read and type them")
struct SpokenTimeTests {
    private static func instants(_ texts: [String]) -> [Instant] { texts.compactMap { Instant(rfc3339: $0) } }

    @Test(
        "seconds are said where minutes do not tell planned instants apart",
        arguments: [
            (["2026-11-02T08:00:00Z", "2026-11-02T08:01:00Z"], .minutes),
            (["2026-11-02T08:00:00Z", "2026-11-02T08:00:01Z"], .seconds),
            (["2026-11-02T08:00:30Z"], .seconds), (["2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z"], .minutes),
            // What is observed is never on a whole second.
            (["2026-11-02T08:00:12.345Z", "2026-11-02T08:01:00.001Z"], .minutes),
            (["2026-11-02T08:00:12.345Z", "2026-11-02T08:00:13.001Z"], .seconds), ([], .minutes),
        ] as [([String], ClockPrecision)])
    func precision(_ instants: [String], _ precision: ClockPrecision) {
        #expect(ClockPrecision(telling: Self.instants(instants)) == precision)
    }

    @Test(
        "what is to be typed is short, and read as the same instant",
        arguments: [
            ("2026-11-02T07:00:00Z", "2026-11-02T08:00"), ("2026-11-02T07:00:01Z", "2026-11-02T08:00:01"),
            // The clock shows these two alike.
            ("2026-10-25T00:30:00Z", "2026-10-25T02:30"), ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"),
        ])
    func typed(_ instant: String, _ text: String) throws {
        let zone = try ZoneRules.load("Europe/Amsterdam")
        let instant = try #require(Instant(rfc3339: instant))
        #expect(zone.typed(instant) == text)
        #expect(zone.instant(of: try #require(LocalTimeText(text))) == instant)
    }

    @Test("says an instant to the minute or the second, with the year where it is another")
    func spoken() throws {
        let zone = try ZoneRules.load("Europe/Amsterdam")
        let (instant, now) = (Self.instants(["2026-11-02T07:00:01Z"])[0], Self.instants(["2027-01-01T00:00:00Z"])[0])
        #expect(zone.spoken(instant, seenFrom: instant) == "Mon 2 Nov 08:00")
        #expect(zone.spokenExactly(instant, seenFrom: now) == "Mon 2 Nov 2026 08:00:01")
    }
}
