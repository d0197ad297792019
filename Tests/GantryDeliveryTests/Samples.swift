import GantryCore
import GantryStore
import GantrySystem
import Glibc
import Testing

@testable import GantryDelivery

/// 2026-11-02T07:00:00Z, a Monday; 08:00 in Amsterdam.
let monday = Instant(secondsSinceEpoch: 1_793_602_800)

func instant(_ seconds: Int) -> Instant { monday + .seconds(seconds) }

func evidence(_ arithmetic: [String] = [], inputs: [Evidence.Input] = []) -> Evidence {
    Evidence(rule: "a rule", inputs: inputs, arithmetic: arithmetic)
}

func finding(
    _ message: String = "\"build\" is due Fri 6 Nov, in 4 working days", rule: String = "deadline",
    project: String = "crm2",
    subject: String = "tasks/build", severity: Finding.Severity = .warning, advice: [String] = [],
    due: String? = "2026-11-06",
    evidence: Evidence = evidence(["Mon 2 Nov + 4wd = Fri 6 Nov"])
) -> Finding {
    Finding(
        rule: rule, project: project, subject: subject, stage: Finding.Stage("10wd", rank: 1), severity: severity,
        message: message, advice: advice, owner: "ben", due: due.flatMap { LocalDate($0) }, evidence: evidence)
}

func notice(
    _ finding: Finding = finding(), alert: Int64 = 7, workflow: String = "deadlines", kind: AlertEvent.Kind = .opened,
    why: String = "owner", alsoTold: [String] = ["asha (lead)"], resolution: String? = nil
) -> Notice {
    Notice(
        alert: alert, workflow: workflow, kind: kind, finding: finding, why: why, alsoTold: alsoTold,
        resolution: resolution)
}

let ben = Contact(person: "ben", name: "Ben Okri", address: "ben@example.org")

func delivery(
    _ notices: [Notice] = [notice()], id: Int64 = 42, to recipient: Contact = ben, channel: String = "inbox",
    run: Int64? = 3
) -> Delivery {
    Delivery(
        id: id, token: RandomToken(stored: "\(id)"), recipient: recipient, channel: channel, run: run, notices: notices,
        createdAt: monday)
}

/// In Amsterdam's winter.
func messageText() throws -> MessageText { try MessageText { _ in 3600 } }

let origin = MailMessage.Origin(store: "k3f9", host: "pm.example.org")

func names(in folder: String) -> [String] { FolderListing.names(in: folder) ?? [] }

func permissions(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
}

func contents(of path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { result += buffer.prefix(count) }
    return String(decoding: result, as: UTF8.self)
}
