import Testing

@testable import GantryWorkflow

@Suite("Mistakes in workflow files")
struct WorkflowMistakeTests {
    private static let steps = "steps: [{ id: a, action: noop }]\n"

    @Test(
        "in triggers",
        arguments: [
            ("triggers: []", []),
            (
                "x: 1\ntriggers: [manual]",
                [
                    "2:1 0102 unknown key 'x' in a workflow | the keys here are name, description, triggers, mode, steps, alerts"
                ]
            ),
            (
                "",
                [
                    "1:1 0314 nothing starts this workflow but 'gantry run' | add triggers, or 'triggers: [manual]' to say so"
                ]
            ),
            ("triggers: manual", ["2:11 0104 'manual' stands here, and a list of triggers is wanted | write [manual]"]),
            ("triggers: [manaul]", ["2:12 0312 'manaul' is not a trigger | did you mean 'manual'?"]),
            (
                "triggers: [daily 08:00]",
                ["2:12 0312 'daily 08:00' is not a trigger | write 'schedule: \"daily 08:00\"'"]
            ),
            ("triggers: [projects/**]", ["2:12 0312 'projects/**' is not a trigger | write 'files: \"projects/**\"'"]),
            (
                "triggers: [webhook]",
                [
                    "2:12 0311 trigger webhook is not in this version; there are schedule, rrule, project, files, event and manual"
                ]
            ),
            (
                "triggers: [{ event: deploy }]",
                ["2:21 0318 unknown event 'deploy' | there are watcher.gone, watcher.moved, watcher.seen"]
            ),
            (
                "triggers: [{ shedule: daily 08:00 }]",
                ["2:14 0102 unknown key 'shedule' in a trigger | did you mean 'schedule'?"]
            ),
            (
                "triggers: [{ settle: 1s }]",
                [
                    "2:12 0312 this trigger does not say what starts the run | add 'schedule: …', 'project: changed', 'files: …', 'event: …' or 'manual:'"
                ]
            ),
            (
                "triggers: [{ schedule: daily 08:00, files: a }]",
                ["2:37 0312 this trigger is 'schedule' already | begin another trigger with '- files:'"]
            ),
            (
                "triggers: [{ schedule: daily 08:00, settle: 1s }]",
                ["2:37 0102 unknown key 'settle' in a trigger | 'settle' goes with 'project' and 'files'"]
            ),
            (
                "triggers: [{ schedule: daily 08:00, timezone: Europe/Berlim }]",
                ["2:47 0601 there is no time zone 'Europe/Berlim' | did you mean 'Europe/Berlin'?"]
            ),
            (
                "triggers: [{ schedule: daily 08:00, catch_up: lats }]",
                ["2:47 0111 'lats' is not one of none, last, all | did you mean 'last'?"]
            ),
            (
                "triggers: [{ files: /etc/* }]",
                ["2:21 0313 a pattern counts from the root folder | leave out the leading '/'"]
            ),
            ("triggers: [{ files: 'a/{b,c' }]", ["2:24 0313 '{' is not closed | write '}' behind it"]),
            ("triggers: [{ files: [] }]", ["2:21 0313 no pattern stands here | write files: \"projects/**/*.yaml\""]),
            (
                "triggers: [{ files: a, settle: 5 }]",
                ["2:32 0104 '5' is not a duration such as 90s, 10m or 2h | add the unit: 5s, 5m or 5h"]
            ),
            (
                "triggers: [manual, manual]",
                ["2:20 0310 the trigger 'manual' stands twice; it is on line 2 too | remove one"]
            ),
            (
                "triggers: [{ schedule: every 60m }, { schedule: every 1h, timezone: UTC }]",
                [
                    "2:37 0310 the trigger 'schedule every 1h' stands twice; it is on line 2 too | remove one, or give one an 'id' of its own"
                ]
            ),
            ("triggers: [{ schedule: every 1h, id: one }, { schedule: every 1h }]", []),
            (
                "triggers: [{ schedule: every 1h, id: manual }]",
                ["2:38 0315 'manual' is the id of runs that are started by hand | choose another"]
            ),
            ("triggers: [{ manual: , id: x }]", ["2:28 0312 a manual trigger has no id of its own | leave it out"]),
        ])
    func triggers(text: String, expected: [String]) {
        #expect(workflowMistakes(Self.steps + text) == expected)
    }

