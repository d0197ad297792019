/// Decides which files are to be read: those that changed, and were the same at two looks since.
struct SteadyFiles {
    private var seen: [String: LedgerFolder.Look] = [:]
    private var read: [String: LedgerFolder.Look] = [:]

    /// - Returns: the files to read now, by name.
    mutating func on(_ looks: [String: LedgerFolder.Look]) -> [String] {
        let steady = looks.filter { seen[$0.key] == $0.value && read[$0.key] != $0.value }
        seen = looks
        read = read.filter { looks[$0.key] != nil }.merging(steady) { _, new in new }
        return steady.keys.sorted()
    }
}
