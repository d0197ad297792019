import Testing

/// Two ways to write the same.
struct Forms: Sendable, CustomTestStringConvertible {
    let short: String
    let long: String

    init(_ short: String, _ long: String) { (self.short, self.long) = (short, long) }

    var testDescription: String { short }
}

extension Forms {
    /// Before each of the others.
    static let head = "project: crm2\nlead: asha <asha@example.org>\nstart: 2026-10-01\n"

    /// Before each of `tasks`.
    static let beforeTask = "tasks:\n  - design\n  - api\n  "

    static let tasks = [
        Forms("- build: 30wd", "- { id: build, duration: 30wd }"),
        Forms("- build: 10pd", "- { id: build, effort: 10pd }"),
        Forms("- build: 0.5pd ben", "- { id: build, effort: 0.5pd, who: [ben] }"),
        Forms("- build", "- { id: build }"),
        Forms("- build:", "- { id: build }"),
        Forms("- build: ben+chi", "- { id: build, who: [ben, chi] }"),
        Forms("- build: { who: ben, due: 2026-12-18 }", "- { id: build, who: ben, due: 2026-12-18 }"),
        Forms("- build: 30wd after design", "- { id: build, duration: 30wd, after: [{ task: design }] }"),
        Forms("- build: after design+2wd", "- { id: build, after: [{ task: design, type: FS, lag: 2wd }] }"),
        Forms("- build: after design+3d, api", "- { id: build, after: [{ task: design, lag: 3d }, api] }"),
        Forms("- build: after design+api+1w", "- { id: build, after: [design, { task: api, lag: 7d }] }"),
        Forms(
            "- build: after design , api due 2026-12-18", "- { id: build, after: [design, api], due: 2026-12-18 }"),
        Forms("- build: after design + api ben", "- { id: build, after: [design, api], who: ben }"),
        Forms("- build: after design +2wd", "- { id: build, after: [design+2wd] }"),
        Forms("- build: milestone due 2026-12-18", "- { id: build, milestone: true, due: 2026-12-18 }"),
        Forms(
            "- build: due 2026-12-18 40% chi 30wd",
            "- { id: build, duration: 30wd, who: chi, percent: 40, due: 2026-12-18 }"),
        Forms("- build: 30wd start 2026-11-02", "- { id: build, duration: 30wd, start: 2026-11-02 }"),
        Forms(
            "- build: milestone start 2026-11-02 due 2026-11-02",
            "- { id: build, milestone: true, start: 2026-11-02, due: 2026-11-02 }"),
        Forms("- build: 12.5%", "- { id: build, percent: 12.5% }"),
        Forms(
            "- build: left 8wd said 2026-11-02 started 2026-10-01",
            "- { id: build, left: 8wd, said: 2026-11-02, started: 2026-10-01 }"
        ),
        Forms(
            "- build: started 2026-10-01 finished 2026-10-15",
            "- { id: build, started: 2026-10-01, finished: 2026-10-15 }"
        ),
        Forms("- 'build': \"30wd ben\"", "- { id: build, duration: 30wd, who: [ben] }"),
        Forms(
            "- build: 30wd\n      ben\n      due 2026-12-18",
            "- { id: build, duration: 30wd, who: ben, due: 2026-12-18 }"),
        Forms("- { id: build, who: ben+chi }", "- { id: build, who: [ben, chi] }"),
        Forms(
            "- { id: build, duration: { o: 1wd, m: 1wd, p: 1wd } }",
            "- id: build\n    duration:\n      { o: 1wd, m: 1wd, p: 1wd }"),
    ]

    static let sections = [
        Forms("budget: 120000.00 EUR", "budget: { amount: 120000.00 EUR }"),
        Forms("budget: { lines: { a: 1.00 EUR } }", "budget: { lines: [{ id: a, amount: 1.00 EUR }] }"),
        Forms("budget: { amount: 1.00 EUR, alert: 80% }", "budget: { amount: 1.00 EUR, alert: [80%] }"),
        Forms("team: [ben 80%, chi]", "team: [{ person: ben, share: 80% }, { person: chi }]"),
        Forms(
            "team: [ben <b@c.de> 80%]", "team: [{ person: ben, share: 80% }]\npeople: { ben: { email: b@c.de } }"),
        Forms("sponsor: ines <i@c.de>", "sponsor: ines\npeople: { ines: { email: i@c.de } }"),
        Forms("people: { ben: Ben Smith <b@c.de> }", "people: { ben: { name: Ben Smith, email: b@c.de } }"),
        Forms("people: { ben: b@c.de }", "people: { ben: { email: b@c.de } }"),
        Forms("people: { ben: }", "people: { ben: {} }"),
        Forms("people: { ben: { works: 32h } }", "people: { ben: { works: 32h/week } }"),
        Forms(
            "people: { ben: { cost_rate: { from: 2026-01-01, amount: 9.00 EUR } } }",
            "people: { ben: { cost_rate: [{ from: 2026-01-01, per: hour, amount: 9.00 EUR }] } }"
        ),
        Forms("calendar: sun-thu", "calendar: { week: [sun, mon, tue, wed, thu] }"),
        Forms(
            "calendar: { holidays: [2026-12-25] }",
            "calendar: { week: mon-fri, holidays: [{ date: 2026-12-25, name: X }] }"),
        Forms("goal: Retire it", "goal: { text: Retire it }"),
        Forms("lessons: [Ask first]", "lessons: [{ text: Ask first }]"),
        Forms(
            "tasks: { build: 3wd, test: { effort: 2pd } }",
            "tasks: [{ id: build, duration: 3wd }, { id: test, effort: 2pd }]"),
        Forms("closure: { on: 2027-04-01, lessons: One }", "closure: { on: 2027-04-01, lessons: [One] }"),
        Forms(
            "reviews: [{ what: A b, who: ben+chi, date: 2027-01-15 }]",
            "reviews: [{ id: a-b, what: A b, who: [ben, chi], date: 2027-01-15 }]"),
        Forms(
            "reviews: [{ what: a, every: 1 month, next: 2026-12-01, date: null, done: null }]",
            "reviews: [{ what: a, every: 1 month, next: 2026-12-01 }]"),
        Forms("budget: { amount: 5.00 EUR, lines: null }", "budget: 5.00 EUR"),
        Forms(
            "ledger: [{ date: 2026-10-02, amount: 5.00 EUR, hours: null, person: ~ }]",
            "ledger: [{ date: 2026-10-02, amount: 5.00 EUR }]"),
        Forms("status: active\nmode: content\nrisks: []\nclosure: null\ngoal:", ""),
    ]
}
