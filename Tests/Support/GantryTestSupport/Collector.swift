import GantryCore
import Synchronization

/// Collects what is told from any thread, and wakes who waits for it.
package final class Collector<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    private let hint = Hint()

    package init() {}

    package func add(_ element: Element) {
        elements.withLock { $0.append(element) }
        hint.set()
    }

    package var all: [Element] { elements.withLock { $0 } }

    /// Waits until what was collected is enough, and gives it. A test that waits in vain is ended by its time limit.
    @discardableResult
    package func wait(until isEnough: ([Element]) -> Bool) async -> [Element] {
        if case let all = all, isEnough(all) { return all }
        for await _ in hint {
            if case let all = all, isEnough(all) { return all }
        }
        return all
    }
}

extension Collector<String> {
    /// All of it, one after the other.
    package var text: String { all.joined() }
}
