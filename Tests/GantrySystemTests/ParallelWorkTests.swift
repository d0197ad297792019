import Synchronization
import Testing

@testable import GantrySystem

@Suite("Work in slices")
struct ParallelWorkTests {
    @Test("does each piece once, and gives what came of them in their order", arguments: [0, 1, 7, 8, 9, 100, 1_001])
    func order(count: Int) {
        let done = Mutex<[Int: Int]>([:])
        let results = ParallelWork.map(Array(0..<count)) { number -> String in
            done.withLock { $0[number, default: 0] += 1 }
            return "\(number)"
        }
        #expect(results == (0..<count).map(String.init))
        #expect(done.withLock { $0.count == count && $0.values.allSatisfy { $0 == 1 } })
    }
}
