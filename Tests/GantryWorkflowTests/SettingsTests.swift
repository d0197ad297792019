import GantryCore
import GantryTime
import Testing

@testable import GantryWorkflow

@Suite("Settings")
struct SettingsTests {
    @Test(
        "takes the machine's zone, Monday to Friday and a maildir where nothing is said",
        arguments: ["", "# nothing yet\n", "{}"])
    func standard(text: String) {
        let (settings, diagnostics) = readSettings(text)
        #expect(diagnostics.isEmpty)
        #expect(settings == Settings(timeZone: .system()))
        #expect(settings?.channels == [ChannelSettings(id: "inbox", kind: .maildir(path: nil))])
        #expect(settings?.alerts.to == ["owner", "lead"])
        #expect(settings?.alerts.fallback == "lead")
        #expect(settings?.calendar == .standard)
        #expect(settings?.limits.runs == 4)
        #expect(
            settings?.keep
                == Keep(occurrences: .days(400), runs: .days(90), logs: .days(30), deliveries: .days(90)))
    }

    @Test("reads everything that can be set")
    func full() throws {
        let (settings, diagnostics) = readSettings(
            """
            timezone: Europe/Amsterdam
            calendar: { week: sun-thu, holidays: [2026-12-25, 2027-01-01] }
            mail_domain: example.org
            channels:
              inbox: { type: maildir, path: mail/out }
              system: { type: journal, socket: /run/journal }
            alerts: { to: [lead, person:ben], via: system, fallback: sponsor }
            limits: { runs: 64 }
            keep: { occurrences: 1d, runs: 2w, logs: 3 days }
            """)
        #expect(diagnostics.isEmpty)
        let read = try #require(settings)
        #expect(read.timeZone.identifier == "Europe/Amsterdam")
        #expect(read.calendar.week == [.sunday, .monday, .tuesday, .wednesday, .thursday])
        #expect(read.calendar.holidays.sorted().map(\.description) == ["2026-12-25", "2027-01-01"])
        #expect(read.holidayPlaces.values.sorted() == ["gantry.yaml:2", "gantry.yaml:2"])
        #expect(read.limits.runs == 64)
        #expect(
            read.keep == Keep(occurrences: .days(1), runs: .days(14), logs: .days(3), deliveries: .days(90)))
        #expect(read.mailDomain == "example.org")
        #expect(read.channels.map(\.id) == ["inbox", "system"])
        #expect(read.channels.map(\.kind) == [.maildir(path: "mail/out"), .journal(socket: "/run/journal")])
        #expect(read.alerts.to == ["lead", "person:ben"])
        #expect(read.alerts.via == ["system"])
        #expect(read.alerts.fallback == "sponsor")
        #expect(read.alerts.mentions.map(\.text) == ["lead", "person:ben", "sponsor"])
    }

    @Test(
        "names the place and the fix of every mistake",
        arguments: [
            (
                "timezone: Europe/Amsterdan",
                ["1:11 0601 there is no time zone 'Europe/Amsterdan' | did you mean 'Europe/Amsterdam'?"]
            ),
            ("time_zone: UTC", ["1:1 0102 unknown key 'time_zone' in the settings | did you mean 'timezone'?"]),
            (
                "calendar: { week: mon-fry }",
                [
                    "1:19 0404 'mon-fry' is not a week such as mon-fri | days are mon tue wed thu fri sat sun; ranges such as sun-thu, lists such as mon,wed"
                ]
            ),
            (
                "calendar: { week: [] }",
                [
                    "1:19 0404 a week needs a working day | days are mon tue wed thu fri sat sun; ranges such as sun-thu, lists such as mon,wed"
                ]
            ),
            (
                "calendar: { holidays: [2026-02-30] }",
                ["1:24 0104 '2026-02-30' is not a date such as 2026-12-18 | there is no such day"]
            ),
            ("limits: { runs: 0 }", ["1:17 0104 '0' is not a number of runs from 1 to 64"]),
            ("limits: { runs: 65 }", ["1:17 0104 '65' is not a number of runs from 1 to 64"]),
            ("limits: { run: 5 }", ["1:11 0102 unknown key 'run' in the limits | did you mean 'runs'?"]),
            (
                "keep: { logs: 0d }",
                ["1:15 0104 '0d' is not a number of days such as 90d, at least 1d"]
            ),
            (
                "keep: { runs: 90 }",
                ["1:15 0104 '90' is not a number of days such as 90d, at least 1d | add the unit: 90d"]
            ),
            ("keep: { logs: 12h }", ["1:15 0104 '12h' is not a number of days such as 90d, at least 1d"]),
            (
                "mail_domain: ben@example.org",
                ["1:14 0406 'ben@example.org' is not a mail domain such as example.org | write 'example.org'"]
            ),
            (
                "channels: { mail: { type: email, server: smtp.example.org:587, tls: starttls } }",
                ["1:27 0401 channel type email is not in this version; there are maildir and journal"]
            ),
            (
                "channels: { a: { type: chat }, b: { type: webhook } }",
                [
                    "1:24 0401 channel type chat is not in this version; there are maildir and journal",
                    "1:43 0401 channel type webhook is not in this version; there are maildir and journal",
                ]
            ),
            (
                "channels: { a: { type: mailbir } }",
                [
                    "1:24 0401 'mailbir' is not a type of channel; there are maildir and journal | did you mean 'maildir'?"
                ]
            ),
            (
                "channels: { a: { type: journal, path: x } }",
                ["1:33 0102 unknown key 'path' in a channel | the keys here are type, socket"]
            ),
            (
                "alerts: { to: [onwer] }",
                ["1:16 0403 'onwer' is not one of owner, lead, sponsor, team, person:ID | did you mean 'owner'?"]
            ),
            (
                "alerts: { to: ben }",
                [
                    "1:15 0403 'ben' is not one of owner, lead, sponsor, team, person:ID | a person is written 'person:ben'"
                ]
            ),
            (
                "alerts: { to: asha@example.org }",
                [
                    "1:15 0403 'asha@example.org' is not one of owner, lead, sponsor, team, person:ID | a person is written 'person:asha'"
                ]
            ),
            ("alerts: { to: [] }", ["1:15 0405 nobody is named here | leave it out to tell owner and lead"]),
            (
                "alerts: { via: mial }",
                ["1:16 0402 channel 'mial' is not configured | there is inbox; channels stand in gantry.yaml"]
            ),
            (
                "channels: { chat: { type: journal } }\nalerts: { via: inbox }",
                ["2:16 0402 channel 'inbox' is not configured | there is chat; channels stand in gantry.yaml"]
            ),
            (
                "projects: []",
                [
                    "1:1 0102 unknown key 'projects' in the settings | this belongs in a file of its own: people.yaml, workflows/, projects/"
                ]
            ),
            (
                "timezone: Mars/Base\nmail_domain: a b\nalerts: { to: boss, fallback: nobody, }\nx: 1",
                [
                    "1:11 0601 there is no time zone 'Mars/Base'",
                    "2:14 0406 'a b' is not a mail domain such as example.org",
                    "3:15 0403 'boss' is not one of owner, lead, sponsor, team, person:ID | a person is written 'person:boss'",
                    "3:31 0403 'nobody' is not one of owner, lead, sponsor, team, person:ID | a person is written 'person:nobody'",
                    "4:1 0102 unknown key 'x' in the settings | the keys here are timezone, calendar, mail_domain, plugins, channels, files, alerts, limits, keep",
                ]
            ),
        ])
    func mistakes(text: String, expected: [String]) {
        #expect(settingsMistakes(text) == expected)
    }

    @Test("shows the line with the caret under the mistake")
    func excerpt() {
        #expect(
            readSettings("channels:\n  mail: { type: email, server: smtp.example.org:587 }\n").diagnostics == [
                """
                gantry.yaml:2:17: error: channel type email is not in this version; there are maildir and journal [GTY0401]
                    2 |   mail: { type: email, server: smtp.example.org:587 }
                      |                 ^~~~~
                """
            ])
    }
}
