import FoundationEssentials
import GantryChildren
import GantryCore
import GantryTestSupport
import Glibc
import Testing

@testable import GantryDelivery

/// A mail as Python's email module reads it, which is not ours.
struct ParsedMail: Decodable {
    let headers: [[String]]
    let addresses: [String: [[String]]]
    let body: String
    let defects: [String]
    let key: String
    let longestLine: Int

    func header(_ name: String) -> String? { headers.first { $0.first == name }?.last }

    /// All mails of a maildir, as `mailbox.Maildir` opens it.
    static func all(in folder: String) async throws -> [ParsedMail] {
        let script = """
            import email, email.header, email.policy, email.utils, json, mailbox, sys
            # Not by the newer policy, which keeps the space between two encoded words of a name (RFC 2047, 6.2).
            def people(raw, key):
                pairs = email.utils.getaddresses([email.message_from_bytes(raw)[key].replace("\\n", "")])
                return [[str(email.header.make_header(email.header.decode_header(n))), a] for n, a in pairs if a]
            box = mailbox.Maildir(sys.argv[1], create=False)
            result = []
            for key in sorted(box.keys()):
                raw = box.get_bytes(key)
                mail = email.message_from_bytes(raw, policy=email.policy.default)
                result.append({
                    "headers": [[k, str(v)] for k, v in mail.items()],
                    "addresses": {k: people(raw, k) for k in ("From", "To")},
                    "body": mail.get_content(),
                    "defects": [str(d) for d in mail.defects] + [str(d) for v in mail.values() for d in v.defects],
                    "key": key,
                    "longestLine": max(len(line) for line in raw.split(b"\\n")),
                })
            print(json.dumps(result))
            """
        let command = ChildCommand(
            program: "python3", arguments: ["-c", script, folder], workingFolder: "/tmp", deadline: .seconds(60),
            outputLimit: .mebibytes(16))
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .unbounded)
        let outcome = await ChildRunner().run(command) { _, text in continuation.yield(text) }
        continuation.finish()
        let printed = await stream.reduce("", +)
        try #require(outcome.exit == .exited(0), "\(printed)")
        return try JSONDecoder().decode([ParsedMail].self, from: Data(printed.utf8))
    }
}

@Suite("The maildir channel")
struct MaildirChannelTests {
    let folder: TemporaryFolder
    var maildir: String { folder.path + "/state/maildir" }

    init() throws { folder = try TemporaryFolder() }

    func channel() throws -> MaildirChannel {
        MaildirChannel(
            folder: maildir, from: try #require(MailAddress("Gantry <gantry@example.org>")), origin: origin,
            text: try messageText())
    }

    func parsed(_ delivery: Delivery) async throws -> ParsedMail {
        try await channel().deliver(delivery)
        let mails = try await ParsedMail.all(in: maildir)
        try #require(mails.count == 1)
        return mails[0]
    }

    @Test("writes a mail that others read")
    func mail() async throws {
        let mail = try await parsed(delivery())
        #expect(mail.defects == [])
        #expect(mail.addresses["From"] == [["Gantry", "gantry@example.org"]])
        #expect(mail.addresses["To"] == [["Ben Okri", "ben@example.org"]])
        #expect(mail.header("Subject") == "[crm2] \"build\" is due Fri 6 Nov, in 4 working days")
        #expect(mail.header("Date") == "Mon, 02 Nov 2026 08:00:00 +0100")
        #expect(mail.header("Message-ID") == "<gantry.k3f9.42@pm.example.org>")
        #expect(mail.header("In-Reply-To") == "<gantry.k3f9.alert.7@pm.example.org>")
        #expect(mail.header("References") == "<gantry.k3f9.alert.7@pm.example.org>")
        #expect(mail.header("Auto-Submitted") == "auto-generated")
        #expect(mail.header("X-Gantry-Workflow") == "deadlines")
        #expect(mail.header("X-Gantry-Run") == "3")
        #expect(mail.header("X-Gantry-Alert") == "7")
        #expect(mail.body == (try messageText().render(delivery()).body))
        #expect(mail.body.contains("gantry ack crm2/deadline/build --because \"…\"\n"))
    }

