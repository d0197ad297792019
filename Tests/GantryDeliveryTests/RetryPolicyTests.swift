import Testing

@testable import GantryDelivery

@Suite("The retry policy")
struct RetryPolicyTests {
    /// Gives the same number again and again.
    struct Constant: RandomNumberGenerator {
        let value: UInt64
        func next() -> UInt64 { value }
    }

    /// Of a stream of ones, `Int64.random` makes the lower end of its range. (Zeros it would draw again for ever.)
    @Test("doubles from 10 s to an hour, and goes on for 48 hours at least")
    func doubling() {
        var generator = Constant(value: 1)
        let waits = (1...57).map { RetryPolicy().delay(afterTry: $0, using: &generator) }
        let seconds = [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
        #expect(Array(waits.prefix(11)) == seconds.map { .seconds($0) })
        #expect(waits.last == .some(nil))
        let total = waits.compactMap(\.self).reduce(.zero, +)
        #expect(total >= .seconds(48 * 3600) && total < .seconds(50 * 3600))
    }

    @Test("adds at most a quarter, differently each time")
    func jitter() {
        var generator = SystemRandomNumberGenerator()
        let waits = (0..<2000).compactMap { _ in RetryPolicy().delay(afterTry: 3, using: &generator) }
        #expect(waits.count == 2000)
        #expect(waits.allSatisfy { $0 >= .seconds(40) && $0 <= .seconds(50) })
        #expect(Set(waits).count > 500)
    }

    @Test(
        "heeds a longer wish of the receiver, within a day",
        arguments: [
            (Duration.seconds(5), Duration.seconds(10)), (.seconds(120), .seconds(120)),
            (.seconds(1_000_000), .seconds(86_400)),
        ])
    func retryAfter(wish: Duration, wait: Duration) {
        var generator = Constant(value: 1)
        #expect(RetryPolicy().delay(afterTry: 1, retryAfter: wish, using: &generator) == wait)
    }

    @Test("a wish does not lead beyond the last try")
    func lastTry() {
        var generator = Constant(value: 1)
        #expect(RetryPolicy(tries: 1).delay(afterTry: 1, retryAfter: .seconds(5), using: &generator) == nil)
    }
}
