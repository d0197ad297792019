import GantryCore
import Testing

@Suite("Counts as people read them")
struct GroupingTests {
    @Test(
        "digits stand in groups of three",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (604_799, "604,799"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
            (-100, "-100"),
        ])
    func grouped(_ number: Int, _ text: String) { #expect(number.grouped == text) }
}

@Suite("What bounds catch_up")
struct CatchUpTests {
    @Test(
        "is said in the units in which it is written",
        arguments: [
            (CatchUp(.all, max: 20, maxAge: .seconds(172_800)), ["max 20", "max_age 2d"]),
            (CatchUp(.last, maxAge: .seconds(5400)), ["max_age 90m"]), (.all, ["max 100"]), (.none, []), (.last, []),
            (CatchUp(.last, maxAge: .seconds(90_000)), ["max_age 25h"]),
        ])
    func bounds(_ catchUp: CatchUp, _ words: [String]) {
        #expect(catchUp.bounds.map { "\($0.key) \($0.value)" } == words)
    }
}