    @Test("in schedules, with the column of the field that is wrong")
    func schedules() {
        let wrong = workflowMistakes(Self.steps + "triggers: [{ schedule: '0 25 * * mon-fri' }]")
        #expect(wrong.count == 1)
        #expect(wrong.first?.hasPrefix("2:27 0602 ") == true)
        let never = workflowMistakes(Self.steps + "triggers: [{ schedule: '0 8 30 2 *' }]")
        #expect(never.count == 1)
        #expect(never.first?.contains(" 0603 ") == true)
        let doubtful = workflowMistakes(Self.steps + "triggers: [{ schedule: '0 8 1 * mon' }]")
        #expect(doubtful.count == 1)
        #expect(doubtful.first?.contains(" 0604 ") == true)
    }

    @Test(
        "in steps",
        arguments: [
            ("name: x", ["1:1 0314 a workflow needs 'steps' | write steps: [{ id: check, action: deadline.check }]"]),
            (
                "steps: []",
                ["1:8 0314 a workflow needs at least one step | write steps: [{ id: check, action: deadline.check }]"]
            ),
            (
                "steps: { id: a, action: noop }",
                ["1:8 0104 a mapping stands here, and a list of steps is wanted | begin the step with '- '"]
            ),
            (
                "steps: [{ action: noop }]",
                ["1:9 0103 a step needs 'id' | add 'id:' with an id of letters, digits, '-', '_' and '.'"]
            ),
            (
                "steps: [{ id: a, action: noop }, { id: a, action: noop }]",
                [
                    "1:40 0310 two steps have the id 'a'; the other is on line 2 | expressions name steps by their id, so each has its own"
                ]
            ),
            (
                "steps: [{ id: a, action: deadlines.check }]",
                ["1:26 0501 unknown action 'deadlines.check' | did you mean 'deadline.check'?"]
            ),
            (
                "steps: [{ id: a, action: check }]",
                ["1:26 0501 unknown action 'check' | did you mean 'deadline.check'?"]
            ),
            ("steps: [{ id: a, action: fly }]", ["1:26 0501 unknown action 'fly' | 'gantry actions' lists them"]),
            (
                "steps: [{ id: a, action: noop, needs: b, retry: { attempts: 3 } }]",
                [
                    "1:32 0311 'needs' is not in this version | steps run in the order of the list",
                    "1:42 0311 'retry' is not in this version",
                ]
            ),
            (
                "steps: [{ id: a, action: noop, foreach: x, continue_on_error: true }]",
                ["1:32 0311 'foreach' is not in this version", "1:44 0311 'continue_on_error' is not in this version"]
            ),
            (
                "steps: [{ id: a, action: noop, timeout: 0s }]",
                ["1:41 0104 a timeout is longer than nothing | leave it out for the action's own limit"]
            ),
            (
                "steps: [{ id: a, action: noop, when: x }]",
                ["1:32 0102 unknown key 'when' in a step | did you mean 'if'?"]
            ),
            (
                "steps: [{ id: a, action: noop, with: { x: 1 } }]",
                ["1:40 0502 noop has no input 'x' | it has no inputs"]
            ),
            (
                "steps: [{ id: a, action: deadline.check, with: { befor: [3wd] } }]",
                ["1:50 0502 deadline.check has no input 'befor' | did you mean 'before'?"]
            ),
            ("steps: [{ id: a, action: log }]", ["1:26 0503 log needs 'message' | text: what to write"]),
            (
                "steps: [{ id: a, action: log, with: { message: } }]",
                ["1:31 0503 log needs 'message' | text: what to write"]
            ),
            (
                "steps: [{ id: a, action: deadline.check, with: { before: 3wd } }]",
                ["1:58 0504 this is text, and list of working days is wanted | write [3wd]"]
            ),
            (
                "steps: [{ id: a, action: deadline.check, with: { before: [3wd, 3d] } }]",
                ["1:64 0504 '3d' is not a number of working days such as 3wd"]
            ),
            (
                "steps: [{ id: a, action: deadline.check, with: { before: [3wd, null] } }]",
                ["1:64 0504 this is null, and working days is wanted"]
            ),
            ("steps: [{ id: a, action: log, with: { message: [x] } }]", ["1:48 0504 this is list, and text is wanted"]),
            (
                "steps: [{ id: a, action: log, with: { message: x, level: warn } }]",
                ["1:58 0504 'warn' is not one of info, warning | did you mean 'warning'?"]
            ),
            (
                "steps: [{ id: a, action: log, with: { message: x, count: two } }]",
                ["1:58 0504 this is text, and number is wanted"]
            ),
            (
                "steps: [{ id: a, action: log, with: { message: x, fields: { a: [1] } } }]",
                ["1:64 0504 this is list, and text is wanted"]
            ),
        ])
    func steps(text: String, expected: [String]) {
        #expect(workflowMistakes("triggers: [manual]\n" + text) == expected.map { "2" + $0.dropFirst() }.map(fix))
    }

