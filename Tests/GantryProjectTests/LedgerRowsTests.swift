import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryProject

@Suite("Bookings that are kept packed")
struct LedgerRowsTests {
    private func entries(_ csv: String) throws -> Ledger {
        let collector = DiagnosticCollector()
        let ledger = LedgerTable.read(SourceText(name: "b.csv", text: csv), .plain, collector)
        #expect(!collector.hasErrors, "\(collector.diagnostics)")
        return ledger
    }

    private static let long = String(repeating: "x", count: 70_000)

    @Test(
        "say what the table says, those that fit and those that do not",
        arguments: [
            (
                "date,line,amount,currency,what,clears,invoice,final\n",
                "2026-10-01,seats,5.10,EUR,Seats,PO-1,INV-1,true\n"
            ),
            ("date,line,amount,currency,what,clears,invoice,final\n", "1999-01-31,,-0.05,JPY,,,,\n"),
            ("date,amount,currency\n", "2026-10-01,12345678901234567890.123456,EUR\n"),
            ("date,hours,person,what\n", "2026-10-01,7.5,ben,Design\n"),
            ("date,hours,person\n", "2026-10-01,-0.25h,ben\n"),
            (
                "date,amount,currency,rate,rate_currency,rate_date,rate_source\n",
                "2026-10-01,5.00,USD,0.92,EUR,2026-10-01,ECB\n"
            ),
            ("date,what,amount,currency\n", "2026-10-01,\"one\ntwo\",5.00,EUR\n"),
            ("date,what,amount,currency\n", "2026-10-01,\(long),5.00,EUR\n"),
            ("date,what,amount,currency\n", "2026-10-01,ünï \"\"x\"\",5.00,EUR\n"),
        ])
    func same(header: String, row: String) throws {
        let ledger = try entries(header + row + row)
        try #require(ledger.count == 2)
        var builder = LedgerRows.Builder(of: .init("b.csv"), reserving: 0)
        builder.append(ledger[0])
        // Packed and unpacked again it is what it was; and it is what a reading of this row alone gives.
        let again = Ledger(builder.finished())[0]
        #expect(again == ledger[0])
        #expect(again.what == ledger[0].what && again.invoice == ledger[0].invoice && again.line == ledger[0].line)
        #expect(again.position.description == "b.csv:2:1")
        #expect(ledger[1].position.line > 2 && ledger[1].what == ledger[0].what)
    }

    @Test("keep what a text says of amounts, places and words")
    func figures() throws {
        let ledger = try entries(
            "date,line,amount,currency,what,clears,invoice,final\n2026-10-01,seats,5.10,EUR,Seats,PO-1,INV-1,true\n")
        let entry = ledger[0]
        guard case .amount(let money) = entry.value else {
            Issue.record("\(entry)")
            return
        }
        #expect("\(money.value) \(money.position)" == "5.10 EUR b.csv:2:18")
        #expect("\(entry.date.value) \(entry.date.position)" == "2026-10-01 b.csv:2:1")
        #expect("\(entry.line?.value ?? "") \(entry.line?.position.column ?? 0)" == "seats 12")
        #expect("\(entry.clears?.value ?? "") \(entry.clears?.position.column ?? 0)" == "PO-1 33")
        #expect("\(entry.invoice?.value ?? "") \(entry.invoice?.position.column ?? 0)" == "INV-1 38")
        #expect(entry.what == "Seats" && entry.isFinal && entry.exchange == nil)
    }

    @Test("are one ledger with those of other files, in their order")
    func parts() throws {
        let table = try entries("date,amount,currency\n2026-10-01,1.00,EUR\n2026-10-02,2.00,EUR\n")
        var ledger = Ledger()
        ledger.append(table[1])
        ledger.append(contentsOf: table)
        ledger.append(table[0])
        ledger.append(table[1])
        #expect(ledger.map(\.date.value.description) == [2, 1, 2, 1, 2].map { "2026-10-0\($0)" })
        #expect(ledger == Ledger([table[1], table[0], table[1], table[0], table[1]]))
        #expect(ledger.hashValue == Ledger(Array(ledger)).hashValue)
        #expect(ledger != table && Ledger() == [])
    }

    @Test("values that there are very many of are small")
    func sizes() {
        #expect(MemoryLayout<SourcePosition>.size == 16)
        #expect(MemoryLayout<Project>.size <= 16)
        #expect(MemoryLayout<ProjectTask>.size <= 176)
        #expect(MemoryLayout<Link>.size <= 48)
        #expect(LedgerRows.bytesPerRow <= 48)
    }
}
