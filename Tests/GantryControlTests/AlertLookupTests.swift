import GantryControl
import GantryCore
import Testing

@testable import GantryDaemon

@Suite("Naming an alert")
struct AlertLookupTests {
    private let alerts = [
        makeAlert(12, "tasks/build", project: "crm2", rule: "deadline", workflow: "deadlines"),
        makeAlert(11, "budget/licences"),
        makeAlert(10, "tasks/build", project: "shop", rule: "deadline", workflow: "deadlines"),
        makeAlert(9, "budget/old", state: .resolved),
        makeAlert(8, "budget/old", state: .resolved),
        makeAlert(4, "budget/licences", state: .resolved),
    ]

    @Test(
        "finds the one that is meant",
        arguments: [
            ("crm2/licences", 11), ("licences", 11), ("crm2/budget/budget/licences", 11), ("4", 4), ("77", 77),
            ("crm2/build", 12), ("shop/deadline/tasks/build", 10), ("crm2/old", 9),
        ] as [(String, Int64)])
    func found(_ reference: String, _ id: Int64) throws {
        #expect(try AlertLookup.id(of: reference, among: alerts) == id)
    }

    @Test(
        "looks through resolved ones only where one of them can be meant",
        arguments: [
            ("crm2/licences", true), ("licences", true), ("crm2/budget/budget/licences", true), ("crm2/old", false),
            ("crm2/build", true), ("build", true), ("crm2/budget/licences", false), ("nothing", false), ("4", true),
        ])
    func unresolved(_ reference: String, isClear: Bool) throws {
        let unresolved = alerts.filter { !$0.state.isResolved }
        #expect(AlertLookup.isClear(reference, among: unresolved) == isClear)
        guard isClear else { return }
        let all = Result { try AlertLookup.id(of: reference, among: alerts) }
        let some = Result { try AlertLookup.id(of: reference, among: unresolved) }
        #expect("\(all)" == "\(some)")
    }

    @Test("takes a name in full for its own alert, also where it is a part of another's")
    func exact() throws {
        let alerts = [makeAlert(2, "certs/b/crm.txt"), makeAlert(1, "certs/crm.txt")]
        #expect(try AlertLookup.id(of: "crm2/budget/certs/crm.txt", among: alerts) == 1)
        #expect(throws: ControlProblem.self) { try AlertLookup.id(of: "crm2/crm.txt", among: alerts) }
    }

    @Test("lists the candidates where several are meant")
    func ambiguous() {
        let problem = #expect(throws: ControlProblem.self) { try AlertLookup.id(of: "build", among: alerts) }
        #expect(problem?.status == 409)
        #expect(problem?.candidates == ["crm2/deadline/tasks/build", "shop/deadline/tasks/build"])
    }

    @Test("tells alerts of one key in two workflows apart by number")
    func twoWorkflows() {
        let twins = [makeAlert(2, "budget/a", workflow: "x"), makeAlert(1, "budget/a", workflow: "y")]
        let problem = #expect(throws: ControlProblem.self) {
            try AlertLookup.id(of: "crm2/a", among: twins)
        }
        #expect(problem?.candidates == ["2", "1"])
    }

    @Test("says what is near where nothing is meant")
    func unknown() {
        let problem = #expect(throws: ControlProblem.self) { try AlertLookup.id(of: "crm2/licenses", among: alerts) }
        #expect(problem?.status == 404)
        #expect(problem?.hint == "did you mean crm2/licences?")
    }
}