    /// A file that lacks 'steps' is marked at its start.
    private func fix(_ text: String) -> String {
        text.replacing("2:1 0314 a workflow needs 'steps'", with: "1:1 0314 a workflow needs 'steps'")
    }

    @Test(
        "in expressions, at their column in the file",
        arguments: [
            ("with: { message: '${{ triger.at }}' }", ["1:23 0302 unknown name 'triger' | did you mean 'trigger'?"]),
            (
                "with: { message: \"a\\tb ${{ 1 + }}\" }",
                ["1:32 0301 a value is missing before the end of the expression"]
            ),
            (
                "with: { message: 'it''s ${{ 1 = 1 }}' }",
                ["1:31 0301 '=' does not belong in an expression | equality is written '=='"]
            ),
            (
                "with: { message: 'x ${{ trigger.at' }",
                ["1:21 0301 '${{' is not closed | write '}}' behind the expression"]
            ),
            ("with: { message: '${{ }}' }", ["1:23 0301 the expression is empty | write a value, such as trigger.at"]),
            (
                "with: { message: '${{ foo }} ${{ size() }} ${{ steps.b.x }}' }",
                [
                    "1:23 0302 unknown name 'foo' | expressions know trigger, steps and project; a text stands in quotes: 'foo'",
                    "1:34 0304 size() takes 1 value, and here are 0 | write size(list)",
                    "1:54 0307 step 'b' has not run yet here | an expression sees the steps before its own",
                ]
            ),
            (
                "with: { message: '${{ steps.a }}' }",
                ["1:29 0307 step 'a' has not run yet here | an expression sees the steps before its own"]
            ),
            (
                "with: { message: '${{ size(trigger.files) }}' }",
                ["1:18 0504 this is number, and text is wanted | with text around it, it becomes text"]
            ),
            (
                "with: { message: x, count: 'n ${{ 1 }}' }",
                ["1:28 0504 this is text, and number is wanted | only ${{ … }} without text around it keeps its type"]
            ),
            (
                "with: { message: x, within: \"${{ '5' }}\" }",
                ["1:29 0504 '5' is not a duration such as 90s, 10m or 2h"]
            ),
            (
                "if: size(trigger.files), with: { message: x }",
                ["1:5 0305 'if' wants bool, and this is number | compare it: value != 0"]
            ),
            (
                "if: '${{ true }} && false', with: { message: x }",
                [
                    "1:17 0301 a condition is one expression, and this stands behind it | write all of it between '${{' and '}}'"
                ]
            ),
            (
                "if: , with: { message: x }",
                ["1:5 0301 the expression is empty | YAML takes a leading '!' for itself: write ${{ !… }}"]
            ),
            ("if: [a], with: { message: x }", ["1:5 0104 a list stands here, and an expression is wanted"]),
        ])
    func expressions(text: String, expected: [String]) {
        let found = workflowMistakes(
            "triggers: [manual]\nsteps:\n  - { id: a, action: log, \(text) }\n  - { id: b, action: noop }")
        // In the table, columns count from the text; in the file, it begins at column 27 of line 3.
        let moved = expected.map { line -> String in
            let parts = line.split(separator: " ", maxSplits: 1)
            let column = parts[0].split(separator: ":").last.flatMap { Int($0) } ?? 0
            return "3:\(column + 26) \(parts[1])"
        }
        #expect(found == moved)
    }

