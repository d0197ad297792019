import GantryCore
import GantryProject
import GantryTime

/// `review.remind`: reviews that come near, are due, or were missed.
struct ReviewRemind: ProjectCheck {
    static let rule = "review"

    let declaration = ActionDeclaration(
        name: "review.remind",
        summary: "Finds reviews that are nearly due, due or missed.",
        inputs: DueRule.inputs(before: ["5wd", "1wd"]),
        outputs: ProjectSelection.outputs,
        rules: [Self.rule],
        example: """
            - id: remind
              action: review.remind
              with: { before: [5wd, 1wd], overdue_every: 2wd }
            """
    )

    func terms(_ inputs: [String: Value]) throws(ActionFailure) -> DueRule { try DueRule(inputs) }

    /// A project that rests or is closed goes on being reviewed; one that was called off does not.
    func isWatched(_ project: Project) -> Bool { project.status != .cancelled }

    func findings(of project: Project, in look: Look<DueRule>) -> [Finding] {
        guard isWatched(project) else { return [] }
        let look = ReviewLook(project: project, today: look.today(of: project), due: look.terms)
        return project.reviews.compactMap(look.review)
    }

    func ending(of subject: String, of project: Project, in look: Look<DueRule>) -> String? {
        ReviewLook(project: project, today: look.today(of: project), due: look.terms).ending(of: subject)
    }

    /// One project on one day.
    private struct ReviewLook {
        let project: Project
        let today: LocalDate
        let due: DueRule

        func review(_ review: Review) -> Finding? {
            switch review.timing {
            case .recurring(let every, let next):
                return finding(
                    review, due: next.value, inputs: [next.input("next"), every.input("every")],
                    end: "it is done by moving 'next'"
                )
            case .once(let date, let done):
                guard done == nil else { return nil }
                return finding(review, due: date.value, inputs: [date.input("date")], end: "it is done by 'done'")
            case .whenProjectIsDone(let within, let done):
                guard done == nil, project.status == .done || project.status == .closed else { return nil }
                return afterTheEnd(review, within: within)
            }
        }

        /// Why nothing is found any more of what was found before.
        func ending(of subject: String) -> String? {
            guard let review = project.reviews.first(where: { "reviews/\($0.id)" == subject }) else {
                return "is not in the project any more"
            }
            switch review.timing {
            case .recurring(_, let next): return "next on \(spoken(next.value)) (\(next.position.fileAndLine))"
            case .once(_, let done?): return "done \(spoken(done.value)) (\(done.position.fileAndLine))"
            case .once(let date, nil): return "moved to \(spoken(date.value)) (\(date.position.fileAndLine))"
            case .whenProjectIsDone(_, let done?):
                return "done \(spoken(done.value)) (\(done.position.fileAndLine))"
            case .whenProjectIsDone(_, nil): return nil
            }
        }

        private func afterTheEnd(_ review: Review, within: Located<CalendarSpan>) -> Finding? {
            guard let end = project.dayItGotDone else { return undated(review, within: within) }
            let due = within.value.end(from: end.day.value, calendar: project.calendar)
            let sum = "\(spoken(end.day.value)) + \(within.value) = \(spoken(due))"
            return finding(
                review, due: due, inputs: [end.day.input(end.name), within.input("within")], sums: [sum],
                end: "it is done by 'done'"
            )
        }

        private func finding(
            _ review: Review, due date: LocalDate, inputs: [Evidence.Input], sums: [String] = [], end: String
        ) -> Finding? {
            guard let state = due.state(of: date, today: today, calendar: project.calendar) else { return nil }
            return make(
                review, state.stage, state.severity, "The review \"\(review.what.value)\" \(state.phrase())", due: date,
                Evidence(
                    rule: "a review is told about \(due.sentence("it is due")); \(end)",
                    inputs: inputs + who(review) + [todayInput],
                    arithmetic: sums + state.arithmetic
                )
            )
        }

        /// The project is done, and nothing says since when: that is said, not passed over.
        private func undated(_ review: Review, within: Located<CalendarSpan>) -> Finding {
            let status = Evidence.Input("status", project.status.rawValue, at: project.position)
            return make(
                review, Finding.Stage("undated", rank: -1_000_000), .warning,
                "The review \"\(review.what.value)\" is due within \(within.value) of the project's end, "
                    + "and no file says when that was",
                due: nil,
                Evidence(
                    rule: "a review with 'when: done' is due so long after the day of 'closure', "
                        + "else after the last task was 'finished'",
                    inputs: [within.input("within"), status] + who(review) + [todayInput],
                    arithmetic: ["give every task its 'finished', or the project its 'closure'"]
                )
            )
        }

        private func make(
            _ review: Review, _ stage: Finding.Stage, _ severity: Finding.Severity, _ message: String, due: LocalDate?,
            _ evidence: Evidence
        ) -> Finding {
            let subject = "reviews/\(review.id)"
            return Finding(
                rule: ReviewRemind.rule, project: project.id, subject: subject, stage: stage, severity: severity,
                message: message,
                advice: Finding.standardAdvice(project: project.id, rule: ReviewRemind.rule, subject: subject),
                owner: review.who.isEmpty ? nil : review.who.map(\.value).joined(separator: "+"), due: due,
                evidence: evidence
            )
        }

        private func who(_ review: Review) -> [Evidence.Input] {
            review.who.first.map {
                [Evidence.Input("who", review.who.map(\.value).joined(separator: "+"), at: $0.position)]
            } ?? []
        }

        private func spoken(_ date: LocalDate) -> String { date.spoken(seenFrom: today) }

        private var todayInput: Evidence.Input { Evidence.Input("today", "\(today) (\(project.zone.identifier))") }
    }
}

extension Project {
    /// The day of its closure, else of its last task's finish; nil where that is not known.
    fileprivate var dayItGotDone: (name: String, day: Located<LocalDate>)? {
        if let closure { return ("closure", closure.closedOn) }
        let days = tasks.compactMap(\.finished)
        guard days.count == tasks.count else { return nil }
        return days.max { $0.value < $1.value }.map { ("finished", $0) }
    }
}

extension CalendarSpan {
    /// The day that ends it; working days by the calendar, what is shorter than a day not at all.
    fileprivate func end(from day: LocalDate, calendar: WorkingCalendar) -> LocalDate {
        switch self {
        case .working(let days): calendar.adding(days, to: day)
        case .days(let count): day + count
        case .months(let count): day.adding(months: count)
        case .elapsed(let duration): day + Int(duration.components.seconds / 86_400)
        }
    }
}
