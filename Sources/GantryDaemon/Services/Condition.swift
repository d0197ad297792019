import GantryCore
import Synchronization

/// How the daemon itself is: what keeps it from doing all it should, by the part that has the trouble.
final class Condition: Sendable {
    private let causes = Mutex<[String: String]>([:])

    /// - Parameter cause: a sentence; nil when the part is well again.
    func set(_ cause: String?, for part: String) {
        causes.withLock { $0[part] = cause }
    }

    /// The causes, sorted by part; empty while all is well.
    var sentences: [String] {
        causes.withLock { causes in causes.sorted { $0.key < $1.key }.map(\.value) }
    }
}