    @Test(
        "in expressions within blocks and folded lines, at their line and column",
        arguments: [
            ("|\n      first\n      and ${{ foo }}\n", "5:15"), ("|-\n\n      a\n        ${{ foo }}\n", "6:13"),
            (">\n      first line\n      second ${{ foo }}\n\n      third\n", "5:18"),
            (">-\n      a\n\n\n      b ${{ foo }}", "7:13"),
            ("a\n      b ${{ foo }}", "4:13"), ("a\n\n      b ${{ foo }}", "5:13"),
            ("\"a\n\n\n      b ${{ foo }}\"", "6:13"),
            ("\"a\\\n       b ${{ foo }}\"", "4:14"), ("\"\\u00e4\\x41 ä🙂 ${{ foo }}\"", "3:33"),
            ("'a\n      b''s ${{ foo }}'", "4:16"),
        ])
    func blocks(text: String, place: String) {
        let file = "steps:\n- with:\n    message: \(text)\n  id: a\n  action: log\ntriggers: [manual]\n"
        #expect(workflowMistakes(file).map { $0.prefix { $0 != " " } } == [place[...]])
    }

    @Test(
        "in alerts, mode and name",
        arguments: [
            ("alerts: owner", ["3:9 0405 'owner' is not 'none' or a mapping | write alerts: { to: owner }"]),
            ("alerts: [owner]", ["3:9 0405 a list stands here | write alerts: { to: [owner, lead] }"]),
            (
                "alerts: { to: [owner, leed] }",
                ["3:23 0403 'leed' is not one of owner, lead, sponsor, team, person:ID | did you mean 'lead'?"]
            ),
            (
                "alerts: { via: mail }",
                ["3:16 0402 channel 'mail' is not configured | there is inbox, log; channels stand in gantry.yaml"]
            ),
            ("alerts: { via: inbx }", ["3:16 0402 channel 'inbx' is not configured | did you mean 'inbox'?"]),
            ("alerts: { to: [] }", ["3:15 0405 nobody is named here | to tell nobody, write alerts: none"]),
            (
                "alerts: { escalate: [{ after: 2wd, to: sponsor }], digest: daily 08:00 }",
                ["3:11 0311 'escalate' is not in this version", "3:52 0311 'digest' is not in this version"]
            ),
            (
                "alerts: { fallback: lead }",
                [
                    "3:11 0102 unknown key 'fallback' in the alerts of a workflow | it stands in gantry.yaml, for all workflows: alerts: { fallback: lead }"
                ]
            ),
            ("mode: restart", ["3:7 0311 mode restart is not in this version; there are queue and single"]),
            ("mode: parallel", ["3:7 0311 mode parallel is not in this version; there are queue and single"]),
            ("mode: singel", ["3:7 0111 'singel' is not one of queue, single | did you mean 'single'?"]),
            ("name: two words", ["3:7 0104 'two words' is not an id of letters, digits, '-', '_' and '.'"]),
            ("jobs: {}", ["3:1 0102 unknown key 'jobs' in a workflow | did you mean 'steps'?"]),
        ])
    func others(text: String, expected: [String]) {
        #expect(workflowMistakes("triggers: [manual]\nsteps: [{ id: a, action: noop }]\n" + text) == expected)
    }

