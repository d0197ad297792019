import GantryCore

/// The long form of meetings, the people outside, and the end.
extension ProjectText {
    static func meeting(_ meeting: Meeting) -> YAMLOutput {
        .record {
            $0.add("id", meeting.id)
            $0.add("rrule", meeting.rrule)
            $0.add("at", output: meeting.at.map { .quoted($0.value.description) })
            $0.add("chair", meeting.chair)
            $0.add("who", ids: meeting.who)
            $0.add("minutes", meeting.minutes)
            $0.add("minutes_within", meeting.minutesWithin)
        }
    }

    static func stakeholder(_ stakeholder: Stakeholder) -> YAMLOutput {
        .record {
            $0.add("name", stakeholder.name)
            $0.add("email", stakeholder.email)
            $0.add("type", stakeholder.type)
            $0.add("influence", stakeholder.influence?.rawValue)
            let roles = stakeholder.raci.map { YAMLOutput.Entry(key: $0.item.value, value: .text($0.part.rawValue)) }
            $0.add("raci", output: roles.isEmpty ? nil : .map(roles))
            let inform = stakeholder.inform.map { inform in
                YAMLOutput.record {
                    $0.add("every", inform.every)
                    $0.add("what", inform.what)
                }
            }
            $0.add("inform", output: inform)
            $0.add("last", stakeholder.last)
        }
    }

    static func supplier(_ supplier: Supplier) -> YAMLOutput {
        .record {
            $0.add("name", supplier.name)
            $0.add("owner", supplier.owner)
            let contract = supplier.contract.map { contract in
                YAMLOutput.record {
                    $0.add("from", contract.from)
                    $0.add("ends", contract.ends)
                    $0.add("notice", contract.notice)
                    $0.add("auto_renew", flag: contract.renewsItself)
                    $0.add("value", contract.value)
                    $0.add("notice_given", contract.noticeGiven)
                }
            }
            $0.add("contract", output: contract)
            let deliverables = supplier.deliverables.map { deliverable in
                YAMLOutput.record {
                    $0.add("what", deliverable.what)
                    $0.add("due", deliverable.due)
                    $0.add("done", deliverable.done)
                }
            }
            $0.add("deliverables", list: deliverables)
        }
    }

    static func lesson(_ lesson: Lesson) -> YAMLOutput {
        .record {
            $0.add("text", lesson.text)
            $0.add("by", lesson.by)
            $0.add("date", lesson.date)
        }
    }

    static func closure(_ closure: Closure) -> YAMLOutput {
        .record {
            $0.add("on", closure.closedOn)
            $0.add("accepted_by", closure.acceptedBy)
            $0.add("lessons", texts: closure.lessons)
            $0.add("open_items", texts: closure.openItems)
        }
    }

    static func acknowledgement(_ acknowledgement: ProjectAcknowledgement) -> YAMLOutput {
        .record {
            $0.add("alert", acknowledgement.alert)
            $0.add("until", acknowledgement.until)
            $0.add("by", acknowledgement.by)
            $0.add("because", acknowledgement.because)
        }
    }
}
