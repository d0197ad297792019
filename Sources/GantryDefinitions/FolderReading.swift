import GantryCore
import GantryProject
import GantrySystem
import GantryWorkflow

extension DefinitionsLoader {
    /// Reads the files of a folder, and what they were where they have become wrong, are away or cannot be reached.
    ///
    /// - Parameter read: is called on several threads at once.
    mutating func readFolder<Content>(
        _ folder: String, isRecursive: Bool, _ old: [String: FileReading<Content>], isOldUsable: Bool,
        read: @escaping @Sendable (String, FileReading<Content>?) -> FileReading<Content>?
    ) -> [String: FileReading<Content>] {
        let scan = FolderScan(folder, of: store, isRecursive: isRecursive)
        diagnostics += scan.diagnostics
        noteScanned(scan.folders)
        var result: [String: FileReading<Content>] = [:]
        result.reserveCapacity(scan.files.count)
        var others: [String] = []
        for path in scan.files {
            if let known = old[path], isOldUsable, known.isStillTrue(in: store) {
                result[path] = known
            } else {
                others.append(path)
            }
        }
        let readings = ParallelWork.map(others) { path in read(path, old[path])?.keeping(old[path]) }
        for (path, reading) in zip(others, readings) { result[path] = reading }
        for path in scan.files {
            if old[path]?.awaySince != nil, result[path] != nil, result[path]?.awaySince == nil {
                returned.insert(path)
            }
        }
        if scan.isMissing {
            reportMissing(folder, hadFiles: old.values.contains { $0.content != nil })
        }
        // What was in a folder that cannot be listed any more may well be there still.
        for lost in scan.brokenFolders + (scan.isMissing ? [folder] : []) {
            let inside = old.filter { $0.key.hasPrefix(lost + "/") && $0.value.content != nil }
            for (path, reading) in inside where result[path] == nil {
                var reading = reading
                (reading.isCurrent, reading.isSettled, reading.diagnostics) = (false, false, [])
                result[path] = reading
            }
            if !inside.isEmpty { kept.insert(lost) } else if !scan.isMissing { broken.insert(lost) }
        }
        keepAway(&result, old)
        return result
    }

    /// A file that is not there keeps its last good version until its absence has settled.
    private mutating func keepAway<Content>(
        _ result: inout [String: FileReading<Content>], _ old: [String: FileReading<Content>]
    ) {
        guard !store.looking.takesRemovals else { return }
        let now = store.looking.now
        for (path, reading) in old where result[path] == nil && reading.content != nil {
            // The clock may have been put back.
            let since = min(reading.awaySince ?? now, now)
            result[path] = reading.standingIn(since: since)
            away.insert(path)
        }
    }

    /// Lets go of what has been away for too long, and of what has come back under another path; holds on to all of it
    /// where nothing else is left: a volume that is not there and a branch without projects look like that.
    ///
    /// - Parameters:
    ///   - isWanted: whether a reading is one that people would miss, as sections are not.
    ///   - stands: whether what a reading holds is there under another path.
    mutating func settleAway<Content>(
        _ folder: String, _ readings: inout [String: FileReading<Content>],
        isWanted: (FileReading<Content>) -> Bool, stands: (FileReading<Content>) -> Bool
    ) {
        let now = store.looking.now
        for (path, reading) in readings where reading.awaySince != nil && stands(reading) {
            readings[path] = nil
            away.remove(path)
        }
        let wanted = readings.filter { isWanted($0.value) }
        // Those that leave one after another until none is there leave together: the last one's absence counts for all.
        let areAllAway = wanted.values.allSatisfy { $0.awaySince != nil }
        var last = areAllAway ? wanted.values.compactMap(\.awaySince).max() : nil
        if !areAllAway, previous?.away.heldFolders.contains(folder) == true {
            // They come back one after another, too.
            last = now
            for path in readings.keys where readings[path]?.awaySince != nil { readings[path]?.awaySince = now }
        }
        let absences = readings.compactMapValues(\.awaySince).mapValues { max($0, last ?? $0) }
        let gone = absences.filter { now - $0.value >= Looking.removalSettles }
        if areAllAway, !wanted.isEmpty, !gone.isEmpty {
            heldFolders.insert(folder)
            diagnostics.append(
                Diagnostic(
                    .error, .allGone, at: .start(of: folder),
                    "all \(folder) are gone, \(wanted.count) of them; what they said holds on",
                    hint: "put them back, or where they are meant to be gone: gantry reload"))
        } else {
            for path in gone.keys {
                readings[path] = nil
                away.remove(path)
            }
        }
        for (path, since) in absences where gone[path] == nil { store.wait(until: since + Looking.removalSettles) }
    }

    private mutating func reportMissing(_ folder: String, hadFiles: Bool) {
        let path = store.quoted(folder)
        diagnostics.append(
            Diagnostic(
                hadFiles ? .error : .warning, .missingFolder, at: .start(of: folder),
                hadFiles
                    ? "the folder \(folder)/ is gone; what was in it holds on" : "there is no folder \(folder)/",
                hint: hadFiles ? "put it back, or to remove all of it: mkdir \(path) && gantry reload" : "mkdir \(path)"
            ))
    }
}
