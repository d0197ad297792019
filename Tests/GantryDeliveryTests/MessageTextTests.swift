import GantryCore
import Testing

@testable import GantryDelivery

@Suite("The text of messages")
struct MessageTextTests {
    let licences = finding(
        "Licences 1,500.00 EUR over budget (103.8 %)", rule: "budget", subject: "budget/licences", severity: .critical,
        due: nil,
        evidence: evidence(
            ["25,040.00 + 16,460.00 = 41,500.00 EUR", "41,500.00 of 40,000.00 EUR = 103.8 %"],
            inputs: [
                Evidence.Input(
                    "budget", "40000.00 EUR", at: SourcePosition(file: "projects/crm2.yaml", line: 31, column: 5)),
                Evidence.Input("PO-9", "3500.00 EUR", at: SourcePosition(file: "books/po.csv", line: 31, column: 1)),
                Evidence.Input("today", "2026-11-02"),
            ]))

    func render(_ notices: [Notice]) throws -> (subject: String, body: String) {
        try messageText().render(delivery(notices))
    }

    @Test("one alert: what is the matter, the figures, what to do, who knows")
    func one() throws {
        let text = try render([notice(licences, why: "lead", alsoTold: ["ines (sponsor)", "ben (owner)"])])
        #expect(text.subject == "[crm2] Licences 1,500.00 EUR over budget (103.8 %)")
        #expect(
            text.body == """
                Licences 1,500.00 EUR over budget (103.8 %)                      Mon 2 Nov 08:00
                25,040.00 + 16,460.00 = 41,500.00 EUR
                41,500.00 of 40,000.00 EUR = 103.8 %
                budget 40000.00 EUR (projects/crm2.yaml:31); PO-9 3500.00 EUR (books/po.csv:31)
                  gantry explain crm2/budget/licences
                  gantry ack crm2/budget/licences --because "…"
                Told: ines (sponsor), ben (owner). You get this as lead.

                """)
    }

    @Test("an action's own advice comes first, and is not doubled")
    func advice() throws {
        let text = try render([notice(finding(advice: ["vi projects/crm2.yaml", "gantry explain 7"]), alsoTold: [])])
        #expect(
            text.body.hasSuffix(
                """
                  vi projects/crm2.yaml
                  gantry explain 7
                  gantry ack crm2/deadline/build --because "…"
                You get this as owner; nobody else was told.

                """))
    }

    @Test("what is resolved says so, and why")
    func resolved() throws {
        let text = try render([notice(kind: .resolved, resolution: "finished Fri 6 Nov")])
        #expect(text.subject == "[crm2] Resolved: \"build\" finished Fri 6 Nov")
        #expect(
            text.body == """
                Resolved: "build" finished Fri 6 Nov                             Mon 2 Nov 08:00
                It said: "build" is due Fri 6 Nov, in 4 working days
                  gantry explain crm2/deadline/build
                Told: asha (lead). You get this as owner.

                """)
    }

    @Test("several are one message, by project, the most serious first")
    func digest() throws {
        let late = finding(
            "\"cutover\" is overdue since Fri 30 Oct, 1 working day", project: "web", subject: "tasks/cutover",
            severity: .critical, due: "2026-10-30", evidence: evidence())
        let text = try render([
            notice(finding(), alert: 1), notice(kind: .resolved, resolution: "no longer found"), notice(late, alert: 3),
            notice(licences, alert: 4),
        ])
        #expect(
            text.subject == "[web, crm2] 3 alerts, 1 ended: \"cutover\" is overdue since Fri 30 Oct, 1 working day")
        #expect(
            text.body == """
                3 alerts, 1 ended                                                Mon 2 Nov 08:00

                web
                  "cutover" is overdue since Fri 30 Oct, 1 working day
                    gantry explain web/deadline/cutover
                    gantry ack web/deadline/cutover --because "…"

                crm2
                  Licences 1,500.00 EUR over budget (103.8 %)
                    25,040.00 + 16,460.00 = 41,500.00 EUR
                    41,500.00 of 40,000.00 EUR = 103.8 %
                    budget 40000.00 EUR (projects/crm2.yaml:31); PO-9 3500.00 EUR
                      (books/po.csv:31)
                    gantry explain crm2/budget/licences
                    gantry ack crm2/budget/licences --because "…"
                  "build" is due Fri 6 Nov, in 4 working days
                    Mon 2 Nov + 4wd = Fri 6 Nov
                    gantry explain crm2/deadline/build
                    gantry ack crm2/deadline/build --because "…"
                  Resolved: "build" no longer found
                    It said: "build" is due Fri 6 Nov, in 4 working days
                    gantry explain crm2/deadline/build

                Told: asha (lead). You get this as owner.

                """)
    }

    @Test("where not all were told the same, each says who was")
    func toldApart() throws {
        let body = try render([notice(alert: 1), notice(alert: 2, why: "lead", alsoTold: [])]).body
        #expect(body.contains("\n    Told: asha (lead). You get this as owner.\n"))
        #expect(body.contains("\n    You get this as lead; nobody else was told.\n"))
        #expect(!body.contains("\nTold:"))
    }

    @Test("ten thousand are one digest: some in full, each of the rest on a line")
    func flood() throws {
        let notices = (1...10_000).map {
            notice(finding("\"t\($0)\" is overdue", subject: "tasks/t\($0)", due: nil), alert: Int64($0))
        }
        let text = try render(notices)
        #expect(text.subject == "[crm2] 10000 alerts: \"t1\" is overdue")
        #expect(text.body.contains("\nAnd 9975 more\n  [crm2] \"t26\" is overdue (crm2/deadline/t26)\n"))
        for index in [1, 25, 26, 5000, 10_000] { #expect(text.body.contains("\"t\(index)\" is overdue")) }
        #expect(text.body.utf8.count < 1_000_000)
    }

    @Test("keeps within 80 columns, but for what is there to be typed")
    func width() throws {
        let long =
            "\"migrate the customer master data\" was due Fri 30 Oct and is 1 working day late; go-live moves from 31 Mar to 15 Apr, 11 working days after the deadline"
        let command =
            "gantry tell crm2 migrate-the-customer-master-data blocked \"waiting for the vendor's answer about the API\""
        for notices in [[long], [long, long]] {
            let notices = notices.enumerated().map { index, message in
                notice(
                    finding(message, advice: [command], evidence: evidence([long, long])), alert: Int64(index),
                    alsoTold: Array(repeating: "asha (lead)", count: 12))
            }
            let lines = try render(notices).body.split(separator: "\n")
            #expect(lines.filter { $0.count > 80 }.allSatisfy { $0.hasSuffix(command) })
            #expect(lines.contains { $0.hasSuffix(command) })
        }
    }

    @Test(
        "a subject is one line of bounded length",
        arguments: [
            (["crm2"], "[crm2] "), (["crm2", "web", "hr"], "[crm2, web, hr] 3 alerts: "),
            (["a", "b", "c", "d"], "[4 projects] 4 alerts: "),
        ])
    func subjects(projects: [String], start: String) throws {
        let message = String(repeating: "overdue\n", count: 100)
        let notices = projects.enumerated().map { index, project in
            notice(finding(message, project: project), alert: Int64(index))
        }
        let subject = try render(notices).subject
        #expect(subject.hasPrefix(start + "overdue overdue"))
        #expect(subject.count == 160 && subject.hasSuffix("…") && !subject.contains("\n"))
    }

    @Test(
        "markup and braces in a text stay what they are",
        arguments: ["a < b & \"c\"", "{{project}} {{{x}}}", "{{#groups}}"])
    func escaping(text: String) throws {
        let rendered = try render([notice(finding(text, evidence: evidence([text])))])
        #expect(rendered.subject == "[crm2] \(text)")
        #expect(rendered.body.contains("\n\(text)\n"))
    }

    @Test(
        "what has to be quoted in a shell is",
        arguments: [
            ("tasks/build", "crm2/deadline/build"), ("tasks/go live", "'crm2/deadline/go live'"),
            ("tasks/ben's", #"'crm2/deadline/ben'\''s'"#),
            ("tasks/$(reboot)", "'crm2/deadline/$(reboot)'"), ("tasks/größe", "crm2/deadline/größe"),
            ("", "crm2/deadline"),
        ])
    func quoting(subject: String, word: String) throws {
        #expect(try render([notice(finding(subject: subject))]).body.contains("  gantry explain \(word)\n"))
    }

    @Test(
        "what a reader types finds the alert",
        arguments: ["tasks/build", "budget/licences", "reviews/requirements/2026-12-01"])
    func references(subject: String) {
        let notice = notice(finding(subject: subject))
        let key = AlertKey(workflow: "w", project: "crm2", rule: "deadline", subject: subject)
        #expect(key.matches(reference: NoticeText.reference(notice)))
    }

    @Test("a wrong template is refused")
    func wrongTemplate() {
        #expect(throws: (any Error).self) { try MessageText(template: "{{#groups}}") { _ in 0 } }
    }

    @Test(
        "texts are wrapped at words",
        arguments: [
            ("", [""]), ("one two", ["one two"]), ("aaaa bbbb cccc", ["aaaa bbbb", "  cccc"]),
            ("aaaaaaaaaaaaaaa b", ["aaaaaaaaaaaaaaa", "  b"]),
            ("aaaa bbbbb", ["aaaa bbbbb"]), ("a aaaaaaaaaaaaaaa b", ["a", "  aaaaaaaaaaaaaaa", "  b"]),
        ])
    func wrapping(text: String, lines: [String]) {
        #expect(TextLayout.wrapped(text, width: 10) == lines)
    }
}
