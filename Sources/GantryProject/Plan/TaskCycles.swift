import GantryCore

/// Tasks that wait for each other in a circle.
enum TaskCycles {
    struct Cycle {
        /// Each waits for the one after it, the last for the first.
        let waiting: [String]
        /// The link that closes the circle.
        let closedBy: Located<String>

        /// `build after test after build`.
        var path: String { (waiting + waiting.prefix(1)).joined(separator: " after ") }
    }

    /// Each circle once. The walk keeps its own stack: a chain may be as long as a file.
    static func find(in all: [ProjectTask]) -> [Cycle] {
        var index: [String: Int] = [:]
        index.reserveCapacity(all.count)
        for (number, task) in all.enumerated() where index[task.id] == nil { index[task.id] = number }
        var isDone = [Bool](repeating: false, count: all.count)
        var depth = [Int](repeating: -1, count: all.count)
        var found: [Cycle] = []
        for number in all.indices where !isDone[number] {
            var path: [(task: Int, next: Int)] = [(number, 0)]
            depth[number] = 0
            while let (current, next) = path.last {
                guard next < all[current].after.count else {
                    (isDone[current], depth[current]) = (true, -1)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let link = all[current].after[next].task
                guard let predecessor = index[link.value] else { continue }
                if depth[predecessor] >= 0 {
                    found.append(Cycle(waiting: path[depth[predecessor]...].map { all[$0.task].id }, closedBy: link))
                } else if !isDone[predecessor] {
                    depth[predecessor] = path.count
                    path.append((predecessor, 0))
                }
            }
        }
        return found
    }
}
