import GantryControl
import GantryCore

/// What happened on the made-up day that `SampleBackend` tells of.
extension SampleBackend {
    static func instant(_ text: String) -> Instant { Instant(rfc3339: text) ?? Instant(secondsSinceEpoch: 0) }

    static let misspelt = Diagnostic(
        .error, DiagnosticCode("GTY0102"), at: SourcePosition(file: "projects/crm2.yaml", line: 14, column: 5),
        "unknown key 'dealine' in a task", hint: "did you mean 'due'? ('deadline' is the project's date)",
        excerpt: .init(line: "    dealine: 2026-12-18", length: 7))

    static let plugin = PluginMessage(
        name: "ping", version: "1.2.0", summary: "Watches whether hosts are there.", state: .quarantined, form: "exec",
        actions: [.init("ping.check", "Is a host there?")], triggers: [],
        channels: [
            .init(
                "ping.bell", "Rings a bell.",
                [InputDeclaration("size", .oneOf(["small", "middling", "large"]), default: "small", "Which one.")])
        ],
        needs: .init(
            secrets: ["ping-token"], network: true,
            folders: [.init(path: "projects", write: false), .init(path: "/srv/ping", write: true)], environment: []),
        limits: .init(timeout: "10s", memory: 268_435_456, output: 1_048_576, processes: 32), pinned: ["ping.sh"],
        folder: "/srv/portfolio/plugins/ping",
        quarantine: .init(
            since: instant("2026-11-16T08:55:00+01:00"), until: instant("2026-11-16T09:05:00+01:00"), failures: 5,
            reason: "it was ended by signal 11"))

    // MARK: Runs

    static let run = makeRun(
        12, "deadlines", .succeeded, began: "2026-11-16T08:00:00.020+01:00", ended: "2026-11-16T08:00:00.420+01:00")

    static let failedRun = {
        var run = makeRun(
            11, "broken", .failed, began: "2026-11-13T08:00:00+01:00", ended: "2026-11-13T08:02:05+01:00")
        run.error = "step build failed: make ended with status 2"
        return run
    }()

    private static func makeRun(
        _ id: Int64, _ workflow: String, _ state: Run.State, began: String, ended: String
    ) -> Run {
        let planned = instant(began.prefix(19) + "+01:00")
        let occurrence = Occurrence(
            workflow: workflow, trigger: "schedule 0 8 * * mon-fri", key: began, plannedAt: planned,
            observedAt: planned, payload: ["kind": "schedule", "at": .text("\(planned)")])
        var run = Run(id: id, occurrence: occurrence, queuedAt: planned)
        (run.state, run.startedAt, run.finishedAt) = (state, instant(began), instant(ended))
        return run
    }

    static let steps: [StepRecord] = {
        var check = StepRecord(
            run: 12, id: "check", action: "deadline.check",
            inputs: ["before": ["10wd", "3wd", "1wd"], "overdue_every": "2wd"],
            startedAt: instant("2026-11-16T08:00:00.020+01:00"))
        check.finishedAt = instant("2026-11-16T08:00:00.400+01:00")
        (check.state, check.findings) = (.succeeded, [deadline, late])
        check.output = ["count": 2]
        var tell = StepRecord(
            run: 12, id: "tell", action: "ping.check", plugin: PluginIdentity(name: "ping", version: "1.2.0"),
            inputs: [:], startedAt: instant("2026-11-16T08:00:00.400+01:00"))
        tell.finishedAt = instant("2026-11-16T08:00:00.410+01:00")
        (tell.state, tell.reason) = (.skipped, "its condition was false: size(steps.check.findings) > 10")
        return [check, tell]
    }()

    static let failedStep = {
        var step = StepRecord(
            run: 11, id: "build", action: "command.run", inputs: ["command": ["make", "-C", "site"]],
            startedAt: instant("2026-11-13T08:00:00+01:00"))
        step.finishedAt = instant("2026-11-13T08:02:05+01:00")
        (step.state, step.reason) = (.failed, "make ended with status 2")
        return step
    }()

    // MARK: Alerts

    static let deadline = Finding(
        rule: "deadline", project: "crm2", subject: "tasks/build", stage: .init("3wd", rank: 2), severity: .warning,
        message: "\"build\" is due Thu 19 Nov, in 3 working days", owner: "ben", due: LocalDate("2026-11-19"),
        evidence: Evidence(
            rule: "a task is told about 10, 3 and 1 working days before it is due",
            inputs: [
                .init("due", "2026-11-19", at: SourcePosition(file: "projects/crm2.yaml", line: 14, column: 10)),
                .init("today", "2026-11-16"),
            ], arithmetic: ["Mon 16 Nov to Thu 19 Nov: 3 working days"]))

