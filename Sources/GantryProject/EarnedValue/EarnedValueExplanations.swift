import FoundationEssentials
import GantryCore

/// How each figure came about: its rule, what went into it and where that stands, and the sum.
extension EarnedValueSums {
    var explanations: [Explanation] {
        figures.compactMap { key, figure in
            let evidence =
                switch key {
                case "bac": bacEvidence
                case "pv": pvEvidence
                case "ev": evEvidence
                case "ac": acEvidence
                case "earned_schedule": scheduleEvidence
                case "at", "pd": timeEvidence(key)
                default: formulaEvidence(key)
                }
            guard let evidence else { return nil }
            let outcome = figure.reason.map { ["not available: \($0)"] } ?? evidence.arithmetic
            return Explanation(key, Evidence(rule: evidence.rule, inputs: evidence.inputs, arithmetic: outcome))
        }
    }

    // MARK: What was written

    private var bacEvidence: Evidence {
        var inputs: [Evidence.Input] = []
        if let budget = project.budget {
            if let amount = budget.amount { inputs.append(.init("budget", "\(amount.value)", at: amount.position)) }
            inputs += budget.lines.map { .init($0.id, "\($0.amount.value)", at: $0.amount.position) }
        } else {
            inputs = project.tasks.compactMap { task in
                task.budget.map { .init(task.id, "\($0.value)", at: $0.position) }
            }
        }
        return Evidence(
            rule: "the budget, all its lines together; without one the budgets of the tasks", inputs: inputs,
            arithmetic: sum(inputs.count, performance.bac))
    }

    private var acEvidence: Evidence {
        let parts = cost?.spentParts ?? []
        let inputs = parts.map { part in
            Evidence.Input("\(part.date) \(part.what)", part.arithmetic ?? "\(part.amount)", at: part.position)
        }
        return Evidence(
            rule: "everything booked in the ledger up to \(asOf)", inputs: inputs,
            arithmetic: sum(parts.count, performance.ac))
    }

    private func sum(_ count: Int, _ figure: Figure) -> [String] {
        guard let value = figure.value else { return [] }
        return [count == 1 ? money(value) : "\(count) amounts together: \(money(value))"]
    }

    // MARK: Planned and earned

    private var pvEvidence: Evidence {
        let total = performance.pv.value.map { ["together by \(asOf): \(money($0))"] } ?? []
        switch planned {
        case .rows(let curve):
            let rows = project.plannedValue.map { row in
                Evidence.Input("\(row.date.value)", "\(row.amount.value)", at: row.amount.position)
            }
            return Evidence(
                rule: "the row of 'pv' for the day; between two rows straight, by calendar days", inputs: rows,
                arithmetic: between(curve) ?? total)
        case .baseline(let value, let baseline):
            let rule = "the tasks as planned in the baseline \(baseline.id), each by its rule"
            return Evidence(rule: rule, inputs: inputs(value, at: baseline.taskIDs), arithmetic: total)
        case .plan(let value):
            let ids = project.tasks.map { Located($0.id, at: $0.position) }
            return Evidence(
                rule: "the tasks as planned today, each by its rule", inputs: inputs(value, at: ids),
                arithmetic: total)
        case .none: return Evidence(rule: "what was to be done by \(asOf)")
        }
    }

    private func between(_ curve: ValueCurve) -> [String]? {
        guard let (from, to, days, length) = curve.between(at: asOf), let pv = performance.pv.value else { return nil }
        return ["\(from.amount) + \(days) of \(length) days × (\(to.amount) - \(from.amount)) = \(money(pv))"]
    }

    private func inputs(_ value: PlannedValue, at ids: [Located<String>]) -> [Evidence.Input] {
        let places = Dictionary(ids.map { ($0.value, $0.position) }) { first, _ in first }
        let scale = performance.bac.value ?? 1
        return value.tasks.enumerated().map { index, task in
            let whole = scale * value.weights.weights[index] / value.weights.total
            let id = task.weighed.id
            return .init(id, "\(money(whole)) from \(task.start) to \(task.finish)", at: places[id])
        }
    }

    private var evEvidence: Evidence {
        let total = performance.ev.value.map { ["together: \(money($0))"] } ?? []
        switch earned {
        case .row(let row, _):
            let input = Evidence.Input("\(row.date.value)", "\(row.amount.value)", at: row.amount.position)
            return Evidence(rule: "the last row of 'ev' up to \(asOf)", inputs: [input], arithmetic: total)
        case .tasks(let tasks):
            let scale = performance.bac.value ?? 1
            let inputs = tasks.tasks.indices.map { index in
                let (earned, whole) = tasks.value(of: index, scale: scale)
                let text = "\(tasks.earnings[index].basis): \(money(earned)) of \(money(whole))"
                return Evidence.Input(tasks.tasks[index].id, text, at: tasks.earnings[index].position)
            }
            return Evidence(
                rule: "each task's part of the whole, as far as it is earned by its rule", inputs: inputs,
                arithmetic: total)
        case .none: return Evidence(rule: "what was done by \(asOf)")
        }
    }

    // MARK: Time

