import FoundationEssentials
import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import Testing

@testable import GantryCommands

@Suite("budget and balance", .timeLimit(.minutes(1)))
struct MoneyVerbTests {
    let folder: TemporaryFolder
    var root: String { folder.path + "/pm" }

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolders("pm/projects/books")
        try folder.write("mail_domain: example.org\n", to: "pm/gantry.yaml")
        try folder.write(
            "ben: { name: Ben, cost_rate: [{ from: 2026-01-01, amount: 95.00 EUR }] }\nasha: { name: Asha }\n",
            to: "pm/people.yaml")
        try folder.write(
            """
            date,line,amount,currency,hours,person,clears,invoice
            2026-09-15,labour,,,80,ben,,
            2026-10-14,licences,12000.00,USD,,,PO-7,INV-12
            2026-10-20,licences,-500.00,EUR,,,,
            2026-11-12,labour,118.333,EUR,,,,

            """, to: "pm/projects/books/all.csv")
        try folder.write(
            """
            project: crm2
            name: CRM migration
            lead: asha
            start: 2026-09-01
            budget:
              lines: [{ id: labour, amount: 40000.00 EUR }, { id: licences, name: Licences, amount: 15000.00 EUR }]
              alert: [80%, 100%]
            rates: [{ date: 2026-10-01, from: USD, EUR: 0.9209, source: ECB }]
            commitments:
              - { id: PO-7, line: licences, supplier: acme, amount: 16000.00 USD, date: 2026-10-02 }
            ledger: [{ file: books/all.csv }]
            invoices:
              - { id: INV-12, from: acme, amount: 12000.00 USD, due: 2026-10-30, paid: 2026-10-28 }
              - { id: INV-13, from: acme, amount: 4000.00 USD, due: 2026-11-14 }
            assert:
              - { date: 2026-10-31, line: labour, actual: 7600.00 EUR }
              - { date: 2026-10-31, line: licences, actual: 10550.81 EUR }
              - { date: 2026-11-16, line: labour, actual: 7718.33 EUR }

            """, to: "pm/projects/crm2.yaml")
    }

    private static let verbs: [(name: String, words: [String])] = [
        ("budget", ["budget", "crm2"]), ("budget-explain", ["budget", "crm2", "--explain", "--periods", "1"]),
        ("balance", ["balance", "crm2"]), ("balance-explain", ["balance", "projects/crm2.yaml", "--explain"]),
    ]

    @Test("on a terminal of 80 columns, nothing is wider", arguments: verbs)
    func terminal(_ name: String, _ words: [String]) async throws {
        let result = try await gantry(words + ["--as-of", "2026-11-16"], width: 80, folder: root)
        for line in result.text.split(separator: "\n") { #expect(String(line).columns <= 80, "\(line)") }
        try Golden.check(result.text, "\(name).terminal.txt")
    }

    @Test("in a pipe, whole and without colour", arguments: verbs)
    func pipe(_ name: String, _ words: [String]) async throws {
        let result = try await gantry(words + ["--as-of", "2026-11-16"], folder: root)
        #expect(!result.text.contains("\u{1B}"))
        try Golden.check(result.text, "\(name).pipe.txt")
    }

    @Test("as JSON", arguments: verbs)
    func json(_ name: String, _ words: [String]) async throws {
        let result = try await gantry(words + ["--as-of", "2026-11-16", "--json"], folder: root)
        try Golden.check(result.text, "\(name).json")
    }

    @Test("balance ends with 1 where an assertion does not tie, budget with 0 where money is short")
    func statuses() async throws {
        #expect(try await gantry(["balance", "crm2", "--as-of", "2026-11-16"], folder: root).status == 1)
        #expect(try await gantry(["balance", "crm2", "--as-of", "2026-10-01"], folder: root).status == 0)
        #expect(try await gantry(["budget", "crm2", "--as-of", "2026-11-16"], folder: root).status == 0)
        let failing = try await gantry(["balance", "crm2", "--as-of", "2026-11-16"], folder: root).text
        #expect(failing.contains("asserted 10,550.81, ledger 10,550.80: 0.01 EUR"))
        #expect(failing.contains("asserted in projects/crm2.yaml:17, last booking counted projects/books/all.csv:4"))
    }

    @Test(
        "what was typed wrong ends with 64, and what is not there with 1",
        arguments: [
            (["budget", "crm2", "--periods", "0"], 64, "--periods '0'"),
            (["budget", "crm2", "--as-of", "soon"], 64, "--as-of 'soon'"),
            (["balance", "crm3"], 1, "did you mean crm2?"),
            (["balance", "projects/none.yaml"], 1, "there is no file"),
        ] as [([String], Int32, String)])
    func mistakes(_ words: [String], _ status: Int32, _ text: String) async throws {
        let result = try await gantry(words, folder: root)
        #expect(result.status == status)
        #expect(result.text.contains(text))
    }

    @Test("a booking without a rate and hours without one refuse both, by name and by file, with all that is wrong")
    func withoutRates() async throws {
        let books =
            "date,line,amount,currency,hours,person\n2026-11-13,licences,300.00,GBP,,\n2026-11-14,labour,,,8,asha\n"
        try folder.write(books, to: "pm/projects/books/all.csv")
        let expected = """
            projects/books/all.csv:2:21: error: not counted: 300.00 GBP has no exchange rate into EUR on 2026-11-13 [GTY0230]
                2 | 2026-11-13,licences,300.00,GBP,,
                  |                     ^~~~~~ add rates: [{ date: 2026-11-13, from: GBP, EUR: RATE, source: WHO }] to the project
            projects/books/all.csv:3:21: error: not counted: 'asha' has no cost rate on 2026-11-14 [GTY0223]
                3 | 2026-11-14,labour,,,8,asha
                  |                     ^ add cost_rate: [{ from: 2026-11-14, per: hour, amount: 95.00 EUR }] to the person

            """
        for verb in ["budget", "balance"] {
            for project in ["crm2", "projects/crm2.yaml"] {
                let result = try await gantry([verb, project, "--as-of", "2026-11-16"], folder: root)
                #expect(result.status == 78)
                #expect(result.text == expected)
            }
            let json = try await gantry([verb, "crm2", "--json"], folder: root)
            #expect(json.status == 78 && json.text.contains("\"code\": \"wrong_file\""))
            let problem = try JSONDecoder().decode(ProblemMessage.self, from: Data(json.text.utf8)).error
            #expect(problem.diagnostics.map { "\($0)\n" }.joined() == expected)
            #expect(problem.message == problem.diagnostics.first?.message)
        }
        #expect(try await gantry(["check"], folder: root).status == 78)
    }

    @Test("a project without money says what to do")
    func nothing() async throws {
        try folder.write("project: bare\nlead: asha\nstart: 2026-09-01\n", to: "pm/projects/bare.yaml")
        for verb in ["budget", "balance"] {
            let result = try await gantry([verb, "bare"], folder: root)
            #expect(result.status == 1)
            #expect(result.text.contains("has no budget, no bookings and no commitments"))
            #expect(result.text.contains("add budget: 120000.00 EUR"))
        }
    }

    @Test("amounts of twelve digits stay within 80 columns: the table goes on in a second one")
    func wideAmounts() async throws {
        try folder.write(
            """
            project: plant
            lead: asha
            start: 2026-09-01
            budget:
              lines: [{ id: works, name: Civil works, amount: 600000000000.00 IDR },
                      { id: machines, amount: 300000000000.00 IDR }]
            commitments: [{ id: PO-1, line: works, supplier: acme, amount: 450000000000.00 IDR, date: 2026-10-02 }]
            ledger: [{ date: 2026-10-03, line: works, amount: 123456789012.34 IDR }]

            """, to: "pm/projects/plant.yaml")
        let words = ["budget", "plant", "--as-of", "2026-11-16", "--explain"]
        let lines = try await gantry(words, width: 80, folder: root).text.split(separator: "\n")
        #expect(lines.filter { String($0).visibleColumns > 80 } == [])
        let head = "LINE                     BUDGET               SPENT           COMMITTED"
        #expect(lines.contains { $0 == head })
        #expect(lines.contains { $0.hasPrefix("total        900,000,000,000.00  123,456,789,012.34") })
        #expect(lines.contains { $0.hasPrefix("LINE") && $0.hasSuffix("USED") })
        let pipe = try await gantry(words, folder: root).text
        #expect(pipe.contains("LINE                     BUDGET               SPENT           COMMITTED"))
        #expect(pipe.split(separator: "\n").contains { $0.contains("BUDGET") && $0.hasSuffix("USED") })
    }

    @Test("what goes wrong stays within the terminal, and is not wrapped in a pipe")
    func wideMistakes() async throws {
        let missing = ["budget", String(repeating: "a", count: 64)]
        for words in [missing, ["alerts", "--socket", folder.path + "/nobody"], ["status"]] {
            let terminal = try await gantry(words, width: 80, folder: words == ["status"] ? "/nowhere" : root).text
            #expect(terminal.split(separator: "\n").filter { String($0).visibleColumns > 80 } == [])
            let pipe = try await gantry(words, folder: words == ["status"] ? "/nowhere" : root).text
            #expect(pipe.split(separator: "\n").contains { $0.count > 80 })
            #expect(pipe.split { " \n".contains($0) } == terminal.split { " \n".contains($0) })
        }
    }
}
