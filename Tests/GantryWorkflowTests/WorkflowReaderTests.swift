import FoundationEssentials
import GantryCore
import GantryTime
import GantryYAML
import Testing

@testable import GantryWorkflow

@Suite("Workflow files")
struct WorkflowReaderTests {
    @Test("reads the workflow of the design whole")
    func deadlines() throws {
        let (workflow, diagnostics) = readWorkflow(
            """
            name: deadlines
            description: Tell owners before their tasks are due.
            triggers:
              - schedule: "0 8 * * mon-fri"
                timezone: Europe/Amsterdam
                catch_up: all
              - files: ["projects/**/*.yaml", people.yaml]
                settle: 0s
              - manual
            mode: single
            steps:
              - id: check
                action: deadline.check
                with: { before: [10wd, 3wd], overdue_every: 2wd }
              - id: say
                action: log
                if: ${{ steps.check.findings > 0 }}
                timeout: 90s
                with:
                  message: "found ${{ steps.check.findings }} at ${{ trigger.at }}"
            alerts: { to: [owner, person:ben], via: log }
            """)
        #expect(diagnostics.isEmpty)
        let read = try #require(workflow)
        #expect(read.name == "deadlines")
        #expect(read.mode == .single)
        #expect(
            read.triggers.map(\.id) == ["schedule 0 8 * * mon-fri", "files projects/**/*.yaml, people.yaml", "manual"])
        #expect(
            read.triggers.map(\.kind) == [
                .schedule(ScheduleTrigger(expression: "0 8 * * mon-fri", timeZone: "Europe/Amsterdam", catchUp: .all)),
                .files(FilesTrigger(patterns: ["projects/**/*.yaml", "people.yaml"], settle: .zero)), .manual,
            ])
        #expect(read.steps.map(\.id) == ["check", "say"])
        #expect(read.steps[1].timeout == .seconds(90))
        #expect(read.steps[1].position.description == "workflows/w.yaml:15:5")
        #expect(read.alerts == AlertPolicy(isOn: true, to: ["owner", "person:ben"], via: ["log"], fallback: "lead"))
        let scope: Scope = ["steps": .map(["check": .map(["findings": 2])]), "trigger": .map(["at": "noon"])]
        #expect(try Evaluator().holds(read.steps[1], in: scope))
        #expect(
            try Evaluator().inputs(of: read.steps[1], for: testActions[1], in: scope) == [
                "message": "found 2 at noon", "level": "info",
            ])
    }

    @Test("fills in what is left out")
    func defaults() throws {
        let settings = Settings(
            timeZone: try ZoneRules.load("Asia/Tokyo"),
            alerts: AlertSettings(to: ["sponsor"], via: ["inbox"], fallback: "team"))
        let text = "triggers: [{ schedule: daily 08:00 }, { files: a.yaml }]\nsteps: [{ id: a, action: noop }]"
        let (workflow, diagnostics) = readWorkflow(text, file: "workflows/weekly.yml", settings: settings)
        #expect(diagnostics.isEmpty)
        let read = try #require(workflow)
        #expect(read.name == "weekly")
        #expect(read.mode == .queue)
        #expect(
            read.triggers.map(\.kind) == [
                .schedule(
                    ScheduleTrigger(
                        expression: try Schedule("daily 08:00").text, timeZone: "Asia/Tokyo", catchUp: .last)),
                .files(FilesTrigger(patterns: ["a.yaml"], settle: .milliseconds(500))),
            ])
        #expect(read.alerts == AlertPolicy(isOn: true, to: ["sponsor"], via: ["inbox"], fallback: "team"))
        #expect(readWorkflow(text).workflow?.alerts.to == ["owner", "lead"])
        #expect(readWorkflow(text + "\nalerts: none").workflow?.alerts == AlertPolicy.none)
        #expect(readWorkflow(text + "\nalerts: { to: lead }").workflow?.alerts.to == ["lead"])
    }

    @Test(
        "takes inputs as their types want them",
        arguments: [
            ("message: 017", "{\"level\":\"info\",\"message\":\"017\"}"),
            ("message: true", "{\"level\":\"info\",\"message\":\"true\"}"),
            ("message: 2026-11-02", "{\"level\":\"info\",\"message\":\"2026-11-02\"}"),
            ("message: x, level: warning", "{\"level\":\"warning\",\"message\":\"x\"}"),
            ("message: x, level: null", "{\"level\":\"info\",\"message\":\"x\"}"),
            ("message: x, count: 1.50", "{\"count\":1.5,\"level\":\"info\",\"message\":\"x\"}"),
            ("message: x, loud: true", "{\"level\":\"info\",\"loud\":true,\"message\":\"x\"}"),
            (
                "message: x, fields: { a: 1, b: '${{ 1 + 1 }}!' }",
                "{\"fields\":{\"a\":\"1\",\"b\":\"2!\"},\"level\":\"info\",\"message\":\"x\"}"
            ),
            (
                "message: x, any: [1, a, { b: '${{ [1, 2] }}' }]",
                "{\"any\":[1,\"a\",{\"b\":[1,2]}],\"level\":\"info\",\"message\":\"x\"}"
            ),
            ("message: x, count: '${{ 1 / 4 }}'", "{\"count\":0.25,\"level\":\"info\",\"message\":\"x\"}"),
            ("message: 'a ${{ null }} b ${{ [1] }}'", "{\"level\":\"info\",\"message\":\"a null b [1]\"}"),
            ("message: \"${{ '}}' }}${{ 'x' }}\"", "{\"level\":\"info\",\"message\":\"}}x\"}"),
            (
                "message: x, within: 10m, share: 80%",
                "{\"level\":\"info\",\"message\":\"x\",\"share\":\"80%\",\"within\":\"10m\"}"
            ),
        ])
    func inputs(with: String, json: String) throws {
        let (workflow, diagnostics) = readWorkflow(
            "triggers: [manual]\nsteps: [{ id: a, action: log, with: { \(with) } }]")
        #expect(diagnostics.isEmpty)
        let step = try #require(workflow?.steps.first)
        #expect(Value.map(try Evaluator().inputs(of: step, for: testActions[1], in: [:])).json == json)
    }

    @Test(
        "checks at run time what only the run knows",
        arguments: [
            ("message: '${{ trigger.files }}'", "message: this is list, and text is wanted"),
            ("message: '${{ trigger.by }}'", "log needs 'message', and it is null here"),
            ("message: x, level: '${{ trigger.kind }}'", "level: 'files' is not one of info, warning"),
            ("message: x, within: '${{ trigger.kind }}'", "within: 'files' is not a duration such as 90s, 10m or 2h"),
        ])
    func runTimeInputs(with: String, message: String) throws {
        let (workflow, _) = readWorkflow("triggers: [manual]\nsteps: [{ id: a, action: log, with: { \(with) } }]")
        let step = try #require(workflow?.steps.first)
        let scope: Scope = ["trigger": .map(["kind": "files", "files": .list(["a"])])]
        let problem = #expect(throws: EvaluationProblem.self) {
            try Evaluator().inputs(of: step, for: testActions[1], in: scope)
        }
        #expect(problem?.message == message)
        #expect(problem?.position.line == 2)
    }

    @Test("refuses a condition that turns out not to be true or false")
    func condition() throws {
        let (workflow, _) = readWorkflow("triggers: [manual]\nsteps: [{ id: a, action: noop, if: trigger.kind }]")
        let step = try #require(workflow?.steps.first)
        let problem = #expect(throws: EvaluationProblem.self) {
            try Evaluator().holds(step, in: ["trigger": .map(["kind": "files"])])
        }
        #expect(
            problem?.description == "workflows/w.yaml:2:44: 'if' wants bool, and this is text (compare it: value != '')"
        )
    }
}
