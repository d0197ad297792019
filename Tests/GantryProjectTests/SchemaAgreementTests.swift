import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("The schema and the reader agree", .timeLimit(.minutes(3)))
struct SchemaAgreementTests {
    /// Mistakes of meaning, which no schema sees.
    private static let meaning: Set<String> = [
        "GTY0201", "GTY0202", "GTY0203", "GTY0209", "GTY0211", "GTY0212", "GTY0213", "GTY0224", "GTY0601",
    ]

    /// Reads each text and holds it against the schema; gives those on which the two differ.
    private func differences(_ texts: [String]) throws -> [String] {
        let complaints = try SchemaValidator.project.complaints(about: Dictionary(texts.map { ($0, $0) }) { $1 })
        #expect(complaints.count > 500)
        return complaints.filter { text, complaints in
            let errors = Read(text).errors.filter { !Self.meaning.contains($0.code.description) }
            return errors.isEmpty != complaints.isEmpty && !complaints.contains { $0.hasPrefix("not YAML") }
        }.map { text, complaints in
            "\(text)  schema: \(complaints)  reader: \(Read(text).errors.map(\.message))"
        }.sorted()
    }

    private static let head = "project: p\nlead: asha\nstart: 2026-10-01\n"

    // MARK: Values

    /// Places for values, `%` where the value stands.
    private static let places = [
        "deadline: %", "status: %", "calendar: %", "calendar: { week: [%] }", "calendar: { holidays: [%] }",
        "sponsor: %", "goal: %", "tolerance: { cost: % }", "budget: %", "budget: { lines: { a: % } }",
        "budget: { lines: { %: 5.00 EUR } }", "budget: { amount: 5.00 EUR, alert: % }",
        "tasks: [%]", "tasks: [{ id: % }]", "tasks: [{ id: t, name: % }]", "tasks: [{ id: t, duration: % }]",
        "tasks: [{ id: t, effort: % }]", "tasks: [{ id: t, left: % }]", "tasks: [{ id: t, percent: % }]",
        "tasks: [{ id: t, milestone: %, effort: 1pd }]", "tasks: [{ id: t, milestone: true, duration: % }]",
        "tasks: [{ id: t, who: % }]", "tasks: [{ id: t, after: % }]", "tasks: [{ id: t, budget: % }]",
        "tasks: [{ id: t, after: [{ task: design, lag: % }] }]", "tasks: [{ id: t, meets: [%] }]",
        "people: { ben: % }", "people: { ben: { email: % } }", "people: { ben: { works: % } }",
        "people: { ben: { cost_rate: { from: 2026-01-01, amount: % } } }",
        "commitments: [{ id: c, date: 2026-10-01, amount: % }]",
        "commitments: [{ id: c, date: 2026-10-01, hours: %, cost_rate: 5.00 EUR }]",
        "ledger: [{ date: 2026-10-01, amount: % }]", "ledger: [{ date: 2026-10-01, hours: %, person: ben }]",
        "ledger: [{ date: 2026-10-01, amount: 5.00 USD, final: % }]",
        "ledger: [{ date: 2026-10-01, amount: 5.00 USD, exchange: { EUR: %, date: 2026-10-01 } }]",
        "reviews: [{ what: a, every: %, next: 2026-12-01 }]", "reviews: [{ what: %, date: 2026-12-01 }]",
        "risks: [{ id: r, text: x, probability: % }]", "meetings: [{ id: m, at: % }]", "lessons: [%]",
        "changes: [{ id: c, text: x, status: done, time: % }]", "environments: [{ id: e, check: % }]",
    ]

    private static let values = [
        "", "1", "40", "-5", "0.92", "40%", "40 %", "40  %", "-5%", "0%", "100%", "100.0%", "100.1%", "1.5%", ".5%",
        "3wd", "-3wd", "0wd", "100000wd", "100001wd", "3 wd", "3.5wd", "+3wd", "10pd", "-1pd", "0.0pd", "200h", "-2h",
        "0h", "168h", "168.5h", "169h", "32h/week", "2026-12-18", "2026-2-18", "2026-02-29", "2028-02-29",
        "2100-02-29", "2000-02-29", "0000-01-01", "2026-04-31", "2026-13-01", "10:00", "9:30", "24:00", "23:60",
        "90s", "500ms", "3d", "2w", "1 month", "2  weeks", "999999d", "1000000d", "-2wd", "120000.00 EUR",
        "120,000.00 EUR", "-5 EUR", "5.0  USD", "5 eur", "5 EU", "EUR 5", "a@b.c", "@b", "a@b..c", "<a@b.c>", "a@b@c",
        "Ben <a@b.c>", "ben <a@b.c> 80%", "ben 80%", "ben chi", "ben+chi", "ben+", "-ben", "bén", "true", "True", "no",
        "null", "~", "mon-fri", "mon,wed", "Mon - Fri", "monday-thu", "mo", "mon-", "A", "design+2wd", "design+-2d",
        "design+2wd+1d", "active", "risks.yaml", String(repeating: "x", count: 64), String(repeating: "x", count: 65),
    ]

    @Test("about every kind of value, in quotes and without")
    func values() throws {
        // A key that is null without quotes is text to a schema, as all keys are.
        let texts = Self.places.flatMap { place in
            Self.values.filter { $0 != "null" || !place.contains("%:") }.flatMap { value in
                let isMoreThanText = value.contains(#/^(?:[-0-9.]*|[Tt]rue|null|~)$/#)
                return [value] + (isMoreThanText ? ["'\(value)'"] : [])
            }.map { "\(Self.head)\(place.replacing("%", with: $0))\n" }
        }
        #expect(try differences(texts) == [])
    }

    // MARK: Tasks on one line

    private static let words = [
        "30wd", "0wd", "-3wd", "10pd", "0.5pd", "40%", "140%", "ben", "ben+chi", "4you", "milestone", "after", "design",
        "design+2wd", "api,", ",", "+", "+api", "design+", "-3d", "2wd", "due", "2026-12-18", "2026-02-30", "said",
        "started", "left", "30", "wd", "ben++chi", "due+ben", "bén", "after,design",
    ]

    private static let parts = [
        "30wd", "10pd", "40%", "ben", "after design", "after design+2wd, api", "due 2026-12-18", "left 8wd",
        "said 2026-11-02", "started 2026-10-01", "finished 2026-10-15", "milestone", "after design + -3d",
    ]

    @Test("about tasks on one line: two words in all ways, and many in some")
    func taskLines() throws {
        let all = Self.words + Self.parts
        var lines = Self.words.flatMap { first in all.map { "\(first) \($0)" } }
        // Steps through the parts that share no divisor with their number visit them all.
        for start in 0..<400 {
            let count = 3 + start % 3
            let chosen = (0..<count).map { Self.parts[(start + $0 * (1 + start % 11)) % Self.parts.count] }
            lines.append(chosen.joined(separator: " "))
            lines.append((chosen + [Self.words[start % Self.words.count]]).joined(separator: " "))
        }
        let texts = lines.map { "\(Self.head)tasks: [design, api, build: '\($0)']\n" }
        #expect(try differences(texts) == [])
    }
}
