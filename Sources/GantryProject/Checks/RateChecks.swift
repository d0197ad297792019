import GantryCore

/// Rates that cannot hold together.
extension ProjectChecks {
    /// Of two rates of one pair and day, nobody could say which a sum was made with.
    func rateMistakes() -> [Diagnostic] {
        var first: [String: SourcePosition] = [:]
        return project.rates.flatMap { quote in
            quote.rates.sorted { $0.key.code < $1.key.code }.compactMap { into, rate in
                let pair = "\(quote.from.value.code) in \(into.code) of \(quote.date.value)"
                guard let known = first[pair] else {
                    first[pair] = rate.position
                    return nil
                }
                return error(
                    .duplicateID, rate.position, "a second rate of \(pair); the first is at \(known.fileAndLine)",
                    hint: "remove one, or correct its date")
            }
        }
    }
}
