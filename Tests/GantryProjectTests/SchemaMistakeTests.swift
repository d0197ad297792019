import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("The schema refuses what the reader refuses", .timeLimit(.minutes(2)))
struct SchemaMistakeTests {
    /// Small projects with one mistake each, which the name of the file says.
    private static func wrongFiles() throws -> [String: String] {
        let folder = SchemaValidator.tests.appending(path: "GantryProjectTests/WrongFiles")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
            })
    }

    @Test("every file with a mistake of form, by itself")
    func corpus() throws {
        let files = try Self.wrongFiles()
        #expect(files.count > 150)
        let complaints = try SchemaValidator.project.complaints(about: files)
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            let found = try #require(complaints[name])
            #expect(!found.isEmpty, "the schema takes \(name)")
            #expect(!found.contains { $0.hasPrefix("not YAML") }, "\(name) is no YAML")
            #expect(!Read(text).errors.isEmpty, "the reader takes \(name)")
        }
    }

    @Test("each of these files is good once its mistake is out")
    func corpusHasOneMistakeEach() throws {
        for (name, text) in try Self.wrongFiles() {
            #expect(Read(text).errors.count == 1, "\(name): \(Read(text).errors.map(\.message))")
        }
    }

    /// What a schema cannot see, as it looks at each value by itself and knows no other file.
    private static let unseen = [
        "a task that waits for one that is not there": "the other ids of the file",
        "an overlap in the short form": "the other ids of the file",
        "rows that fall or go back": "the other rows",
        "rows and tasks in unlike currencies": "the other amounts of the file",
        "unlike currencies without a budget": "the other amounts of the file",
        "tasks in unlike currencies without a budget": "the other amounts of the file",
        "milestones of a task that are not the whole of it": "the sum",
        "a baseline's file that is not there": "another file; a warning",
        "a baseline's file that is something else": "another file",
        "a baseline's file of another project, baseline or day": "another file",
        "mistakes inside of a baseline's file": "another file",
        "a task finished before it was started": "an order of dates in texts",
        "circles": "the links of the whole file",
        "the same id twice": "the other ids of the file",
        "owners nobody knows": "other files",
        "an owner nobody knows, where the files name nobody but the lead and the sponsor": "other files; a warning",
        "an owner nobody knows, where people.yaml names others": "other files",
        "a requirement that is not there": "the other ids of the file; a warning",
        "a line where the budget has none": "the other ids of the file",
        "bookings that cannot be counted": "the sums",
        "bookings before the first rate, in files as well": "the sums",
        "a table with wrong columns": "another file",
        "a table with wrong cells": "another file",
        "a table that is not CSV": "another file",
        "a table with decimal commas": "another file",
        "a table with exchange rates": "another file",
        "tables parted by semicolons and tabs": "another file",
        "an empty table": "another file",
        "a date before the start": "an order of dates in texts",
        "a time zone that is not there": "the system's zones",
        "two Accountables of one thing, and one of each of two": "what others answer for",
        "nobody knows the lead": "other files; a warning",
        "people without an address, no mail domain": "other files; a warning",
        "a name that is nearly another's in the team": "other files; a warning",
        "mistakes in people.yaml": "another file",
        "a path that leaves the root": "where the file lies",
        "mistakes in a file that is included": "another file",
    ]

    @Test("every mistake that is known, but for those it cannot see")
    func knownMistakes() throws {
        let texts = [PlanMistakes.text, MoneyMistakes.text, TableMistakes.text, ValueMistakes.text, OtherMistakes.text]
        let cases = texts.flatMap(MistakeCase.cases(in:))
        let complaints = try SchemaValidator.project.complaints(
            about: Dictionary(uniqueKeysWithValues: cases.map { ($0.title, $0.project) }))
        for mistake in cases {
            let isSeen = complaints[mistake.title]?.isEmpty == false
            #expect(isSeen == (Self.unseen[mistake.title] == nil), "\(mistake.title)")
        }
        #expect(Self.unseen.keys.filter { title in !cases.contains { $0.title == title } } == [])
    }
}
