package import GantryCore

/// What is asked of a report, as it travels: `as_of=2026-11-16&with=drop R7`. A key may stand more than once.
package struct ReportParameters: Hashable, Sendable {
    /// In the order they were given.
    package private(set) var pairs: [(key: String, value: String)] = []

    package init() {}

    package init(_ pairs: [(key: String, value: String)]) { self.pairs = pairs }

    package mutating func add(_ key: String, _ value: (some CustomStringConvertible)?) {
        if let value { pairs.append((key, value.description)) }
    }

    /// Only where it holds.
    package mutating func add(_ key: String, flag: Bool) { if flag { pairs.append((key, "true")) } }

    // MARK: Reading

    /// The last value that was given.
    package func text(_ key: String) -> String? { pairs.last { $0.key == key }?.value }

    package func texts(_ key: String) -> [String] { pairs.filter { $0.key == key }.map(\.value) }

    package func flag(_ key: String) throws(ReportProblem) -> Bool {
        switch text(key) {
        case nil, "false", "": false
        case "true": true
        case let other?: throw wrong(key, other, "true or false is wanted")
        }
    }

    package func date(_ key: String) throws(ReportProblem) -> LocalDate? {
        guard let text = text(key) else { return nil }
        if let date = LocalDate(text) { return date }
        throw wrong(key, text, "a date such as 2026-12-18 is wanted")
    }

    package func number(_ key: String, _ range: ClosedRange<Int>) throws(ReportProblem) -> Int? {
        guard let text = text(key) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        throw wrong(key, text, "a number from \(range.lowerBound) to \(range.upperBound) is wanted")
    }

    /// - Throws: `ReportProblem` for a key that is none of these.
    package func allow(only known: Set<String>) throws(ReportProblem) {
        guard let stranger = pairs.first(where: { !known.contains($0.key) })?.key else { return }
        let near = suggestion(for: stranger, among: known.sorted())
        throw ReportProblem(
            .parameter, "there is no parameter '\(stranger)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "there are \(known.sorted().joined(separator: ", "))")
    }

    /// `--as-of '2026-13-01': a date … is wanted`, in the words of the command line.
    private func wrong(_ key: String, _ value: String, _ wanted: String) -> ReportProblem {
        ReportProblem(.parameter, "--\(String(key.map { $0 == "_" ? "-" : $0 })) '\(value)': \(wanted)")
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.key)
            hasher.combine(pair.value)
        }
    }
}

extension ProjectReport {
    /// The report, after a look at whether all parameters are known.
    package static func checked(
        of subject: ReportSubject, _ parameters: ReportParameters
    ) throws(ReportProblem) -> Self {
        try parameters.allow(only: Self.parameters.union(["as_of", "explain"]))
        if let problem = ReportProblem(mistakesIn: [subject.project]) { throw problem }
        var report = try make(of: subject, parameters)
        report.notes = subject.notes + report.notes
        return report
    }
}

extension PortfolioReport {
    /// The report, after a look at whether all parameters are known.
    package static func checked(
        of portfolio: Portfolio, _ parameters: ReportParameters, today: LocalDate, notes: [String] = []
    ) throws(ReportProblem) -> Self {
        try parameters.allow(only: Self.parameters.union(["as_of", "explain"]))
        if let problem = ReportProblem(mistakesIn: portfolio.projects) { throw problem }
        var report = try make(of: portfolio, parameters, today: today)
        report.notes = notes + report.notes
        return report
    }
}
