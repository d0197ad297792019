import GantryWorkflow

extension Definitions {
    /// Whether a reading now would find what this one found: no folder and no file looks otherwise. They are looked at,
    /// and none is opened or listed.
    ///
    /// False, too, where that cannot be told so easily: where something is wrong, away or waits to settle, where links
    /// lead to files, where there are plugins, and where something had changed just before it was read.
    package var looksAsRead: Bool {
        guard memory.reread == nil, memory.began > 0, memory.plugins.isEmpty, links.isEmpty, keptLastGood.isEmpty,
            brokenFiles.isEmpty, away.files.isEmpty, away.heldFolders.isEmpty, away.settlesAt == nil
        else { return false }
        let store = FileStore(root: root, previous: memory.seen, within: memory.fence, granting: settings.folders)
        guard store.fence == memory.fence else { return false }
        let areFoldersAlike = memory.folders.allSatisfy { path, mark in
            guard let mark else { return false }
            return mark.isResting(at: memory.began) && FileMark.ofFolder(path) == mark
        }
        return areFoldersAlike && memory.seen.keys.allSatisfy { store.looksAsBefore($0, sinceReadingAt: memory.began) }
            && memory.strays.known.allSatisfy { name, stray in
                stray.mark.isResting(at: memory.began) && FileMark.of(store.absolute(name)) == stray.mark
            }
    }
}
