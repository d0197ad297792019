import FoundationEssentials

/// Earned schedule: the time at which what is earned was planned to be earned.
///
/// Source: Lipke, Schedule is Different, The Measurable News, 2003.
struct EarnedSchedule: Hashable, Sendable {
    /// ES: C + (EV - PV_C) / (PV_{C+1} - PV_C), in periods.
    let periods: Decimal
    /// C: the last whole period whose planned value is earned.
    let whole: Int
    /// PV_C, and PV_{C+1}, nil where C is the last period.
    let before: Decimal
    let after: Decimal?

    /// - Parameters:
    ///   - count: the periods of the plan.
    ///   - planned: the planned value at the end of a period, 1...count, which never falls; that of period 0 is zero.
    init(of earned: Decimal, count: Int, planned: (Int) -> Decimal) {
        var (low, high) = (0, count + 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if planned(middle) <= earned { low = middle } else { high = middle }
        }
        whole = low
        before = low == 0 ? 0 : planned(low)
        guard low < count else {
            (after, periods) = (nil, Decimal(low))
            return
        }
        let next = planned(low + 1)
        after = next
        periods = (Decimal(low) * (next - before) + earned - before) / (next - before)
    }
}

/// What time says about a project: earned schedule against the time that has passed.
struct ScheduleFigures: Hashable, Sendable {
    let earned: Figure
    /// AT: the time that has passed, up to the end of the work.
    let actual: Figure
    /// PD: what was planned.
    let planned: Figure
    /// SV(t) = ES - AT.
    let variance: Figure
    /// SPI(t) = ES / AT.
    let index: Figure
    /// IEAC(t) = PD / SPI(t) as PD · AT / ES.
    let forecast: Figure
    /// What is counted: `periods`, `working days`; nil where there is no schedule.
    let unit: String?

    init(earned: Figure, actual: Figure, planned: Figure, unit: String?) {
        (self.earned, self.actual, self.planned, self.unit) = (earned, actual, planned, unit)
        let time = { () throws(MissingFigure) -> (es: Decimal, at: Decimal) in
            let es = try earned.needed("the earned schedule")
            return (es, try actual.needed("AT"))
        }
        variance = Figure { () throws(MissingFigure) in
            let (es, at) = try time()
            return es - at
        }
        index = Figure { () throws(MissingFigure) in
            let (es, at) = try time()
            return try es.divided(by: at, ifZero: "no time has passed (AT is zero)")
        }
        forecast = Figure { () throws(MissingFigure) in
            let (es, at) = try time()
            if at.isZero { throw MissingFigure("SPI(t) is not available: no time has passed (AT is zero)") }
            return try (planned.needed("PD") * at).divided(
                by: es, ifZero: "SPI(t) is zero: nothing is earned of the schedule")
        }
    }

    /// None at all.
    init(missing reason: String) {
        self.init(earned: .missing(reason), actual: .missing(reason), planned: .missing(reason), unit: nil)
    }
}
