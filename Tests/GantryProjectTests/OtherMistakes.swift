/// Heads, people, files and registers: what people get wrong, and what is said to them. Rewritten by GANTRY_RECORD=1.
enum OtherMistakes {
    static let text = #"""
        ### whole file is empty

        -->
        projects/crm2.yaml:1:1: error: this file is empty [GTY0206]
            1 | 
              | ^ a project file begins with project: ID, lead: PERSON, start: DATE

        ### whole file is a list
        - a
        -->
        projects/crm2.yaml:1:1: error: a list is not a project [GTY0206]
            1 | - a
              | ^~~ a project file begins with project: ID, lead: PERSON, start: DATE

        ### whole file is not YAML
        project: crm2
        tasks: [a
        -->
        projects/crm2.yaml:2:8: error: this '[' is never closed [GTY0101]
            2 | tasks: [a
              |        ^ add ']'

        ### nothing but an id
        project: crm2
        -->
        projects/crm2.yaml:1:1: error: a project needs 'lead' [GTY0103]
            1 | project: crm2
              | ^~~~~~~ add 'lead:' with a person such as asha or asha <asha@example.org>
        projects/crm2.yaml:1:1: error: a project needs 'start' [GTY0103]
            1 | project: crm2
              | ^~~~~~~ add 'start:' with a date such as 2026-12-18

        ### wrong values at the top, all in one pass
        project: crm 2
        lead: asha <asha>
        start: 1 Oct
        status: activ
        mode: strict
        colour: green
        -->
        projects/crm2.yaml:1:10: error: 'crm 2' is not an id of letters, digits, '-', '_' and '.' [GTY0104]
            1 | project: crm 2
              |          ^~~~~
        projects/crm2.yaml:4:9: error: 'activ' is not one of proposed, active, on_hold, done, closed, cancelled [GTY0111]
            4 | status: activ
              |         ^~~~~ did you mean 'active'?
        projects/crm2.yaml:5:7: error: 'strict' is not one of goals, content [GTY0111]
            5 | mode: strict
              |       ^~~~~~
        projects/crm2.yaml:2:12: error: '<asha>' has no place after the id of a person [GTY0104]
            2 | lead: asha <asha>
              |            ^~~~~~ the form is asha or asha <asha@example.org>
        projects/crm2.yaml:3:8: error: '1 Oct' is not a date such as 2026-12-18 [GTY0104]
            3 | start: 1 Oct
              |        ^~~~~
        projects/crm2.yaml:6:1: error: unknown key 'colour' in a project [GTY0102]
            6 | colour: green
              | ^~~~~~

        ### a date before the start
        deadline: 2026-09-01
        -->
        projects/crm2.yaml:5:11: error: the deadline, 2026-09-01, is before the start, 2026-10-01 [GTY0209]
            5 | deadline: 2026-09-01
              |           ^~~~~~~~~~ exchange them, or correct one

        ### keys that belong elsewhere
        due: 2027-01-01
        dealine: 2027-01-01
        owner: ben
        -->
        projects/crm2.yaml:5:1: error: unknown key 'due' in a project [GTY0102]
            5 | due: 2027-01-01
              | ^~~ did you mean 'deadline'? ('due' is a task's date)
        projects/crm2.yaml:6:1: error: unknown key 'dealine' in a project [GTY0102]
            6 | dealine: 2027-01-01
              | ^~~~~~~ did you mean 'deadline'?
        projects/crm2.yaml:7:1: error: unknown key 'owner' in a project [GTY0102]
            7 | owner: ben
              | ^~~~~ did you mean 'lead'?

        ### a time zone that is not there
        timezone: Europe/Amsterdm
        -->
        projects/crm2.yaml:5:11: error: there is no time zone 'Europe/Amsterdm' [GTY0601]
            5 | timezone: Europe/Amsterdm
              |           ^~~~~~~~~~~~~~~ did you mean 'Europe/Amsterdam'?

        ### a time zone by a wrong name
        timezone: ../../etc/passwd
        -->
        projects/crm2.yaml:5:11: error: '../../etc/passwd' is not the name of a time zone [GTY0601]
            5 | timezone: ../../etc/passwd
              |           ^~~~~~~~~~~~~~~~ a zone is named as in Europe/Amsterdam

        ### a week without days
        calendar: { week: [] }
        -->
        projects/crm2.yaml:5:19: error: a week needs a working day [GTY0207]
            5 | calendar: { week: [] }
              |                   ^~ write week: mon-fri

        ### weeks and holidays that are none
        calendar: { week: mon-fry, holidays: [2026-02-30, { dat: 2026-01-01 }] }
        -->
        projects/crm2.yaml:5:19: error: 'mon-fry' is not the working days of a week such as mon-fri [GTY0104]
            5 | calendar: { week: mon-fry, holidays: [2026-02-30, { dat: 2026-01-01 }] }
              |                   ^~~~~~~ or [mon, wed], or sun-thu
        projects/crm2.yaml:5:39: error: '2026-02-30' is not a date such as 2026-12-18 [GTY0104]
            5 | calendar: { week: mon-fry, holidays: [2026-02-30, { dat: 2026-01-01 }] }
              |                                       ^~~~~~~~~~ there is no such day
        projects/crm2.yaml:5:53: error: unknown key 'dat' in a holiday [GTY0102]
            5 | calendar: { week: mon-fry, holidays: [2026-02-30, { dat: 2026-01-01 }] }
              |                                                     ^~~ did you mean 'date'?

        ### nobody knows the lead
        project: c
        lead: ahsa
        sponsor: zoe
        start: 2026-10-01
        people: { asha: {} }
        -->
        projects/crm2.yaml:2:7: warning: nobody is called 'ahsa' [GTY0204]
            2 | lead: ahsa
              |       ^~~~ did you mean 'asha'? else add them to people.yaml, or to team
        projects/crm2.yaml:3:10: warning: nobody is called 'zoe' [GTY0204]
            3 | sponsor: zoe
              |          ^~~ add them to people.yaml, or to team

        ### people without an address, no mail domain
        project: c
        lead: asha
        start: 2026-10-01
        team: [ben, chi <chi@example.org>]
        people: { asha: { name: Asha } }
        tasks:
          - build: 1wd ben
        -->
        projects/crm2.yaml:2:7: warning: 'asha' has no mail address [GTY0205]
            2 | lead: asha
              |       ^~~~ add it in people.yaml, or set mail_domain in gantry.yaml
        projects/crm2.yaml:4:8: warning: 'ben' has no mail address [GTY0205]
            4 | team: [ben, chi <chi@example.org>]
              |        ^~~ add it in people.yaml, or set mail_domain in gantry.yaml

        ### a name that is nearly another's in the team
        team: [ahsa, bennie]
        people: { asha: {}, bennie: {} }
        -->
        projects/crm2.yaml:4:8: warning: nobody is called 'ahsa' [GTY0204]
            4 | team: [ahsa, bennie]
              |        ^~~~ did you mean 'asha'? else add them to people.yaml

        ### two Accountables of one thing, and one of each of two
        stakeholders:
          client: { raci: { R1: A, R2: A, R3: R } }
          board: { raci: { R1: A, R3: R, R4: A } }
          ines: { raci: { R1: A } }
        -->
        projects/crm2.yaml:7:20: error: 'R1' has two Accountables, client and board [GTY0228]
            7 |   board: { raci: { R1: A, R3: R, R4: A } }
              |                    ^~ one answers for it; make one of them R, C or I
        projects/crm2.yaml:8:19: error: 'R1' has two Accountables, client and ines [GTY0228]
            8 |   ines: { raci: { R1: A } }
              |                   ^~ one answers for it; make one of them R, C or I

        ### shares
        team: [asha, ben 80, chi 120%, { person: dia, share: 40 }, asha]
        -->
        projects/crm2.yaml:4:18: error: '80' has no place after the id of a person [GTY0104]
            4 | team: [asha, ben 80, chi 120%, { person: dia, share: 40 }, asha]
              |                  ^~ the form is ben, ben 80% or ben <ben@example.org>
        projects/crm2.yaml:4:54: error: '40' is not a percentage such as 80% [GTY0104]
            4 | team: [asha, ben 80, chi 120%, { person: dia, share: 40 }, asha]
              |                                                      ^~ write 40%
        projects/crm2.yaml:4:60: error: a second team member 'asha'; the first is at projects/crm2.yaml:4 [GTY0201]
            4 | team: [asha, ben 80, chi 120%, { person: dia, share: 40 }, asha]
              |                                                            ^~~~ remove one
        projects/crm2.yaml:4:26: error: the share of 'chi' is 120%; it is from 0 % to 100 % [GTY0208]
            4 | team: [asha, ben 80, chi 120%, { person: dia, share: 40 }, asha]
              |                          ^~~~

        ### wrong values of a person
        people: { ben: { works: 32, mail: x, email: ben, leave: [{ from: 2026-12-24 }], cost_rate: [{ from: 2026-01-01, per: month, amount: 1 }] } }
        -->
        projects/crm2.yaml:5:45: error: 'ben' is not a mail address such as asha@example.org [GTY0104]
            5 | people: { ben: { works: 32, mail: x, email: ben, leave: [{ from: 2026-12-24 }], cost_rate: [{ from: 2026-01-01, per: month, amount: 1 }] } }
              |                                             ^~~
        projects/crm2.yaml:5:25: error: '32' is not the hours of a week such as 32h/week [GTY0104]
            5 | people: { ben: { works: 32, mail: x, email: ben, leave: [{ from: 2026-12-24 }], cost_rate: [{ from: 2026-01-01, per: month, amount: 1 }] } }
              |                         ^~
        projects/crm2.yaml:5:58: error: a leave needs 'to' [GTY0103]
            5 | people: { ben: { works: 32, mail: x, email: ben, leave: [{ from: 2026-12-24 }], cost_rate: [{ from: 2026-01-01, per: month, amount: 1 }] } }
              |                                                          ^~~~~~~~~~~~~~~~~~~~ add 'to:' with a date such as 2026-12-18
        projects/crm2.yaml:5:118: error: 'month' is not one of hour, day [GTY0111]
            5 | people: { ben: { works: 32, mail: x, email: ben, leave: [{ from: 2026-12-24 }], cost_rate: [{ from: 2026-01-01, per: month, amount: 1 }] } }
              |                                                                                                                      ^~~~~
        projects/crm2.yaml:5:133: error: '1' is not an amount such as 120000.00 EUR [GTY0104]
            5 | people: { ben: { works: 32, mail: x, email: ben, leave: [{ from: 2026-12-24 }], cost_rate: [{ from: 2026-01-01, per: month, amount: 1 }] } }
              |                                                                                                                                     ^ add the currency: 1 EUR
        projects/crm2.yaml:5:29: error: unknown key 'mail' in a person [GTY0102]
            5 | people: { ben: { works: 32, mail: x, email: ben, leave: [{ from: 2026-12-24 }], cost_rate: [{ from: 2026-01-01, per: month, amount: 1 }] } }
              |                             ^~~~ did you mean 'email'?

        ### impossible values of a person
        people: { ben: { works: 320h/week, leave: [{ from: 2026-12-24, to: 2026-12-20 }], cost_rate: [{ from: 2026-01-01, amount: 95.00 EUR }, { from: 2026-01-01, per: day, amount: -1.00 EUR }] } }
        -->
        projects/crm2.yaml:5:68: error: this leave ends on 2026-12-20, before it begins [GTY0209]
            5 | people: { ben: { works: 320h/week, leave: [{ from: 2026-12-24, to: 2026-12-20 }], cost_rate: [{ from: 2026-01-01, amount: 95.00 EUR }, { from: 2026-01-01, per: day, amount: -1.00 EUR }] } }
              |                                                                    ^~~~~~~~~~ it begins on 2026-12-24
        projects/crm2.yaml:5:25: error: a week of 320h cannot be [GTY0215]
            5 | people: { ben: { works: 320h/week, leave: [{ from: 2026-12-24, to: 2026-12-20 }], cost_rate: [{ from: 2026-01-01, amount: 95.00 EUR }, { from: 2026-01-01, per: day, amount: -1.00 EUR }] } }
              |                         ^~~~~~~~~ write 32h/week
        projects/crm2.yaml:5:174: error: a cost rate is not negative [GTY0215]
            5 | people: { ben: { works: 320h/week, leave: [{ from: 2026-12-24, to: 2026-12-20 }], cost_rate: [{ from: 2026-01-01, amount: 95.00 EUR }, { from: 2026-01-01, per: day, amount: -1.00 EUR }] } }
              |                                                                                                                                                                              ^~~~~~~~~
        projects/crm2.yaml:5:144: error: two cost rates of 'ben' begin on 2026-01-01 [GTY0201]
            5 | people: { ben: { works: 320h/week, leave: [{ from: 2026-12-24, to: 2026-12-20 }], cost_rate: [{ from: 2026-01-01, amount: 95.00 EUR }, { from: 2026-01-01, per: day, amount: -1.00 EUR }] } }
              |                                                                                                                                                ^~~~~~~~~~ remove one

        ### a person without an address in the short form
        people: { ben: Benjamin, chi: Chi <chi> }
        -->
        projects/crm2.yaml:5:16: error: 'Benjamin' is not a person such as Ben <ben@example.org> [GTY0104]
            5 | people: { ben: Benjamin, chi: Chi <chi> }
              |                ^~~~~~~~ or write { name: …, email: … }
        projects/crm2.yaml:5:31: error: 'Chi <chi>' is not a person such as Ben <ben@example.org> [GTY0104]
            5 | people: { ben: Benjamin, chi: Chi <chi> }
              |                               ^~~~~~~~~ or write { name: …, email: … }

        ### a person half in a file, and one in a file that is not there
        people:
          ben: { name: Ben, file: private/ben.yaml }
          chi: { file: private/chi.yaml }
        -->
        projects/crm2.yaml:6:21: error: unknown key 'file' in a person [GTY0102]
            6 |   ben: { name: Ben, file: private/ben.yaml }
              |                     ^~~~ a file holds all of a person: ben: { file: … }, or one part: leave: { file: … }
        projects/crm2.yaml:7:16: error: there is no file projects/private/chi.yaml, and no private/chi.yaml [GTY0109]
            7 |   chi: { file: private/chi.yaml }
              |                ^~~~~~~~~~~~~~~~ a path counts from this file's folder, else from the root

        ### people in a list
        people: [ben]
        -->
        projects/crm2.yaml:5:9: error: a list is not people by their ids [GTY0104]
            5 | people: [ben]
              |         ^~~~~ the form is ben: { name: Ben, email: ben@example.org }

        ### mistakes in people.yaml
        tasks: [build]
        >>> people.yaml
        ben: { works: 0h, leave: [{ from: 2026-12-24, to: 2026-12-20 }], manger: asha }
        -->
        people.yaml:1:66: error: unknown key 'manger' in a person [GTY0102]
            1 | ben: { works: 0h, leave: [{ from: 2026-12-24, to: 2026-12-20 }], manger: asha }
              |                                                                  ^~~~~~ did you mean 'manager'?
        people.yaml:1:51: error: this leave ends on 2026-12-20, before it begins [GTY0209]
            1 | ben: { works: 0h, leave: [{ from: 2026-12-24, to: 2026-12-20 }], manger: asha }
              |                                                   ^~~~~~~~~~ it begins on 2026-12-24
        people.yaml:1:15: error: a week of 0h cannot be [GTY0215]
            1 | ben: { works: 0h, leave: [{ from: 2026-12-24, to: 2026-12-20 }], manger: asha }
              |               ^~ write 32h/week

        ### an absolute path
        risks: { file: /etc/passwd }
        -->
        projects/crm2.yaml:5:16: error: an absolute path is not followed [GTY0218]
            5 | risks: { file: /etc/passwd }
              |                ^~~~~~~~~~~ write it relative to this file, or to the root

        ### a path that leaves the root
        risks: { file: ../../x.yaml }
        -->
        projects/crm2.yaml:5:16: error: the path leaves the root [GTY0218]
            5 | risks: { file: ../../x.yaml }
              |                ^~~~~~~~~~~~ move the file to where the projects are

        ### a file that is not there
        risks: { file: crm2/risks.yaml }
        calendar: { file: nl.yaml }
        ledger: [{ file: "" }]
        -->
        projects/crm2.yaml:6:19: error: there is no file projects/nl.yaml, and no nl.yaml [GTY0109]
            6 | calendar: { file: nl.yaml }
              |                   ^~~~~~~ a path counts from this file's folder, else from the root
        projects/crm2.yaml:7:18: error: '' is not the path of a file [GTY0104]
            7 | ledger: [{ file: "" }]
              |                  ^~ write it relative to this file
        projects/crm2.yaml:5:16: error: there is no file projects/crm2/risks.yaml, and no crm2/risks.yaml [GTY0109]
            5 | risks: { file: crm2/risks.yaml }
              |                ^~~~~~~~~~~~~~~ a path counts from this file's folder, else from the root

        ### mistakes in a file that is included
        risks: { file: crm2/risks.yaml }
        >>> crm2/risks.yaml
        risks:
          - { id: K1, text: x, probability: 140%, response: ignore }
          - { id: K1, txt: y }
        -->
        crm2/risks.yaml:2:53: error: 'ignore' is not one of avoid, mitigate, transfer, accept, escalate [GTY0111]
            2 |   - { id: K1, text: x, probability: 140%, response: ignore }
              |                                                     ^~~~~~
        crm2/risks.yaml:3:15: error: unknown key 'txt' in a risk [GTY0102]
            3 |   - { id: K1, txt: y }
              |               ^~~ did you mean 'text'?
        crm2/risks.yaml:2:37: error: the probability of 'K1' is 140%; it is from 0 % to 100 % [GTY0208]
            2 |   - { id: K1, text: x, probability: 140%, response: ignore }
              |                                     ^~~~

        ### registers
        issues: [{ id: I1, text: x, severity: hi, blocks: [tset] }]
        decisions: [{ id: D1 }]
        questions: [{ text: why }]
        changes: [{ id: C1, text: x, status: open, cost: free }]
        todos: [{ id: A1, text: "", due: never }]
        tasks: [test]
        -->
        projects/crm2.yaml:5:39: error: 'hi' is not one of low, medium, high, critical [GTY0111]
            5 | issues: [{ id: I1, text: x, severity: hi, blocks: [tset] }]
              |                                       ^~
        projects/crm2.yaml:6:13: error: a decision needs 'text' [GTY0103]
            6 | decisions: [{ id: D1 }]
              |             ^~~~~~~~~~ add 'text:' with a text with something in it
        projects/crm2.yaml:7:13: error: a question needs 'id' [GTY0103]
            7 | questions: [{ text: why }]
              |             ^~~~~~~~~~~~~ add 'id:' with an id of letters, digits, '-', '_' and '.'
        projects/crm2.yaml:8:50: error: 'free' is not an amount such as 120000.00 EUR [GTY0104]
            8 | changes: [{ id: C1, text: x, status: open, cost: free }]
              |                                                  ^~~~
        projects/crm2.yaml:8:38: error: 'open' is not one of proposed, approved, rejected, done, withdrawn [GTY0111]
            8 | changes: [{ id: C1, text: x, status: open, cost: free }]
              |                                      ^~~~
        projects/crm2.yaml:9:25: error: '' is not a text with something in it [GTY0104]
            9 | todos: [{ id: A1, text: "", due: never }]
              |                         ^~
        projects/crm2.yaml:9:34: error: 'never' is not a date such as 2026-12-18 [GTY0104]
            9 | todos: [{ id: A1, text: "", due: never }]
              |                                  ^~~~~
        projects/crm2.yaml:5:52: error: there is no task 'tset' [GTY0202]
            5 | issues: [{ id: I1, text: x, severity: hi, blocks: [tset] }]
              |                                                    ^~~~ did you mean 'test'? else add it to tasks

        ### parties
        meetings: [{ id: m, at: 25:00, minutes_within: 2d }]
        stakeholders: { client: { raci: { R1: Boss }, influence: huge, inform: { what: status } } }
        suppliers: { acme: { contract: { from: 2026-01-01, ends: 2025-01-01, notice: soon } } }
        environments: [{ id: prod, check: [https] }]
        lessons: [{ by: ben }]
        closure: { on: soon }
        acks: [{ until: 2026-12-01 }]
        goal: { measure: x }
        tolerance: { finish: 5, cost: 3 }
        baselines: [{ id: B0 }]
        requirements: [{ id: R1, text: x, kind: odd, priority: high, status: ok, reviewed: { by: ines } }]
        -->
        projects/crm2.yaml:13:22: error: '5' is not working days such as 3wd [GTY0104]
           13 | tolerance: { finish: 5, cost: 3 }
              |                      ^ a working day is written 'wd': 5wd
        projects/crm2.yaml:13:31: error: '3' is not a percentage such as 80% [GTY0104]
           13 | tolerance: { finish: 5, cost: 3 }
              |                               ^ write 3%
        projects/crm2.yaml:12:7: error: a goal needs 'text' [GTY0103]
           12 | goal: { measure: x }
              |       ^~~~~~~~~~~~~~ add 'text:' with a text with something in it
        projects/crm2.yaml:14:13: error: a baseline needs 'date' [GTY0103]
           14 | baselines: [{ id: B0 }]
              |             ^~~~~~~~~~ add 'date:' with a date such as 2026-12-18
        projects/crm2.yaml:15:41: error: 'odd' is not one of functional, technical [GTY0111]
           15 | requirements: [{ id: R1, text: x, kind: odd, priority: high, status: ok, reviewed: { by: ines } }]
              |                                         ^~~
        projects/crm2.yaml:15:56: error: 'high' is not one of must, should, could, wont [GTY0111]
           15 | requirements: [{ id: R1, text: x, kind: odd, priority: high, status: ok, reviewed: { by: ines } }]
              |                                                        ^~~~
        projects/crm2.yaml:15:70: error: 'ok' is not one of proposed, agreed, built, proven, dropped [GTY0111]
           15 | requirements: [{ id: R1, text: x, kind: odd, priority: high, status: ok, reviewed: { by: ines } }]
              |                                                                      ^~
        projects/crm2.yaml:15:84: error: a review of a requirement needs 'date' [GTY0103]
           15 | requirements: [{ id: R1, text: x, kind: odd, priority: high, status: ok, reviewed: { by: ines } }]
              |                                                                                    ^~~~~~~~~~~~ add 'date:' with a date such as 2026-12-18
        projects/crm2.yaml:8:36: error: 'https' is not a check such as { https: crm.example.org } [GTY0104]
            8 | environments: [{ id: prod, check: [https] }]
              |                                    ^~~~~
        projects/crm2.yaml:5:25: error: '25:00' is not a time of the day such as "10:00" [GTY0104]
            5 | meetings: [{ id: m, at: 25:00, minutes_within: 2d }]
              |                         ^~~~~
        projects/crm2.yaml:5:48: error: '2d' is not working days such as 3wd [GTY0104]
            5 | meetings: [{ id: m, at: 25:00, minutes_within: 2d }]
              |                                                ^~ a working day is written 'wd': 2wd
        projects/crm2.yaml:6:58: error: 'huge' is not one of low, medium, high [GTY0111]
            6 | stakeholders: { client: { raci: { R1: Boss }, influence: huge, inform: { what: status } } }
              |                                                          ^~~~
        projects/crm2.yaml:6:39: error: 'Boss' is not one of R, A, C, I [GTY0111]
            6 | stakeholders: { client: { raci: { R1: Boss }, influence: huge, inform: { what: status } } }
              |                                       ^~~~
        projects/crm2.yaml:6:72: error: how a stakeholder is informed needs 'every' [GTY0103]
            6 | stakeholders: { client: { raci: { R1: Boss }, influence: huge, inform: { what: status } } }
              |                                                                        ^~~~~~~~~~~~~~~~ add 'every:' with a length of time such as 3d, 2w, 1 month or 3wd
        projects/crm2.yaml:7:78: error: 'soon' is not a length of time such as 3d, 2w, 1 month or 3wd [GTY0104]
            7 | suppliers: { acme: { contract: { from: 2026-01-01, ends: 2025-01-01, notice: soon } } }
              |                                                                              ^~~~
        projects/crm2.yaml:9:11: error: a lesson needs 'text' [GTY0103]
            9 | lessons: [{ by: ben }]
              |           ^~~~~~~~~~~ add 'text:' with a text with something in it
        projects/crm2.yaml:10:16: error: 'soon' is not a date such as 2026-12-18 [GTY0104]
           10 | closure: { on: soon }
              |                ^~~~
        projects/crm2.yaml:11:8: error: an acknowledgement needs 'alert' [GTY0103]
           11 | acks: [{ until: 2026-12-01 }]
              |        ^~~~~~~~~~~~~~~~~~~~~ add 'alert:' with a text with something in it
        projects/crm2.yaml:7:58: error: this contract ends on 2025-01-01, before it begins [GTY0209]
            7 | suppliers: { acme: { contract: { from: 2026-01-01, ends: 2025-01-01, notice: soon } } }
              |                                                          ^~~~~~~~~~ it begins on 2026-01-01

        """#
}
