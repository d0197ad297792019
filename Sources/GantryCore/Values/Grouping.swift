extension Int {
    /// With groups of thousands, as people read it: `604,799`.
    package var grouped: String { (self < 0 ? "-" : "") + groupedDigits(String(magnitude)) }
}

/// Digits in groups of thousands: `118,900`.
func groupedDigits(_ digits: String) -> String {
    var (rest, result) = (digits[...], "")
    while rest.count > 3 {
        result = ",\(rest.suffix(3))\(result)"
        rest = rest.dropLast(3)
    }
    return rest + result
}