    private var scheduleEvidence: Evidence {
        let rule = "ES = C + (EV - PV_C) / (PV_C+1 - PV_C), C periods are earned"
        guard let found = earnedSchedule else { return Evidence(rule: rule) }
        var inputs = [Evidence.Input("C", "\(found.whole)"), .init("PV_C", brief(found.before))]
        guard let after = found.after else {
            return Evidence(rule: rule, inputs: inputs, arithmetic: ["all of the plan is earned: \(found.whole)"])
        }
        inputs.append(.init("PV_C+1", brief(after)))
        let earned = performance.ev.value.map(brief) ?? "EV"
        let divisor = "(\(brief(after)) - \(brief(found.before)))"
        let sum = "\(found.whole) + (\(earned) - \(brief(found.before))) / \(divisor) = \(brief(found.periods))"
        return Evidence(rule: rule, inputs: inputs, arithmetic: [sum])
    }

    private func timeEvidence(_ key: String) -> Evidence {
        let unit = schedule.unit ?? "periods"
        var inputs: [Evidence.Input] = []
        switch planned {
        case .rows(let curve):
            inputs.append(.init("start", "\(curve.start)", at: project.start.position))
            if let last = project.plannedValue.last {
                inputs.append(.init("last row", "\(last.date.value)", at: last.date.position))
            }
        case .baseline(let value, let baseline):
            inputs.append(.init("start", "\(value.start)", at: baseline.position))
            inputs.append(.init("finish", "\(value.finish)", at: baseline.position))
        case .plan, .none: break
        }
        let figure = key == "at" ? schedule.actual : schedule.planned
        if key == "at" { inputs.append(.init("day", "\(min(asOf, earned.completeOn ?? asOf))")) }
        let rule =
            key == "at"
            ? "AT: \(unit) from the start up to the day, or up to the end of the work" : "PD: \(unit) of the whole plan"
        return Evidence(rule: rule, inputs: inputs, arithmetic: figure.value.map { ["\(brief($0)) \(unit)"] } ?? [])
    }

    // MARK: Formulas

    private func formulaEvidence(_ key: String) -> Evidence? {
        guard let formula = EarnedValueFormula.all[key],
            let value = figures.first(where: { $0.key == key })?.figure.value
        else {
            return EarnedValueFormula.all[key].map { Evidence(rule: $0.rule) }
        }
        let known = [
            "BAC": performance.bac, "PV": performance.pv, "EV": performance.ev, "AC": performance.ac,
            "EAC": performance.typicalEAC, "ES": schedule.earned, "AT": schedule.actual, "PD": schedule.planned,
        ]
        let inputs = formula.names.map { name in Evidence.Input(name, known[name]?.value.map(brief) ?? "-") }
        let text = formula.sum.split(separator: " ").map { word in
            known[String(word)]?.value.map(brief) ?? String(word)
        }.joined(separator: " ")
        return Evidence(rule: formula.rule, inputs: inputs, arithmetic: ["\(text) = \(brief(value))"])
    }

    private func money(_ value: Decimal) -> String {
        guard let currency, performance.bac.value != nil || earnedIsMoney else { return brief(value) }
        return brief(value) == "\(value)" ? "\(Money(value, currency))" : "\(brief(value)) \(currency.code)"
    }

    private var earnedIsMoney: Bool { !project.earnedValue.isEmpty || !project.plannedValue.isEmpty }

    /// Whole where it is short, else cut for showing and marked so.
    private func brief(_ value: Decimal) -> String {
        let places = "\(value)".split(separator: ".").dropFirst().first?.count ?? 0
        return places <= 6 ? "\(value)" : "\(value.rounded(6))…"
    }
}

/// A formula as it is explained.
struct EarnedValueFormula {
    let rule: String
    /// Names and signs, parted by spaces, so that the names can be replaced by their figures.
    let sum: String

    var names: [String] {
        var seen: Set<String> = []
        return sum.split(separator: " ").map(String.init).filter { word in
            word.allSatisfy(\.isLetter) && seen.insert(word).inserted
        }
    }

    static let all: [String: EarnedValueFormula] = [
        "cv": .init(rule: "CV = EV - AC", sum: "EV - AC"),
        "sv": .init(rule: "SV = EV - PV", sum: "EV - PV"),
        "cpi": .init(rule: "CPI = EV / AC", sum: "EV / AC"),
        "spi": .init(rule: "SPI = EV / PV", sum: "EV / PV"),
        "eac.typical": .init(
            rule: "EAC = BAC / CPI = BAC × AC / EV: it goes on as so far", sum: "BAC × AC / EV"),
        "eac.atypical": .init(rule: "EAC = AC + BAC - EV: the rest goes as planned", sum: "AC + BAC - EV"),
        "eac.combined": .init(
            rule: "EAC = AC + (BAC - EV) / (CPI × SPI): it is hurried as well",
            sum: "AC + ( BAC - EV ) × AC × PV / ( EV × EV )"),
        "etc": .init(rule: "ETC = EAC - AC", sum: "EAC - AC"),
        "vac": .init(rule: "VAC = BAC - EAC", sum: "BAC - EAC"),
        "tcpi.bac": .init(
            rule: "TCPI = (BAC - EV) / (BAC - AC): to end within the budget", sum: "( BAC - EV ) / ( BAC - AC )"),
        "tcpi.eac": .init(
            rule: "TCPI = (BAC - EV) / (EAC - AC): to end within the forecast", sum: "( BAC - EV ) / ( EAC - AC )"),
        "sv_t": .init(rule: "SV(t) = ES - AT", sum: "ES - AT"),
        "spi_t": .init(rule: "SPI(t) = ES / AT", sum: "ES / AT"),
        "ieac_t": .init(rule: "IEAC(t) = PD / SPI(t) = PD × AT / ES", sum: "PD × AT / ES"),
    ]
}
