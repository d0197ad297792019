import FoundationEssentials
import GantryCore
import GantryYAML

/// What cannot be right about a person.
struct PersonChecks {
    let excerpts: SourceExcerpts

    func run(_ person: Person, _ collector: DiagnosticCollector) {
        for leave in person.leave where leave.to.value < leave.from.value {
            fail(
                .datesOutOfOrder, leave.to.position, "this leave ends on \(leave.to.value), before it begins",
                collector,
                hint: "it begins on \(leave.from.value)"
            )
        }
        if let works = person.works, works.value.count <= 0 || works.value.count > 168 {
            fail(
                .negativeFigure, works.position, "a week of \(works.value) cannot be", collector, hint: "write 32h/week"
            )
        }
        var begins: Set<LocalDate> = []
        for rate in person.costRates {
            if rate.amount.value.amount < 0 {
                fail(.negativeFigure, rate.amount.position, "a cost rate is not negative", collector, hint: nil)
            }
            if !begins.insert(rate.from.value).inserted {
                fail(
                    .duplicateID, rate.from.position, "two cost rates of '\(person.id)' begin on \(rate.from.value)",
                    collector, hint: "remove one"
                )
            }
        }
    }

    private func fail(
        _ code: DiagnosticCode, _ position: SourcePosition, _ message: String, _ collector: DiagnosticCollector,
        hint: String?
    ) {
        collector.add(excerpts.diagnostic(.error, code, at: position, message, hint: hint))
    }
}
