import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("Uncertain plans")
struct UncertaintyTests {
    private static let tasks = """
          - { id: A, duration: { o: 5wd, m: 8wd, p: 17wd } }
          - { id: B, duration: { o: 3wd, m: 5wd, p: 17wd } }
          - { id: C, duration: { o: 4wd, m: 6wd, p: 8wd }, after: [A, B] }
          - { id: D, duration: 4wd, after: C }
        """

    @Test(
        "logarithm, exponential and normal distribution agree with the tables",
        arguments: [
            // Source: Abramowitz and Stegun, Handbook of Mathematical Functions, tables 4.2, 4.4 and 26.1.
            (Statistics.log(2), 0.693_147_180_559_945), (Statistics.log(10), 2.302_585_092_994_046),
            (Statistics.log(0.001), -6.907_755_278_982_137), (Statistics.exp(1), 2.718_281_828_459_045),
            (Statistics.exp(-10), 4.539_992_976_248_485e-5), (Statistics.normal(0), 0.5),
            (Statistics.normal(1), 0.841_344_746_068_543), (Statistics.normal(-2), 0.022_750_131_948_179),
            (Statistics.normal(1.7888543819998317), 0.963_180_864_939_848), (Statistics.normal(9), 1),
        ] as [(Double, Double)])
    func functions(_ value: Double, _ expected: Double) {
        #expect((value - expected).magnitude <= expected.magnitude * 1e-13)
    }

    @Test(
        "quantiles are those of the beta distribution",
        arguments: [
            // Computed with scipy.stats.beta(1 + 4m, 5 - 4m).ppf(q).
            (0.25, 0.5, 0.313_810_170), (0.25, 0.95, 0.657_408_318), (0.5, 0.05, 0.189_255_377), (0.5, 0.5, 0.5),
            (0.0, 0.5, 0.129_449_437), (1.0, 0.5, 0.870_550_563),
        ] as [(Double, Double, Double)])
    func quantiles(_ mode: Double, _ chance: Double, _ expected: Double) {
        #expect((PertDistribution(mode: mode).value(at: chance) - expected).magnitude < 2e-4)
    }

    @Test("the same seed draws the same numbers on every machine")
    func randomNumbers() {
        // The first numbers of the published generator for the seed 1234567.
        var random = SplitMix(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test("the same seed gives the same answer, another seed another one, near the same")
    func seeds() throws {
        let plan = try planned(Self.tasks)
        let simulation = Simulation(plan)
        let runs = { (seed: UInt64) in try simulation.run(times: 2000, seed: seed) }
        let (one, other) = (try runs(1), try runs(2))
        #expect(one.finishes == (try runs(1)).finishes)
        #expect(one.finishes != other.finishes)
        let first = try SimulationReport(plan, runs: 2000, seed: 1, by: nil)
        #expect(
            [first.p50, first.p80, first.p95].map { $0?.description } == ["2026-03-27", "2026-03-31", "2026-04-02"])
        let days = (one.finish(at: 80) - other.finish(at: 80)).ticks.magnitude
        #expect(days < UInt(WorkTime.ticksPerDay / 2))
    }

    @Test("the mean of many runs of one task is (o + 4m + p) / 6")
    func mean() throws {
        let plan = try planned("  - { id: A, duration: { o: 5wd, m: 8wd, p: 17wd } }")
        let finishes = try Simulation(plan).run(times: 20_000, seed: 7).finishes
        let mean = finishes.reduce(0.0) { $0 + Double($1.ticks) } / Double(finishes.count)
        #expect((mean / Double(WorkTime.ticksPerDay) - 9).magnitude < 0.05)
        #expect(finishes.allSatisfy { $0 >= WorkTime(days: 5) && $0 <= WorkTime(days: 17) })
    }

    @Test("criticality is a share of the runs: parallel chains split it, the rest of the way is always critical")
    func criticality() throws {
        let report = try SimulationReport(try planned(Self.tasks), runs: 2000, seed: 1, by: nil)
        let shares = report.tasks.map(\.criticality)
        #expect(shares[2] == 1 && shares[3] == 1)
        #expect(shares[0] + shares[1] >= 1 && shares[0] + shares[1] < 1.01)
        #expect(shares[0] > 0.5 && shares[1] > 0.1)
    }

    @Test("what is over no longer varies, and of what has begun only the rest does")
    func facts() throws {
        let plan = try planned(
            """
              - { id: A, duration: { o: 5wd, m: 8wd, p: 17wd }, started: 2026-03-02, finished: 2026-03-12 }
              - { id: B, duration: { o: 4wd, m: 6wd, p: 8wd }, started: 2026-03-13, percent: 50, after: A }
            """, asOf: "2026-03-16")
        let simulation = Simulation(plan)
        #expect(simulation.uncertainTasks == 1)
        let finishes = try simulation.run(times: 500, seed: 1).finishes
        // Two to four days from Monday the 16th, day 10.
        #expect(finishes.allSatisfy { $0 >= WorkTime(days: 12) && $0 <= WorkTime(days: 14) })
    }

    @Test("without three estimates there is no chance of a date, and no number for it")
    func certain() throws {
        let plan = try planned("  - A: 5wd")
        let chance = PertChance(plan, by: try #require(LocalDate("2026-03-31")))
        #expect(chance.z == nil && chance.probability == nil && chance.variance == 0)
    }

    @Test("a plan has as many runs as are made within a minute, and says how many those are")
    func tooManyRuns() throws {
        let plan = try planned((1...250).map { "  - A\($0): 1wd" }.joined(separator: "\n"))
        let problem = #expect(throws: ReportProblem.self) {
            try SimulationReport.make(of: plan, ReportParameters([("simulate", "800001")]))
        }
        #expect(problem?.kind == .parameter)
        #expect(problem?.message == "--simulate '800001': that is too much for a plan of 250 tasks")
        #expect(problem?.hint?.hasPrefix("this plan can have 800000 runs") == true)
    }

    @Test("a simulation whose asker has gone ends within 64 runs")
    func cancelled() throws {
        let simulation = Simulation(try planned(Self.tasks))
        var asked = 0
        let problem = #expect(throws: ReportProblem.self) {
            try simulation.run(times: 129, seed: 1) {
                asked += 1
                return asked == 3
            }
        }
        #expect(problem?.kind == .cancelled && asked == 3)
    }
}
