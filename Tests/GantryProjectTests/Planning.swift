import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

/// A project of which only the plan matters. It begins on Monday 2 March 2026.
func planned(
    _ tasks: String, head: String = "", people: String? = nil, asOf: String? = nil, file: String = "projects/p.yaml"
) throws -> Plan {
    let project = try project(tasks, head: head, people: people, file: file)
    return Plan(of: project, people: [String: Person](people), asOf: asOf.flatMap { LocalDate($0) })
}

func project(_ tasks: String, head: String = "", people: String? = nil, file: String = "projects/p.yaml") throws
    -> Project
{
    let text = "project: p\nlead: asha\nstart: 2026-03-02\n\(head)\ntasks:\n\(tasks)\n"
    let read = Read(text, people: people, name: file)
    #expect(read.errors.map(\.description) == [])
    return try #require(read.project)
}

extension [String: Person] {
    /// Those of a people.yaml; nobody for nil.
    init(_ text: String?) { self = text.flatMap { Read.people($0) } ?? [:] }
}

extension Plan {
    /// `A 0-6 0-6 0/0`: early, late, total and free float.
    var rows: [String] {
        tasks.map { task in
            "\(task.id) \(task.earlyStart.days)-\(task.earlyFinish.days) "
                + "\(task.lateStart.days)-\(task.lateFinish.days) \(task.totalFloat.days)/\(task.freeFloat.days)"
        }
    }

    /// `A 2026-03-02 2026-03-09`.
    var dates: [String] { tasks.map { "\($0.id) \($0.start) \($0.finish)" } }

    func task(_ id: String) throws -> Task { try #require(tasks.first { $0.id == id }) }
}
