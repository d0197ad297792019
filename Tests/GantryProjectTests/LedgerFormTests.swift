import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryProject

@Suite("Forms of ledger tables")
struct LedgerFormTests {
    private func read(_ csv: String, locale: String? = nil, bytes: [UInt8]? = nil) -> Read {
        let file = locale.map { "{ file: a.csv, locale: \($0) }" } ?? "{ file: a.csv }"
        return Read(
            Read.head + "ledger: [\(file)]\n",
            load: { $0 == "a.csv" ? .success(bytes ?? Array(csv.utf8)) : .failure(.missing) })
    }

    private func amounts(_ read: Read) -> [String] {
        (read.project?.ledger ?? []).map { entry in
            switch entry.value {
            case .amount(let money): money.value.description
            case .hours(let hours, let person): "\(hours.value) \(person.value)"
            }
        }
    }

    @Test(
        "cells are parted by what the header parts its names by",
        arguments: [
            "date,amount,currency,what\n2026-10-01,5.00,EUR,Seats; 12\n",
            "date;amount;currency;what\r\n2026-10-01;5.00;EUR;Seats; 12\r\n".replacing(
                "Seats; 12", with: "\"Seats; 12\""),
            "date\tamount\tcurrency\twhat\n2026-10-01\t5.00\tEUR\tSeats; 12\n",
            "\n\n\u{FEFF}date;amount;currency;\"what, where\";what\n2026-10-01;5.00;EUR;;\"Seats; 12\"\n"
                .replacing("\u{FEFF}", with: ""),
        ])
    func separators(csv: String) throws {
        let read = read(csv)
        #expect(read.errors.map(\.description) == [])
        #expect(amounts(read) == ["5.00 EUR"])
        #expect(try #require(read.project).ledger.map(\.what) == ["Seats; 12"])
    }

    @Test(
        "amounts are written as the language of the file writes them",
        arguments: [
            ("nl_NL", "1.234,56", "1234.56 EUR"), ("nl", "1234,56", "1234.56 EUR"), ("de-DE", "-0,5", "-0.50 EUR"),
            ("de_DE", "1.234.567", "1234567.00 EUR"), ("de_CH", "1’234.50", "1234.50 EUR"),
            ("DE_ch", "1'234.50", "1234.50 EUR"),
            ("fr_FR", "1\u{202F}234,5", "1234.50 EUR"), ("fr", "-1 234 567,891", "-1234567.891 EUR"),
            ("sv_SE", "1\u{A0}234,00", "1234.00 EUR"), ("es_MX", "1,234.50", "1234.50 EUR"),
            ("es", "1.234,50", "1234.50 EUR"),
            ("en_ZA", "12,50", "12.50 EUR"), ("en", "12.50", "12.50 EUR"), ("pt_BR", "12,50", "12.50 EUR"),
            ("nl_XX", "12,50", "12.50 EUR"), ("de_DE.UTF-8", "12,50", "12.50 EUR"),
            ("nl_NL@euro", "12,50", "12.50 EUR"),
        ])
    func locales(locale: String, written: String, amount: String) {
        let read = read("date;amount;currency\n2026-10-01;\"\(written)\";EUR\n", locale: locale)
        #expect(read.lines == [])
        #expect(amounts(read) == [amount])
        let whole = self.read("date;amount\n2026-10-01;\(written) EUR\n", locale: locale)
        #expect(whole.lines == [])
        #expect(amounts(whole) == [amount])
    }

    @Test(
        "what stands between thousands parts threes, and nothing else",
        arguments: [
            "1.23", "1.2345", "12.34,5", ".123", "1..234", "1.234.", "1,5,5", "1.234,", "", "1,2.345", "--1", "1 234",
        ])
    func misplaced(written: String) {
        let read = read("date;amount;currency\n2026-10-01;\(written);EUR\n", locale: "nl_NL")
        #expect(read.errors.map(\.code) == [.wrongCell])
    }

