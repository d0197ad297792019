package import FoundationEssentials
package import GantryCore

/// What a project should have done by a day, what it did, and what that says about its end.
package struct EarnedValueReport: ProjectReport, Hashable {
    package static let name = "evm"
    package static let parameters: Set<String> = []

    /// Three forecasts of what all of it will cost.
    package struct Forecasts: Hashable, Sendable, Codable {
        @OrNull package var typical: Amount?
        @OrNull package var atypical: Amount?
        @OrNull package var combined: Amount?
    }

    /// How well the rest has to go.
    package struct ToComplete: Hashable, Sendable, Codable {
        @OrNull package var bac: Decimal?
        @OrNull package var eac: Decimal?
    }

    package let project: String
    package let asOf: LocalDate
    /// `EUR`.
    @OrNull package var currency: String?
    @OrNull package var bac: Amount?
    @OrNull package var pv: Amount?
    @OrNull package var ev: Amount?
    @OrNull package var ac: Amount?
    @OrNull package var cv: Amount?
    @OrNull package var sv: Amount?
    @OrNull package var cpi: Decimal?
    @OrNull package var spi: Decimal?
    package let eac: Forecasts
    @OrNull package var etc: Amount?
    @OrNull package var vac: Amount?
    package let tcpi: ToComplete
    /// Time: ES, AT and PD in `unit`s.
    @OrNull package var earnedSchedule: Decimal?
    @OrNull package var at: Decimal?
    @OrNull package var pd: Decimal?
    @OrNull package var svT: Decimal?
    @OrNull package var spiT: Decimal?
    @OrNull package var ieacT: Decimal?
    @OrNull package var unit: String?
    /// Why a figure is null, by its key: `eac.typical`.
    package let unavailable: [String: String]
    package var notes: [String]
    /// Nil where it was not asked for.
    package let explain: [Explanation]?

    package enum CodingKeys: String, CodingKey {
        case project, currency, bac, pv, ev, ac, cv, sv, cpi, spi, eac, etc, vac, tcpi, at, pd, unit, unavailable, notes
        case explain
        case asOf = "as_of"
        case earnedSchedule = "earned_schedule"
        case svT = "sv_t"
        case spiT = "spi_t"
        case ieacT = "ieac_t"
    }

    package static func make(
        of subject: ReportSubject, _ parameters: ReportParameters
    ) throws(ReportProblem) -> EarnedValueReport {
        let day = try parameters.date("as_of") ?? subject.today
        let explains = try parameters.flag("explain")
        guard
            !subject.project.tasks.isEmpty || !subject.project.plannedValue.isEmpty
                || !subject.project.earnedValue.isEmpty
        else {
            throw ReportProblem(
                .nothingToSum, "'\(subject.project.id)' has no tasks and no figures to earn value with",
                hint: "add tasks, or pv: and ev: with a date and an amount in each row")
        }
        let sums = EarnedValueSums(of: subject, asOf: day)
        return EarnedValueReport(sums, explain: explains ? sums.explanations : nil)
    }

    private init(_ sums: EarnedValueSums, explain: [Explanation]?) {
        let (money, time) = (sums.performance, sums.schedule)
        let amount = { (figure: Figure) in
            sums.currency.flatMap { currency in figure.value.map { Amount($0, currency) } }
        }
        (project, asOf, currency) = (sums.project.id, sums.asOf, sums.currency?.code)
        (bac, pv, ev, ac) = (amount(money.bac), amount(money.pv), amount(money.ev), amount(money.ac))
        (cv, sv, cpi, spi) = (amount(money.cv), amount(money.sv), money.cpi.value, money.spi.value)
        eac = Forecasts(
            typical: amount(money.typicalEAC), atypical: amount(money.atypicalEAC),
            combined: amount(money.combinedEAC))
        (etc, vac) = (amount(money.etc), amount(money.vac))
        tcpi = ToComplete(bac: money.tcpiOfBAC.value, eac: money.tcpiOfEAC.value)
        (earnedSchedule, at, pd) = (time.earned.value, time.actual.value, time.planned.value)
        (svT, spiT, ieacT, unit) = (time.variance.value, time.index.value, time.forecast.value, time.unit)
        var unavailable = Dictionary(
            uniqueKeysWithValues: sums.figures.compactMap { key, figure in figure.reason.map { (key, $0) } })
        if sums.currency == nil { unavailable["currency"] = "no amount stands anywhere in the project" }
        if time.unit == nil { unavailable["unit"] = time.actual.reason }
        self.unavailable = unavailable
        notes = sums.notes
        self.explain = explain
    }
}

extension EarnedValueSums {
    /// Every figure by its key in the report, in the order in which people read them.
    var figures: [(key: String, figure: Figure)] {
        let (money, time) = (performance, schedule)
        return [
            ("bac", money.bac), ("pv", money.pv), ("ev", money.ev), ("ac", money.ac), ("cv", money.cv),
            ("sv", money.sv), ("cpi", money.cpi), ("spi", money.spi), ("eac.typical", money.typicalEAC),
            ("eac.atypical", money.atypicalEAC), ("eac.combined", money.combinedEAC), ("etc", money.etc),
            ("vac", money.vac), ("tcpi.bac", money.tcpiOfBAC), ("tcpi.eac", money.tcpiOfEAC),
            ("earned_schedule", time.earned), ("at", time.actual), ("pd", time.planned), ("sv_t", time.variance),
            ("spi_t", time.index), ("ieac_t", time.forecast),
        ]
    }
}
