public import FoundationEssentials

extension Decimal {
    /// The quotient, or nil where the divisor is zero, for which `Decimal` would give NaN.
    public func divided(by divisor: Decimal) -> Decimal? {
        divisor.isZero ? nil : self / divisor
    }

    /// Rounded half away from zero at `places` digits after the point. Only for showing, never for an intermediate.
    public func rounded(_ places: Int) -> Decimal {
        let parts = "\(magnitude)".split(separator: ".")
        guard parts.count == 2, parts[1].count > places else { return self }
        let kept = parts[1].prefix(places)
        let cut = Decimal(string: kept.isEmpty ? String(parts[0]) : "\(parts[0]).\(kept)") ?? self
        let roundsUp = parts[1].dropFirst(places).first.map { $0 >= "5" } ?? false
        let result = roundsUp ? cut + Decimal(sign: .plus, exponent: -places, significand: 1) : cut
        return self < 0 ? -result : result
    }

    /// With exactly `places` digits after the point and, if asked, groups of thousands: `118,900.00`.
    public func formatted(places: Int, grouped: Bool = false) -> String {
        let plain = "\(rounded(places).magnitude)"
        let parts = plain.split(separator: ".")
        var whole = String(parts.first ?? "0")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        if grouped { whole = groupedDigits(whole) }
        let padded = fraction + String(repeating: "0", count: max(0, places - fraction.count))
        let sign = rounded(places) < 0 ? "-" : ""
        return places > 0 ? "\(sign)\(whole).\(padded)" : sign + whole
    }
}
