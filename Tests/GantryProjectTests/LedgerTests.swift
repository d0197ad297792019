import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryProject

@Suite("Ledger tables")
struct LedgerTests {
    private func read(_ csv: String, _ sections: String = "") -> Read {
        Read.project(with: sections + "ledger: [{ file: books/a.csv }]\n", files: ["books/a.csv": csv])
    }

    @Test(
        "quotes, line ends, a byte order mark",
        arguments: [
            "date,amount,currency,what\n2026-10-01,5.00,EUR,\"Seats, 12\"\n2026-10-02,-1.50,EUR,\"said \"\"no\"\"\"\n",
            "date,amount,currency,what\r\n2026-10-01,5.00,EUR,\"Seats, 12\"\r\n2026-10-02,-1.50,EUR,\"said \"\"no\"\"\"",
            "\u{FEFF}date,amount,currency,what\n\n2026-10-01,5.00,EUR,\"Seats, 12\"\n\n2026-10-02,-1.50,EUR,\"said \"\"no\"\"\"\n\n",
            "What , Date,AMOUNT,currency\n\"Seats, 12\", 2026-10-01 ,5.00, EUR\n\"said \"\"no\"\"\",2026-10-02,-1.50,EUR\n",
            "date,amount,what\n2026-10-01,5.00 EUR,\"Seats, 12\"\n2026-10-02,-1.50 EUR,\"said \"\"no\"\"\"\n",
        ]
    )
    func forms(csv: String) throws {
        let read = read(csv)
        #expect(read.lines == [])
        let ledger = try #require(read.project).ledger
        #expect(ledger.map(\.what) == ["Seats, 12", "said \"no\""])
        #expect(ledger.map(\.date.value.description) == ["2026-10-01", "2026-10-02"])
        let amounts = ledger.map { if case .amount(let money) = $0.value { money.value.description } else { "" } }
        #expect(amounts == ["5.00 EUR", "-1.50 EUR"])
    }

    @Test("a cell may hold a line end, and places count the lines of the file")
    func lineEndInCell() throws {
        let csv =
            "date,amount,currency,what\n2026-10-01,5.00,EUR,\"one\ntwo\"\n2026-10-02,6.00,EUR,ünï\n2026-10-03,7.00,EUR,x\n"
        let ledger = try #require(read(csv).project).ledger
        #expect(ledger.map(\.what) == ["one\ntwo", "ünï", "x"])
        #expect(ledger.map { "\($0.valuePosition)" } == ["books/a.csv:2:12", "books/a.csv:4:12", "books/a.csv:5:12"])
        #expect(ledger[1].position.fileAndLine == "books/a.csv:4")
    }

    @Test("hours of people, beside amounts")
    func hours() throws {
        let csv =
            "date,amount,currency,hours,person,invoice,clears,final\n2026-10-01,,,7.5,ben,,,\n2026-10-02,,,2h,chi,,,no\n2026-10-03,1.00,EUR,,,INV-1,PO-1,true\n"
        let read = read(
            csv,
            "commitments: [{ id: PO-1, amount: 5.00 EUR, date: 2026-10-01 }]\npeople: { ben: { cost_rate: { from: 2026-01-01, amount: 1.00 EUR } }, chi: { cost_rate: { from: 2026-01-01, amount: 1.00 EUR } } }\n"
        )
        #expect(read.lines == [])
        let ledger = try #require(read.project).ledger
        let hours = ledger.compactMap {
            if case .hours(let hours, let person) = $0.value { "\(hours.value) \(person.value)" } else { nil }
        }
        #expect(hours == ["7.5h ben", "2h chi"])
        #expect(ledger[2].isFinal)
        #expect(ledger[2].invoice?.value == "INV-1")
    }

    @Test("a ledger may be a YAML file, or one table alone")
    func otherFiles() throws {
        let yaml = Read.project(
            with: "ledger: { file: books/a.yaml }\n",
            files: ["books/a.yaml": "ledger:\n  - { date: 2026-10-01, amount: 5.00 EUR }\n"]
        )
        #expect(yaml.lines == [])
        let nested = Read.project(
            with: "ledger: { file: a.yaml }\n",
            files: [
                "a.yaml": "- { file: a.csv }\n- { date: 2026-10-01, amount: 5.00 EUR }\n",
                "a.csv": "date,amount\n2026-10-01,5.00 EUR\n",
            ]
        )
        #expect(nested.lines == [])
        #expect(nested.project?.ledger.count == 2)
        let circle = Read.project(with: "ledger: { file: a.yaml }\n", files: ["a.yaml": "- { file: a.yaml }\n"])
        #expect(
            circle.lines == [
                "GTY0201 a.yaml:1:11 a.yaml is named twice, and its bookings would count twice | remove one"
            ])
        #expect(yaml.project?.ledger.count == 1)
        let table = Read.project(
            with: "ledger: { file: books/a.csv }\n", files: ["books/a.csv": "date,amount\n2026-10-01,5.00 EUR\n"])
        #expect(table.lines == [])
        #expect(table.project?.ledger.count == 1)
    }

    @Test("a wrong format on every line is told by its first lines")
    func manyMistakes() {
        let rows = (1...200).map { _ in "1.10.2026,5.00,EUR\n" }.joined()
        let read = read("date,amount,currency\n" + rows)
        #expect(read.project == nil)
        #expect(read.diagnostics.count == 51)
        #expect(
            read.lines.last
                == "GTY0221 books/a.csv:52:1 150 more mistakes in this table, from here on | mend those above first")
    }

    @Test("what is not UTF-8 names its line")
    func notText() {
        let bytes = Array("date,amount,currency,what\n2026-10-01,5.00,EUR,caf".utf8) + [0xE9, 0x0A]
        let read = Read(
            Read.head + "ledger: [{ file: a.csv }]\n", load: { $0 == "a.csv" ? .success(bytes) : .failure(.missing) })
        #expect(read.lines == ["GTY0110 a.csv:2:1 this line is not UTF-8 | save the file as CSV UTF-8"])
    }

    @Test("ten thousand rows are read")
    func manyRows() throws {
        let rows = (0..<10_000).map { "2026-10-01,\($0).10,EUR,\"row \($0)\"\n" }.joined()
        let project = try #require(read("date,amount,currency,what\n" + rows).project)
        #expect(project.ledger.count == 10_000)
        #expect(project.ledger[9_999].position.line == 10_001)
        let sums = try #require(BudgetSums(of: project, people: [:]))
        #expect(sums.total.spent.description == "49996000.00 EUR")
    }
}