    static let late = Finding(
        rule: "deadline", project: "shop", subject: "tasks/build", stage: .init("overdue", rank: 4),
        severity: .critical, message: "\"build\" was due Wed 11 Nov, 3 working days ago", owner: "lena",
        due: LocalDate("2026-11-11"), evidence: Evidence(rule: "a task that is late is told about every 2 working days")
    )

    static let licences = Finding(
        rule: "budget", project: "crm2", subject: "budget/licences", stage: .init("100%", rank: 2),
        severity: .critical, message: "Licences 1,500.00 EUR over budget (103.8 %)",
        advice: ["gantry ack crm2/licences --because \"…\""], owner: "asha",
        evidence: Evidence(
            rule: "the lead is told when spent and committed money reaches 80 % and 100 % of a line, "
                + "then again at every further 5 %",
            inputs: [
                .init("budget", "40,000.00 EUR", at: SourcePosition(file: "projects/crm2.yaml", line: 31, column: 7)),
                .init("spent", "25,040.00 EUR", at: SourcePosition(file: "books/labour.csv", line: 212, column: 1)),
                .init("committed", "16,460.00 EUR", at: SourcePosition(file: "books/po.csv", line: 31, column: 1)),
            ],
            arithmetic: [
                "25,040.00 + 16,460.00 = 41,500.00 EUR", "41,500.00 / 40,000.00 = 103.75 %",
            ]))

    static let alerts: [Alert] = {
        var over = makeAlert(9, "budget", late.with(subject: "budget/old", message: "Old line is over"), "2026-10-01")
        (over.state, over.resolvedAt, over.resolution) = (
            .resolved, instant("2026-10-05T10:00:00+02:00"), "no longer found"
        )
        var held = makeAlert(8, "deadlines", late, "2026-11-12")
        held.state = .acknowledged
        held.acknowledgement = .init(
            by: "lena", because: "waiting for API v2", at: instant("2026-11-12T10:00:00+01:00"))
        return [
            makeAlert(10, "deadlines", deadline, "2026-11-16"), over, held,
            makeAlert(7, "budget", licences, "2026-11-04"),
        ]
    }()

    private static func makeAlert(_ id: Int64, _ workflow: String, _ finding: Finding, _ day: String) -> Alert {
        let key = AlertKey(
            workflow: workflow, project: finding.project, rule: finding.rule, subject: finding.subject)
        return Alert(id: id, key: key, finding: finding, openedAt: instant("\(day)T09:12:00+01:00"), run: 12)
    }

    static func history(of alert: Alert) -> [AlertEvent] {
        [AlertEvent(alert: alert.id, at: alert.openedAt, kind: .opened, detail: alert.finding.stage.name)]
            + (alert.id == 7
                ? [
                    AlertEvent(
                        alert: 7, at: instant("2026-11-10T09:00:00+01:00"), kind: .raised, detail: "80% -> 100%")
                ] : [])
    }

    static let deliveries: [Delivery] = {
        let notice = Notice(
            alert: 7, workflow: "budget", kind: .opened, finding: licences, why: "lead", alsoTold: [])
        var mail = Delivery(
            id: 1, token: RandomToken(stored: "a851694c8dab17cf0f1bf737d478fce6"),
            recipient: Contact(person: "asha", name: "Asha Verma", address: "asha@example.org"),
            channel: "inbox", run: 12, notices: [notice], createdAt: instant("2026-11-04T09:12:01+01:00"))
        (mail.state, mail.attempts) = (.delivered, 1)
        mail.finishedAt = instant("2026-11-04T09:12:02+01:00")
        var chat = Delivery(
            id: 2, token: RandomToken(stored: "ab1a1979ee46529b0140a8a075983ccc"),
            recipient: Contact(person: "asha", name: "Asha Verma", address: "asha@example.org"),
            channel: "journal", run: 12, notices: [notice], createdAt: instant("2026-11-04T09:12:01+01:00"))
        (chat.state, chat.attempts, chat.lastError) = (.dead, 8, "the journal's socket is gone")
        chat.finishedAt = instant("2026-11-05T09:12:02+01:00")
        return [mail, chat]
    }()
}

extension Finding {
    fileprivate func with(subject: String, message: String) -> Finding {
        Finding(
            rule: "budget", project: project, subject: subject, stage: stage, severity: .info, message: message,
            evidence: evidence)
    }
}
