import FoundationEssentials

/// Variances, indices and forecasts of earned value.
///
/// Each is one division at most, and that is its last step, so that exact answers come out exact.
/// Source: PMI, The Standard for Earned Value Management, 2019.
struct Performance: Hashable, Sendable {
    let bac: Figure
    let pv: Figure
    let ev: Figure
    let ac: Figure
    let cv: Figure
    let sv: Figure
    let cpi: Figure
    let spi: Figure
    /// BAC / CPI: the rest costs as much as what was done.
    let typicalEAC: Figure
    /// AC + BAC - EV: the rest costs what was planned.
    let atypicalEAC: Figure
    /// AC + (BAC - EV) / (CPI · SPI).
    let combinedEAC: Figure
    /// Of the typical forecast, as is `vac`.
    let etc: Figure
    let vac: Figure
    /// What each unit of money that is left has to earn, to end within the budget or within the typical forecast.
    let tcpiOfBAC: Figure
    let tcpiOfEAC: Figure

    init(bac: Figure, pv: Figure, ev: Figure, ac: Figure) {
        (self.bac, self.pv, self.ev, self.ac) = (bac, pv, ev, ac)
        let sums = PerformanceSums(bac: bac, pv: pv, ev: ev, ac: ac)
        cv = Figure { () throws(MissingFigure) in try ev.needed("EV") - ac.needed("AC") }
        sv = Figure { () throws(MissingFigure) in try ev.needed("EV") - pv.needed("PV") }
        cpi = Figure(sums.cpi)
        spi = Figure(sums.spi)
        typicalEAC = Figure(sums.typical)
        atypicalEAC = Figure { () throws(MissingFigure) in
            try ac.needed("AC") + bac.needed("BAC") - ev.needed("EV")
        }
        combinedEAC = Figure(sums.combined)
        etc = Figure(sums.etc)
        vac = Figure(sums.vac)
        tcpiOfBAC = Figure(sums.tcpiOfBAC)
        tcpiOfEAC = Figure(sums.tcpiOfEAC)
    }
}

/// The sums that divide.
private struct PerformanceSums {
    static let nothingSpent = "nothing is spent (AC is zero)"
    static let nothingEarned = "nothing is earned (EV is zero)"
    static let nothingPlanned = "nothing was planned to be done by then (PV is zero)"

    let bac: Figure
    let pv: Figure
    let ev: Figure
    let ac: Figure

    func cpi() throws(MissingFigure) -> Decimal {
        try ev.needed("EV").divided(by: ac.needed("AC"), ifZero: Self.nothingSpent)
    }

    func spi() throws(MissingFigure) -> Decimal {
        try ev.needed("EV").divided(by: pv.needed("PV"), ifZero: Self.nothingPlanned)
    }

    /// BAC / CPI as BAC · AC / EV.
    func typical() throws(MissingFigure) -> Decimal {
        let (bac, ev, ac) = try whole()
        return try (bac * ac).divided(by: ev, ifZero: Self.nothingEarned)
    }

    func combined() throws(MissingFigure) -> Decimal {
        let (bac, ev, ac) = try whole()
        let pv = try pv.needed("PV")
        if pv.isZero { throw MissingFigure("SPI is not available: " + Self.nothingPlanned) }
        return try ac + ((bac - ev) * ac * pv).divided(by: ev * ev, ifZero: Self.nothingEarned)
    }

    /// EAC - AC over one divisor.
    func etc() throws(MissingFigure) -> Decimal {
        let (bac, ev, ac) = try whole()
        return try (ac * (bac - ev)).divided(by: ev, ifZero: Self.nothingEarned)
    }

    /// BAC - EAC over one divisor.
    func vac() throws(MissingFigure) -> Decimal {
        let (bac, ev, ac) = try whole()
        return try (bac * (ev - ac)).divided(by: ev, ifZero: Self.nothingEarned)
    }

    func tcpiOfBAC() throws(MissingFigure) -> Decimal {
        let (bac, ev, ac) = try (bac.needed("BAC"), ev.needed("EV"), ac.needed("AC"))
        guard ac < bac else { throw MissingFigure("unreachable: the whole budget is spent (AC is BAC or more)") }
        return (bac - ev) / (bac - ac)
    }

    /// (BAC - EV) / (EAC - AC), both sides times EV.
    func tcpiOfEAC() throws(MissingFigure) -> Decimal {
        let (bac, ev, ac) = try whole()
        if ev.isZero { throw MissingFigure("EAC is not available: " + Self.nothingEarned) }
        guard ev < bac else { throw MissingFigure("nothing is left to earn (EV is BAC)") }
        return (bac - ev) * ev / (ac * (bac - ev))
    }

    /// What every forecast by CPI needs; without any cost there is no CPI.
    private func whole() throws(MissingFigure) -> (bac: Decimal, ev: Decimal, ac: Decimal) {
        let values = try (bac: bac.needed("BAC"), ev: ev.needed("EV"), ac: ac.needed("AC"))
        if values.ac.isZero { throw MissingFigure("CPI is not available: " + Self.nothingSpent) }
        return values
    }
}