    @Test("hours and rates are written in the file's way as well, dates in ISO's")
    func otherNumbers() throws {
        let csv = """
            date;amount;currency;hours;person;rate;rate_currency;rate_date;rate_source
            2026-10-01;1.000,00;USD;;;0,92;EUR;2026-10-01;ECB
            2026-10-02;;;7,5;ben;;;;
            2026-10-03;;;2,25h;ben;;;;

            """
        let read = read(csv, locale: "nl_NL")
        // Nobody has a cost rate here; that is about the sums, not about the form.
        #expect(read.errors.map(\.code) == [.notValued, .notValued])
        #expect(amounts(read) == ["1000.00 USD", "7.5h ben", "2.25h ben"])
        let quote = try #require(read.project?.ledger.first?.exchange)
        #expect(quote.rates.map { "\($0.key.code) \($0.value.value)" } == ["EUR 0.92"])
        #expect("\(quote.date.value) \(quote.source ?? "-") \(quote.date.position)" == "2026-10-01 ECB a.csv:2:36")
    }

    @Test("a booking with a rate counts in the budget's currency")
    func exchanged() throws {
        let csv =
            "Date, Amount ,CURRENCY,Rate,Rate Currency,rate-date,rate_source\n2026-10-01,100.00,USD,0.92,EUR,2026-10-01,ECB\n"
        let read = Read.project(with: "budget: 500.00 EUR\nledger: [{ file: a.csv }]\n", files: ["a.csv": csv])
        #expect(read.lines == [])
        let project = try #require(read.project)
        let sums = try #require(BudgetSums(of: project, people: [:]))
        #expect(sums.total.spent.description == "92.00 EUR")
        #expect(sums.total.spentParts.first?.arithmetic == "100.00 USD × 0.92 = 92.00 EUR")
    }

    @Test("every language says what it parts thousands with, and is found in any spelling")
    func knownLocales() {
        #expect(NumberForm.knownLocales.count > 100)
        for name in NumberForm.knownLocales {
            #expect(NumberForm(locale: name.replacing("_", with: "-").uppercased()) != nil)
        }
        #expect(["", "x", "nl_NL_x", "_", "nl__", "nederlands"].allSatisfy { NumberForm(locale: $0) == nil })
    }

    // MARK: Hostile files

    @Test("more bookings than can be kept are refused at the first one too many")
    func tooMany() {
        let rows = (1...5).map { "2026-10-0\($0),1.00,EUR\n" }.joined()
        let source = SourceText(name: "a.csv", text: "date,amount,currency\n" + rows)
        for (most, count) in [(5, 5), (4, 0)] {
            let collector = DiagnosticCollector()
            #expect(LedgerTable.read(source, .plain, most: most, collector).count == count)
            #expect(
                collector.diagnostics.map { $0.compact(in: "a.csv") }
                    == (count > 0
                        ? []
                        : [
                            "GTY0106 6:1 with this the table has more than 4 bookings | split it: a file for each year"
                        ]))
        }
    }

    @Test("a byte that no text has is named")
    func zeroByte() {
        let read = read("", bytes: Array("date,amount,currency\n2026-10-01,1\0,EUR\n".utf8))
        #expect(
            read.lines == [
                "GTY0219 a.csv:2:13 a zero byte stands here, so this is no text | save the file as CSV UTF-8"
            ])
    }

    @Test(
        "a file that is no table is told once, whatever its size",
        arguments: [
            ("a line of commas", [UInt8](repeating: 0x2C, count: 1 << 18)),
            ("a line of one cell", [UInt8](repeating: 0x61, count: 1 << 18)),
            ("a quote that is never closed", [0x22] + [UInt8](repeating: 0x61, count: 1 << 18)),
            ("quotes and nothing else", [UInt8](repeating: 0x22, count: (1 << 18) + 1)),
        ])
    func shapeless(what: String, bytes: [UInt8]) {
        let read = read("", bytes: bytes)
        #expect(read.project == nil)
        #expect((1...3).contains(read.diagnostics.count))
        #expect(read.diagnostics.allSatisfy { $0.description.utf8.count < 2000 })
    }

    @Test("a million empty lines are no bookings")
    func emptyLines() {
        let head = Array("date,amount,currency\n".utf8)
        let read = read("", bytes: head + [UInt8](repeating: 0x0A, count: 1 << 20))
        #expect(read.lines == [])
        #expect(read.project?.ledger.count == 0)
    }

    @Test("twenty thousand wrong lines are told by the first fifty")
    func wrongLines() {
        let read = read("date,amount,currency\n" + String(repeating: "x,\"y\"z,w\n", count: 20_000))
        #expect(read.diagnostics.count == 51)
        #expect(read.diagnostics.last?.message == "79950 more mistakes in this table, from here on")
    }
}
