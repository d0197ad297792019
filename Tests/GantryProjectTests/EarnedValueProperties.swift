import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

/// What holds for every plan: drawn by chance, the same in every run.
@Suite("Earned value of any plan")
struct EarnedValueProperties {
    /// A plan with tasks of all rules, some with money and some with effort.
    private func tasks(_ draw: inout Draw) -> [PlannedTask] {
        let start = LocalDate(daysSinceEpoch: 20_454)
        return (0..<Int.random(in: 1...9, using: &draw)).map { index in
            let first = start + Int.random(in: 0...60, using: &draw)
            let last = first + Int.random(in: 0...45, using: &draw)
            let money = Int.random(in: 1...99_999, using: &draw)
            let hasMoney = Bool.random(using: &draw)
            let rule = EarningRule.allCases[Int.random(in: 0..<4, using: &draw)]
            let split = Int.random(in: 0...100, using: &draw)
            let milestones = [
                PlannedMilestone(what: "x", weight: Percent(Decimal(split)), due: first + split),
                PlannedMilestone(what: "y", weight: Percent(Decimal(100 - split)), due: nil),
            ]
            let weighed = WeighedTask(
                id: "t\(index)", budget: hasMoney ? Money(Decimal(money) / 100, .euro) : nil,
                effort: PersonDays(Decimal(money % 30 + 1)), isMilestone: false)
            return PlannedTask(
                weighed: weighed, start: first, finish: last, rule: rule,
                milestones: rule == .milestones ? milestones : [])
        }
    }

    private let calendar = WorkingCalendar(week: [.monday, .tuesday, .thursday], holidays: [])

    @Test("planned value never falls, ends at the whole, and does not depend on the order of the tasks")
    func planned() throws {
        var draw = Draw(3)
        for _ in 0..<200 {
            let tasks = tasks(&draw)
            let bac = Money(Decimal(Int.random(in: 1...9_999_999, using: &draw)) / 100, .euro)
            let value = try #require(PlannedValue(tasks, calendar: calendar, bac: bac))
            let shuffled = try #require(PlannedValue(tasks.shuffled(using: &draw), calendar: calendar, bac: bac))
            var before = Decimal(0)
            for day in 0...110 {
                let date = value.start - 2 + day
                let pv = value.value(at: date, scale: bac.amount)
                #expect(pv >= before)
                #expect(pv <= bac.amount)
                #expect(shuffled.value(at: date, scale: bac.amount) == pv)
                before = pv
            }
            #expect(value.value(at: value.finish, scale: bac.amount) == bac.amount)
            #expect(value.value(at: value.start - 1, scale: bac.amount) == 0)
        }
    }

    @Test("the earned schedule of what is planned by a working day is that day, unless the next plans no more")
    func schedule() throws {
        var draw = Draw(5)
        for _ in 0..<100 {
            let value = try #require(PlannedValue(tasks(&draw), calendar: calendar, bac: nil))
            guard value.length > 0 else { continue }
            var before = Decimal(0)
            for period in 1...value.length {
                let date = calendar.adding(WorkingDays(period), to: value.start - 1)
                let earned = period == value.length ? 1 : value.value(at: date, scale: 1)
                let found = try #require(value.earnedSchedule(of: earned, scale: 1))
                #expect(found.periods >= Decimal(period) - Decimal(sign: .plus, exponent: -20, significand: 1))
                #expect(found.periods >= before)
                #expect(found.periods <= Decimal(value.length))
                before = found.periods
            }
        }
    }

    @Test("fractions of all kinds add up exactly, in whatever order they come")
    func fractions() {
        let parts = [(1, 2), (1, 3), (1, 6), (5, 7), (2, 7), (9, 13), (4, 13)]
        for shift in parts.indices {
            var sum = FractionSum()
            for (numerator, denominator) in parts[shift...] + parts[..<shift] {
                sum.add(Decimal(700) / 100, times: numerator, of: denominator)
            }
            #expect(sum.scaled(by: 10, over: 7) == 30)
        }
        // Beyond a common denominator it is as exact as division is.
        var large = FractionSum()
        for denominator in [999_983, 999_979, 999_961, 999_959] {
            large.add(1, times: denominator - 1, of: denominator)
        }
        #expect(large.scaled(by: 1, over: 1) > Decimal(string: "3.99999") ?? 0)
    }

    @Test("no more than the whole is earned, and the order of the tasks in the file changes nothing")
    func earned() throws {
        var draw = Draw(7)
        for _ in 0..<60 {
            var lines = (0..<Int.random(in: 1...8, using: &draw)).map { index in
                let percent = Int.random(in: 0...1000, using: &draw)
                let weight = [
                    "budget: \(Int.random(in: 1...500, using: &draw)).37 EUR",
                    "effort: \(Int.random(in: 1...30, using: &draw))pd",
                    "duration: \(Int.random(in: 1...30, using: &draw))wd",
                ][Int.random(in: 0..<3, using: &draw)]
                let rule = ["0/100", "50/50", "percent"][Int.random(in: 0..<3, using: &draw)]
                return "  - { id: t\(index), \(weight), earn: \(rule), percent: \(percent / 10).\(percent % 10) }\n"
            }
            let head = "budget: \(Int.random(in: 1...3000, using: &draw)).00 EUR\ntasks:\n"
            let first = try Earned.report(head + lines.joined(), asOf: "2026-02-02")
            lines.shuffle(using: &draw)
            let second = try Earned.report(head + lines.joined(), asOf: "2026-02-02")
            #expect(first.shown == second.shown)
            #expect(first.ev == second.ev)
            let (ev, bac) = try (#require(first.ev), #require(first.bac))
            #expect(ev.value >= 0 && ev.value <= bac.value)
        }
    }
}

extension Currency {
    fileprivate static let euro = (["EUR"].compactMap { Currency($0) })[0]
}
