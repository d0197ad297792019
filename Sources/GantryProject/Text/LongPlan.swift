import GantryCore
import GantryTime

/// The long form of people, calendar, tasks and reviews.
extension ProjectText {
    static func calendar(_ calendar: WorkingCalendar) -> YAMLOutput {
        .record {
            $0.add("week", weekText(calendar.week))
            // Written also where there are none, for otherwise those of the settings would be taken.
            $0.add("holidays", output: .list(calendar.holidays.sorted().map { .text($0.description) }))
        }
    }

    /// `mon-fri`, `mon,wed,fri`.
    static func weekText(_ week: Set<Weekday>) -> String {
        var runs: [[Weekday]] = []
        var previous: Weekday?
        for day in Weekday.allCases {
            defer { previous = day }
            guard week.contains(day) else { continue }
            if let previous, week.contains(previous), !runs.isEmpty {
                runs[runs.count - 1].append(day)
            } else {
                runs.append([day])
            }
        }
        return runs.map { run in
            let ends = run.count > 1 ? [run[0], run[run.count - 1]] : run
            return ends.map { $0.short.lowercased() }.joined(separator: "-")
        }.joined(separator: ",")
    }

    static func member(_ member: TeamMember) -> YAMLOutput {
        .record {
            $0.add("person", member.person)
            $0.add("share", member.share)
        }
    }

    static func person(_ person: Person) -> YAMLOutput {
        .record {
            $0.add("name", person.name)
            $0.add("email", person.email)
            $0.add("roles", texts: person.roles)
            $0.add("skills", texts: person.skills)
            $0.add("works", person.works.map { "\($0.value)/week" })
            $0.add("manager", person.manager)
            $0.add("deputy", person.deputy)
            let leave = person.leave.map { leave in
                YAMLOutput.record {
                    $0.add("from", leave.from)
                    $0.add("to", leave.to)
                }
            }
            $0.add("leave", list: leave)
            let rates = person.costRates.map { rate in
                YAMLOutput.record {
                    $0.add("from", rate.from)
                    $0.add("per", rate.per.rawValue)
                    $0.add("amount", rate.amount)
                }
            }
            $0.add("cost_rate", list: rates)
        }
    }

    static func task(_ task: ProjectTask) -> YAMLOutput {
        .record {
            $0.add("id", task.id)
            $0.add("name", task.name)
            $0.add("milestone", flag: task.isMilestone)
            $0.add("duration", output: task.duration.map { estimate($0.value) })
            $0.add("effort", output: task.effort.map { estimate($0.value) })
            $0.add("who", ids: task.who)
            $0.add("after", list: task.after.map(link))
            $0.add("start", task.start)
            $0.add("due", task.due)
            $0.add("started", task.started)
            $0.add("finished", task.finished)
            $0.add("percent", task.percent.map { "\($0.value.value)" })
            $0.add("left", task.left)
            $0.add("said", task.said)
            $0.add("blocked", task.blocked)
            $0.add("earn", task.earn?.rawValue)
            $0.add("budget", task.budget)
            $0.add("meets", ids: task.meets)
            $0.add("needs_skill", ids: task.needsSkill)
        }
    }

    private static func link(_ link: Link) -> YAMLOutput {
        .record {
            $0.add("task", link.task)
            $0.add("type", link.kind.rawValue)
            $0.add("lag", link.lag)
        }
    }

    private static func estimate<Unit: CustomStringConvertible>(_ estimate: Estimate<Unit>) -> YAMLOutput {
        switch estimate {
        case .single(let unit): .text(unit.description)
        case .threePoint(let optimistic, let likely, let pessimistic):
            .record {
                $0.add("o", optimistic)
                $0.add("m", likely)
                $0.add("p", pessimistic)
            }
        }
    }

    static func review(_ review: Review) -> YAMLOutput {
        .record {
            if review.id != Review.id(for: review.what.value) { $0.add("id", review.id) }
            $0.add("what", review.what)
            $0.add("who", ids: review.who)
            switch review.timing {
            case .recurring(let every, let next):
                $0.add("every", every)
                $0.add("next", next)
            case .once(let date, let done):
                $0.add("date", date)
                $0.add("done", done)
            case .whenProjectIsDone(let within, let done):
                $0.add("when", "done")
                $0.add("within", within)
                $0.add("done", done)
            }
        }
    }
}

extension YAMLOutput {
    static func record(_ build: (inout OutputRecord) -> Void) -> YAMLOutput { OutputRecord.record(build) }
}
