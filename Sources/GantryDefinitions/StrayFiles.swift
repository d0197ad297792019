import GantryCore
import GantrySystem
import GantryYAML

/// YAML files in the root that nothing reads, and what they look like.
struct StrayFiles: Sendable {
    /// So many are looked into; a folder of more is something else than one file in the wrong place.
    static let most = 100

    enum Kind: Sendable {
        case workflow, project, other
    }

    /// By name, with the marks that tell whether they are to be looked into again.
    var known: [String: (mark: FileMark, kind: Kind)] = [:]
}

extension DefinitionsLoader {
    /// Tells of a file that would be read elsewhere, so that nobody wonders why nothing comes of it. Where there are very
    /// many it is said once, and none is opened.
    mutating func lookForMisplacedFiles() {
        guard case .success(let listing) = FolderListing.listing(of: store.absolute(""), within: store.fence) else {
            return
        }
        let own = Self.settingsNames + Self.peopleNames
        let names = listing.names.filter { FolderScan.isDefinition($0) && !own.contains($0) }
        guard names.count <= StrayFiles.most else {
            diagnostics.append(
                Diagnostic(
                    .warning, .misplacedFile, at: .start(of: names[0]),
                    "\(names[0]) and \(names.count - 1) more YAML files beside it are not read",
                    hint: "projects stand in projects/, workflows in workflows/"))
            return
        }
        for name in names {
            switch kind(of: name) {
            case .workflow: report(misplaced: name, "workflows")
            case .project: report(misplaced: name, "projects")
            case .other, nil: break
            }
        }
    }

    /// Nil for what cannot be read.
    private mutating func kind(of name: String) -> StrayFiles.Kind? {
        guard let mark = FileMark.of(store.absolute(name)) else { return nil }
        if let before = previous?.memory.strays.known[name], before.mark == mark,
            mark.isResting(at: store.looking.machineTime())
        {
            memory.strays.known[name] = before
            return before.kind
        }
        guard case .bytes(let bytes) = store.glance(name) else { return nil }
        let text = SourceText(name: name, bytes: bytes)
        let kind: StrayFiles.Kind =
            text.hasTopLevelKey("steps") ? .workflow : text.hasTopLevelKey("project") ? .project : .other
        memory.strays.known[name] = (mark, kind)
        return kind
    }

    private mutating func report(misplaced name: String, _ folder: String) {
        diagnostics.append(
            Diagnostic(
                .warning, .misplacedFile, at: .start(of: name), "\(name) is not read: \(folder) stand in \(folder)/",
                hint: (exists(folder) ? "" : "mkdir \(store.quoted(folder)) && ")
                    + "mv \(store.quoted(name)) \(store.quoted(folder))/"))
    }
}
