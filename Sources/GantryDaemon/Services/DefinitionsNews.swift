import GantryDefinitions

/// What has changed in the definitions since it was last asked for.
struct DefinitionsNews: Sendable {
    /// By the project's id: what it says otherwise; empty where only its form is another. A project of which it is not
    /// known what it said before has no entry.
    var changes: [String: [ProjectChange]] = [:]
    /// The ids of projects that were away and are there again.
    var returnedProjects: Set<String> = []
    /// Whether the people are others now, and `changes` has the projects that name them.
    var tellsPeople = false
    /// Their files, and those of workflows; relative to the root.
    var returnedFiles: Set<String> = []
    /// Files that are others now, relative to the root: some of them without a sign from the system.
    var files: Set<String> = []

    /// Whether it says nothing about projects.
    var isEmpty: Bool { changes.isEmpty && returnedProjects.isEmpty && !tellsPeople }

    mutating func add(_ other: DefinitionsNews) {
        changes.merge(other.changes) { $0 + $1 }
        returnedProjects.formUnion(other.returnedProjects)
        tellsPeople = tellsPeople || other.tellsPeople
        returnedFiles.formUnion(other.returnedFiles)
        files.formUnion(other.files)
    }
}