    @Test("finds all mistakes of a file in one pass, and shows them")
    func all() {
        let (workflow, diagnostics) = readWorkflow(
            """
            triggers:
              - schedule: daily 08:00
                timezone: Europe/Amsterdm
            steps:
              - id: check
                action: deadline.chek
                with: { before: [3wd] }
              - id: say
                action: log
                wiht: { message: hello }
                if: steps.chek.findings > 0
            alerts: { to: [boss] }
            """)
        #expect(workflow == nil)
        #expect(
            diagnostics.joined(separator: "\n") == """
                workflows/w.yaml:3:15: error: there is no time zone 'Europe/Amsterdm' [GTY0601]
                    3 |     timezone: Europe/Amsterdm
                      |               ^~~~~~~~~~~~~~~ did you mean 'Europe/Amsterdam'?
                workflows/w.yaml:6:13: error: unknown action 'deadline.chek' [GTY0501]
                    6 |     action: deadline.chek
                      |             ^~~~~~~~~~~~~ did you mean 'deadline.check'?
                workflows/w.yaml:11:15: error: there is no step 'chek' [GTY0306]
                   11 |     if: steps.chek.findings > 0
                      |               ^~~~ did you mean 'check'?
                workflows/w.yaml:9:13: error: log needs 'message' [GTY0503]
                    9 |     action: log
                      |             ^~~ text: what to write
                workflows/w.yaml:10:5: error: unknown key 'wiht' in a step [GTY0102]
                   10 |     wiht: { message: hello }
                      |     ^~~~ did you mean 'with'?
                workflows/w.yaml:12:16: error: 'boss' is not one of owner, lead, sponsor, team, person:ID [GTY0403]
                   12 | alerts: { to: [boss] }
                      |                ^~~~ a person is written 'person:boss'
                """)
    }

    @Test("says so where a file's name cannot be a workflow's")
    func fileName() {
        let (workflow, diagnostics) = readWorkflow(
            "triggers: [manual]\nsteps: [{ id: a, action: noop }]", file: "workflows/my flow.yaml")
        #expect(workflow == nil)
        #expect(diagnostics.first?.contains("'my flow' cannot be the name of a workflow") == true)
        #expect(diagnostics.count == 1)
    }

    @Test("takes time that grows with the file, not with its square", .timeLimit(.minutes(1)))
    func hostile() {
        let steps = (0..<12_000).map { "- {id: s\($0), action: noop, if: steps.x}" }.joined(separator: "\n")
        #expect(
            workflowMistakes("triggers: [manual]\nsteps:\n" + steps) == [
                "3:1 0317 a workflow has at most 500 steps, and here are 12000 | make several workflows of it"
            ])
        let triggers = (0..<12_000).map { "- {files: f\($0)}" }.joined(separator: "\n")
        #expect(
            workflowMistakes("steps: [{ id: a, action: noop }]\ntriggers:\n" + triggers) == [
                "3:1 0317 a workflow has at most 500 triggers, and here are 12000 | make several workflows of it"
            ])
        let text = String(repeating: "${{ x }} ", count: 20_000)
        let long = workflowMistakes("triggers: [manual]\nsteps: [{ id: a, action: log, with: { message: '\(text)' } }]")
        #expect(long.count == 20)
        #expect(long.last?.hasPrefix("2:224 0302") == true)
        let escaped = String(repeating: "\\t", count: 50_000)
        let far = workflowMistakes(
            "triggers: [manual]\nsteps: [{ id: a, action: log, with: { message: \"\(escaped)${{ x }}\" } }]")
        #expect(
            far == [
                "2:100053 0302 unknown name 'x' | expressions know trigger, steps and project; a text stands in quotes: 'x'"
            ])
    }

    @Test(
        "survives what is no workflow at all",
        arguments: [
            "", "~", "[]", "x", "- a\n- b", "steps: ~", "steps: [~]", "steps: [1]", "triggers: [~]\nsteps: [[]]",
            "alerts: 5", "{ steps: { } }", "steps:\n  - if:\n    - x",
        ])
    func noise(text: String) {
        #expect(!workflowMistakes(text).isEmpty)
    }
}