    @Test("makes the folders for their owner alone")
    func folders() async throws {
        try await channel().deliver(delivery())
        for path in ["", "/new", "/cur", "/tmp"] { #expect(permissions(of: maildir + path) == 0o700) }
        let name = try #require(names(in: maildir + "/new").first)
        #expect(name == "1793602800.gantry-k3f9-42.pm.example.org.eml")
        #expect(permissions(of: "\(maildir)/new/\(name)") == 0o600)
        #expect(names(in: maildir + "/tmp") == [])
    }

    @Test("a repeated try changes nothing, whether the mail was read or not")
    func repeated() async throws {
        try await channel().deliver(delivery())
        let name = try #require(names(in: maildir + "/new").first)
        let first = try contents(of: "\(maildir)/new/\(name)")
        try await channel().deliver(delivery())
        #expect(names(in: maildir + "/new") == [name])
        #expect(try contents(of: "\(maildir)/new/\(name)") == first)

        // As a mail program does.
        try #require(rename("\(maildir)/new/\(name)", "\(maildir)/cur/\(name):2,RS") == 0)
        try await channel().deliver(delivery())
        #expect(names(in: maildir + "/new") == [])
        try await channel().deliver(delivery(id: 4))
        #expect(names(in: maildir + "/new").count == 1)
    }

    @Test("what a crash left in tmp is written over")
    func crash() async throws {
        try await channel().deliver(delivery())
        let name = try #require(names(in: maildir + "/new").first)
        let whole = try contents(of: "\(maildir)/new/\(name)")
        try #require(rename("\(maildir)/new/\(name)", "\(maildir)/tmp/\(name)") == 0)
        try #require(truncate("\(maildir)/tmp/\(name)", 20) == 0)
        try await channel().deliver(delivery())
        #expect(names(in: maildir + "/tmp") == [])
        #expect(try contents(of: "\(maildir)/new/\(name)") == whole)
    }

    @Test("a link planted in tmp is not followed")
    func link() async throws {
        try await channel().deliver(delivery())
        let name = try #require(names(in: maildir + "/new").first)
        try #require(unlink("\(maildir)/new/\(name)") == 0)
        let victim = folder.path + "/victim"
        try #require(symlink(victim, "\(maildir)/tmp/\(name)") == 0)
        try await channel().deliver(delivery())
        #expect(access(victim, F_OK) != 0)
        #expect(names(in: maildir + "/new") == [name])
    }

    @Test(
        "names and subjects cannot break out of their headers",
        arguments: [
            "x\r\nBcc: eve@example.org", "x\nBcc: eve@example.org\n\nbody", "x\u{0}\u{7F}y",
            "x\u{2028}Bcc: eve@example.org",
            "é\nBcc: eve@example.org", "\"quoted\" \\ back", "=?utf-8?B?ZXZpbA==?=",
            "<eve@example.org>, eve@example.org", "",
        ])
    func injection(text: String) async throws {
        let contact = Contact(person: "ben\n", name: text, address: "ben@example.org")
        let hostile = notice(
            finding(text, rule: text, project: text, subject: text, advice: [text]), workflow: text, why: text,
            alsoTold: [text])
        let mail = try await parsed(delivery([hostile], to: contact))
        let names = [
            "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
            "X-Gantry-Workflow", "X-Gantry-Run", "X-Gantry-Alert", "MIME-Version", "Content-Type",
            "Content-Transfer-Encoding",
        ]
        #expect(mail.headers.compactMap(\.first) == names)
        #expect(mail.defects == [])
        let clean = MailHeader.oneLine(text)
        #expect(mail.addresses["To"] == [[clean, "ben@example.org"]])
        #expect(mail.header("Subject") == "[\(clean)] \(clean)".trimmingTrailingSpace)
        #expect(mail.header("X-Gantry-Workflow") == clean)
    }

    @Test(
        "names and subjects in any script come through whole, in short lines",
        arguments: [
            "Überfällig: Ämter prüfen", "预算超支一万二千元，请项目负责人立即确认并在本周五之前提交修正计划，谢谢大家的配合与支持",
            "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "plain then é at the very end of a rather long line of text é",
            String(repeating: "word ", count: 25) + "end", String(repeating: "x", count: 150),
            "Ünï " + String(repeating: "y", count: 140),
        ])
    func scripts(text: String) async throws {
        let contact = Contact(person: "ben", name: text, address: "ben@example.org")
        let mail = try await parsed(delivery([notice(finding(text))], to: contact))
        #expect(mail.defects == [])
        #expect(mail.header("Subject") == "[crm2] " + text)
        #expect(mail.addresses["To"] == [[text, "ben@example.org"]])
        #expect(mail.longestLine <= 998)
        let raw = try contents(of: "\(maildir)/new/\(try #require(names(in: maildir + "/new").first))")
        let header = raw.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        #expect(header.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(header.filter { $0.contains("=?utf-8") }.allSatisfy { $0.utf8.count <= 76 })
    }

    @Test("a line too long for a mail is encoded and comes through whole")
    func longLines() async throws {
        let path = "projects/" + String(repeating: "sehr-länge/", count: 120) + "a=b.yaml"
        let mail = try await parsed(delivery([notice(finding(advice: ["vi \(path)  "]))]))
        #expect(mail.header("Content-Transfer-Encoding") == "quoted-printable")
        #expect(mail.longestLine <= 76)
        #expect(mail.body.contains("  vi \(path)\n"))
    }

    @Test("a person without an address is named, without one")
    func noAddress() async throws {
        let mail = try await parsed(delivery(to: Contact(person: "ben-2", name: "Ben", address: nil)))
        #expect(mail.header("To") == "ben2:;")
        #expect(mail.addresses["To"] == [])
        #expect(mail.defects == [])
    }

    @Test("a digest refers to each of its alerts", arguments: [2, 40])
    func digest(count: Int) async throws {
        let notices = (1...count).map { notice(alert: Int64($0), workflow: $0 % 2 == 0 ? "budget" : "deadlines") }
        let mail = try await parsed(delivery(notices, run: nil))
        let threads = (mail.header("References") ?? "").split(separator: " ")
        #expect(Set(threads) == Set((1...count).map { "<gantry.k3f9.alert.\($0)@pm.example.org>" }))
        #expect(mail.header("In-Reply-To") == nil && mail.header("X-Gantry-Run") == nil)
        #expect(Set((mail.header("X-Gantry-Workflow") ?? "").split(separator: ", ")) == ["budget", "deadlines"])
        #expect((mail.header("X-Gantry-Alert") ?? "").split(separator: ",").count == count)
        #expect(mail.longestLine <= 998 && mail.defects == [])
    }

    @Test(
        "an address that is none is not tried again",
        arguments: ["ben", "ben@", "a@b@c", "ben@x\r\nBcc: eve@x", "<ben@x>", "bén@x", "a b@x"])
    func badAddress(address: String) async throws {
        let failure = await #expect(throws: DeliveryFailure.self) {
            try await channel().deliver(delivery(to: Contact(person: "ben", name: "Ben", address: address)))
        }
        #expect(failure?.mayRetry == false)
        #expect(failure?.description == "'\(address)' of ben is not a mail address")
    }

    @Test("a folder that cannot be made is a failure that may pass")
    func noFolder() async throws {
        let file = try #require(fopen(folder.path + "/state", "w"))
        fclose(file)
        let failure = await #expect(throws: DeliveryFailure.self) { try await channel().deliver(delivery()) }
        #expect(failure?.mayRetry == true)
        #expect(failure?.description == "\(folder.path)/state is in the way: it is not a folder: File exists")
    }

    @Test(
        "dates have the offset of their zone",
        arguments: [
            (0, "Mon, 02 Nov 2026 07:00:00 +0000"), (-12_600, "Mon, 02 Nov 2026 03:30:00 -0330"),
            (50_400, "Mon, 02 Nov 2026 21:00:00 +1400"), (-28_800, "Sun, 01 Nov 2026 23:00:00 -0800"),
            (1172, "Mon, 02 Nov 2026 07:19:00 +0019"),
        ])
    func dates(offset: Int, text: String) {
        #expect(MailMessage.date(monday, offsetSeconds: offset) == text)
    }
}

extension String {
    fileprivate var trimmingTrailingSpace: String { last == " " ? String(dropLast()) : self }
}
