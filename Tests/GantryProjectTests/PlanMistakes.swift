/// Tasks and reviews: what people get wrong, and what is said to them. Rewritten by GANTRY_RECORD=1.
enum PlanMistakes {
    static let text = #"""
        ### a duration with a space in it
        tasks:
          - build: 30 wd ben
        -->
        projects/crm2.yaml:6:12: error: '30 wd' has a space in it [GTY0216]
            6 |   - build: 30 wd ben
              |            ^~ write 30wd

        ### calendar days as a duration
        tasks:
          - build: 10d ben
        -->
        projects/crm2.yaml:6:12: error: '10d' has no place in a task [GTY0216]
            6 |   - build: 10d ben
              |            ^~~ a duration is in working days (30wd), an effort in person-days (10pd), progress in percent (40%)

        ### two owners without a plus
        tasks:
          - build: 30wd ben chi
        -->
        projects/crm2.yaml:6:21: error: 'chi' has no place in a task [GTY0216]
            6 |   - build: 30wd ben chi
              |                     ^~~ two owners are written ben+chi; the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### a misspelt keyword where an owner may stand
        tasks:
          - design: 1wd
          - build: 30wd afer design, api due 2026-12-18
        -->
        projects/crm2.yaml:7:17: error: unknown word 'afer' in a task [GTY0216]
            7 |   - build: 30wd afer design, api due 2026-12-18
              |                 ^~~~ did you mean 'after'? the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### a misspelt keyword after the owner
        tasks:
          - design: 1wd
          - build: 30wd ben deu 2026-12-18
        -->
        projects/crm2.yaml:7:21: error: unknown word 'deu' in a task [GTY0216]
            7 |   - build: 30wd ben deu 2026-12-18
              |                     ^~~ did you mean 'due'? the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### a keyword without what belongs to it
        tasks:
          - build: 30wd after due 2026-12-18
          - test: 30wd due
        -->
        projects/crm2.yaml:6:17: error: 'after' lacks the id of a task [GTY0216]
            6 |   - build: 30wd after due 2026-12-18
              |                 ^~~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]
        projects/crm2.yaml:7:16: error: 'due' lacks a date such as 2026-12-18 [GTY0216]
            7 |   - test: 30wd due
              |                ^~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### a date that is none, in quotes and in a folded line
        tasks:
          - build: 30wd due 18-12-2026
          - test: "30wd   ben due tomorrow"
          - pilot: 30wd ben
              due soon
        -->
        projects/crm2.yaml:6:21: error: '18-12-2026' is not a date such as 2026-12-18 [GTY0216]
            6 |   - build: 30wd due 18-12-2026
              |                     ^~~~~~~~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]
        projects/crm2.yaml:7:27: error: 'tomorrow' is not a date such as 2026-12-18 [GTY0216]
            7 |   - test: "30wd   ben due tomorrow"
              |                           ^~~~~~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]
        projects/crm2.yaml:9:11: error: 'soon' is not a date such as 2026-12-18 [GTY0216]
            9 |       due soon
              |           ^~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### a wait without what is waited for
        tasks:
          - build: 30wd +2wd
        -->
        projects/crm2.yaml:6:17: error: '+2wd' has no place in a task [GTY0216]
            6 |   - build: 30wd +2wd
              |                 ^~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### the same part twice
        tasks:
          - build: 30wd 20wd 40% 50% due 2026-12-18 due 2026-12-19
        -->
        projects/crm2.yaml:6:17: error: the task says its duration twice [GTY0216]
            6 |   - build: 30wd 20wd 40% 50% due 2026-12-18 due 2026-12-19
              |                 ^~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]
        projects/crm2.yaml:6:26: error: the task says its percentage twice [GTY0216]
            6 |   - build: 30wd 20wd 40% 50% due 2026-12-18 due 2026-12-19
              |                          ^~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]
        projects/crm2.yaml:6:45: error: the task says its due twice [GTY0216]
            6 |   - build: 30wd 20wd 40% 50% due 2026-12-18 due 2026-12-19
              |                                             ^~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### an owner who has no id
        tasks:
          - build: 30wd bén
        -->
        projects/crm2.yaml:6:17: error: 'bén' has no place in a task [GTY0216]
            6 |   - build: 30wd bén
              |                 ^~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### a task half on one line
        tasks:
          - build: 30wd ben
            due: 2026-12-18
        -->
        projects/crm2.yaml:7:5: error: a task on one line has no further keys [GTY0216]
            7 |     due: 2026-12-18
              |     ^~~ write all of it on one line, or '- id: build' with a line for each key

        ### negative figures
        tasks:
          - build: -3wd
          - test: -0.5pd left -1wd
        -->
        projects/crm2.yaml:6:12: error: the duration of 'build' is negative [GTY0215]
            6 |   - build: -3wd
              |            ^~~~ remove the minus
        projects/crm2.yaml:7:11: error: the effort of 'test' is negative [GTY0215]
            7 |   - test: -0.5pd left -1wd
              |           ^~~~~~ remove the minus
        projects/crm2.yaml:7:23: error: the rest of 'test' is negative [GTY0215]
            7 |   - test: -0.5pd left -1wd
              |                       ^~~~ remove the minus

        ### a task that waits for one that is not there
        tasks:
          - build: 30wd after dsign+2wd
          - design: 1wd
          - test: 1wd after build, deploy
        -->
        projects/crm2.yaml:6:23: error: there is no task 'dsign' [GTY0202]
            6 |   - build: 30wd after dsign+2wd
              |                       ^~~~~ did you mean 'design'? else add it to tasks
        projects/crm2.yaml:8:28: error: there is no task 'deploy' [GTY0202]
            8 |   - test: 1wd after build, deploy
              |                            ^~~~~~ add it to tasks

        ### an overlap in the short form
        tasks:
          - build: 30wd after design-2wd
          - design: 1wd
        -->
        projects/crm2.yaml:6:23: error: there is no task 'design-2wd' [GTY0202]
            6 |   - build: 30wd after design-2wd
              |                       ^~~~~~~~~~ an overlap is written { task: design, lag: -2wd }

        ### two waits after one task
        tasks:
          - build: 30wd after design+2wd+3wd
          - design: 1wd
        -->
        projects/crm2.yaml:6:34: error: '3wd' is a second wait after 'design' [GTY0216]
            6 |   - build: 30wd after design+2wd+3wd
              |                                  ^~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### more than all
        tasks:
          - build: 30wd 140%
          - { id: test, percent: -5 }
        -->
        projects/crm2.yaml:6:17: error: 'build' is at 140%; progress is from 0 % to 100 % [GTY0208]
            6 |   - build: 30wd 140%
              |                 ^~~~ write what is done, in percent
        projects/crm2.yaml:7:26: error: 'test' is at -5%; progress is from 0 % to 100 % [GTY0208]
            7 |   - { id: test, percent: -5 }
              |                          ^~ write what is done, in percent

        ### a milestone that takes time
        tasks:
          - build: 3wd milestone
          - { id: test, milestone: true, effort: 3pd }
        -->
        projects/crm2.yaml:6:12: error: the milestone 'build' takes time [GTY0210]
            6 |   - build: 3wd milestone
              |            ^~~ remove this, or remove 'milestone'
        projects/crm2.yaml:7:42: error: the milestone 'test' takes time [GTY0210]
            7 |   - { id: test, milestone: true, effort: 3pd }
              |                                          ^~~ remove this, or remove 'milestone'

        ### no tasks at all
        tasks: 3
        -->
        projects/crm2.yaml:5:8: error: '3' is not a list of tasks [GTY0104]
            5 | tasks: 3
              |        ^ - build: 30wd ben

        ### a list where a task should be
        tasks: [[a], 3wd]
        -->
        projects/crm2.yaml:5:9: error: a list is not a task [GTY0216]
            5 | tasks: [[a], 3wd]
              |         ^~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]

        ### three estimates that do not rise
        tasks:
          - { id: build, duration: { o: 5wd, m: 3wd, p: 9wd } }
          - { id: test, effort: { o: 5pd, m: 3pd } }
        -->
        projects/crm2.yaml:7:25: error: a three-point estimate needs 'p' [GTY0103]
            7 |   - { id: test, effort: { o: 5pd, m: 3pd } }
              |                         ^~~~~~~~~~~~~~~~~~ add 'p:' with an effort in person-days such as 10pd
        projects/crm2.yaml:6:28: error: the three estimates of 'build' do not rise [GTY0224]
            6 |   - { id: build, duration: { o: 5wd, m: 3wd, p: 9wd } }
              |                            ^ o is optimistic, m likely, p pessimistic

        ### unknown keys of a task
        tasks:
          - { id: build, dealine: 2026-12-18, deadline: 2026-12-18, ownr: ben, effrt: 3pd }
        -->
        projects/crm2.yaml:6:18: error: unknown key 'dealine' in a task [GTY0102]
            6 |   - { id: build, dealine: 2026-12-18, deadline: 2026-12-18, ownr: ben, effrt: 3pd }
              |                  ^~~~~~~ did you mean 'due'? ('deadline' is the project's date)
        projects/crm2.yaml:6:39: error: unknown key 'deadline' in a task [GTY0102]
            6 |   - { id: build, dealine: 2026-12-18, deadline: 2026-12-18, ownr: ben, effrt: 3pd }
              |                                       ^~~~~~~~ did you mean 'due'? ('deadline' is the project's date)
        projects/crm2.yaml:6:61: error: unknown key 'ownr' in a task [GTY0102]
            6 |   - { id: build, dealine: 2026-12-18, deadline: 2026-12-18, ownr: ben, effrt: 3pd }
              |                                                             ^~~~ did you mean 'who'?
        projects/crm2.yaml:6:72: error: unknown key 'effrt' in a task [GTY0102]
            6 |   - { id: build, dealine: 2026-12-18, deadline: 2026-12-18, ownr: ben, effrt: 3pd }
              |                                                                        ^~~~~ did you mean 'effort'?

        ### wrong values of a task, all in one pass
        tasks:
          - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
        -->
        projects/crm2.yaml:6:28: error: '3d' is not working days such as 3wd [GTY0104]
            6 |   - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
              |                            ^~ a working day is written 'wd': 3wd
        projects/crm2.yaml:6:67: error: '3' is not an effort in person-days such as 10pd [GTY0104]
            6 |   - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
              |                                                                   ^
        projects/crm2.yaml:6:81: error: 'maybe' is not true or false [GTY0104]
            6 |   - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
              |                                                                                 ^~~~~
        projects/crm2.yaml:6:53: error: 'soon' is not a date such as 2026-12-18 [GTY0104]
            6 |   - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
              |                                                     ^~~~
        projects/crm2.yaml:6:41: error: 'forty' is not a percentage such as 40 [GTY0104]
            6 |   - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
              |                                         ^~~~~
        projects/crm2.yaml:6:106: error: '1h' is not working days such as 3wd [GTY0104]
            6 |   - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
              |                                                                                                          ^~
        projects/crm2.yaml:6:94: error: 'half' is not one of 0/100, 50/50, percent, milestones [GTY0111]
            6 |   - { id: build, duration: 3d, percent: forty, due: soon, effort: 3, milestone: maybe, earn: half, left: 1h }
              |                                                                                              ^~~~

        ### a task without an id
        tasks:
          - { name: Build, who: ben }
        -->
        projects/crm2.yaml:6:5: error: a task needs 'id' [GTY0103]
            6 |   - { name: Build, who: ben }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~ add 'id:' with an id of letters, digits, '-', '_' and '.'

        ### a task finished before it was started
        tasks:
          - { id: build, started: 2026-10-05, finished: 2026-10-04 }
        -->
        projects/crm2.yaml:6:49: error: 'build' was finished on 2026-10-04, before it was started [GTY0209]
            6 |   - { id: build, started: 2026-10-05, finished: 2026-10-04 }
              |                                                 ^~~~~~~~~~ it was started on 2026-10-05

        ### a task due before the day it is fixed to start
        tasks:
          - build: 5wd start 2026-11-02 due 2026-10-30
          - { id: golive, milestone: true, start: 2026-11-02, due: 2026-11-01 }
          - test: start monday
          - pilot: start 2026-11-02 start 2026-11-03
        -->
        projects/crm2.yaml:8:17: error: 'monday' is not a date such as 2026-12-18 [GTY0216]
            8 |   - test: start monday
              |                 ^~~~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]
        projects/crm2.yaml:9:29: error: the task says its start twice [GTY0216]
            9 |   - pilot: start 2026-11-02 start 2026-11-03
              |                             ^~~~~ the form is ID: [30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]
        projects/crm2.yaml:6:37: error: 'build' is due on 2026-10-30, before it begins [GTY0209]
            6 |   - build: 5wd start 2026-11-02 due 2026-10-30
              |                                     ^~~~~~~~~~ it is fixed to start on 2026-11-02
        projects/crm2.yaml:7:60: error: 'golive' is due on 2026-11-01, before it begins [GTY0209]
            7 |   - { id: golive, milestone: true, start: 2026-11-02, due: 2026-11-01 }
              |                                                            ^~~~~~~~~~ it is fixed to start on 2026-11-02

        ### circles
        tasks:
          - a: 1wd after c
          - b: 1wd after a
          - c: 1wd after b
          - d: 1wd after d
          - e: 1wd after a
          - f: 1wd after g
          - g: 1wd after e, f
        -->
        projects/crm2.yaml:7:18: error: these tasks wait for each other: a after c after b after a [GTY0203]
            7 |   - b: 1wd after a
              |                  ^ one of them has to go first
        projects/crm2.yaml:9:18: error: 'd' waits for itself [GTY0203]
            9 |   - d: 1wd after d
              |                  ^ remove it from 'after'
        projects/crm2.yaml:12:21: error: these tasks wait for each other: f after g after f [GTY0203]
           12 |   - g: 1wd after e, f
              |                     ^ one of them has to go first

        ### the same id twice
        tasks:
          - build: 1wd
          - test: 1wd
          - build: 2wd
        -->
        projects/crm2.yaml:8:5: error: a second task 'build'; the first is at projects/crm2.yaml:6 [GTY0201]
            8 |   - build: 2wd
              |     ^~~~~ rename one

        ### owners nobody knows
        tasks:
          - build: 1wd bne+zoe
          - { id: test, who: [zoe, ben] }
        -->
        projects/crm2.yaml:6:16: error: nobody is called 'bne' [GTY0227]
            6 |   - build: 1wd bne+zoe
              |                ^~~ did you mean 'ben'? else add them to people.yaml, or to team
        projects/crm2.yaml:6:20: error: nobody is called 'zoe' (and 1 more time) [GTY0227]
            6 |   - build: 1wd bne+zoe
              |                    ^~~ add them to people.yaml, or to team

        ### an owner nobody knows, where the files name nobody but the lead and the sponsor
        project: crm2
        lead: asha
        sponsor: ines
        start: 2026-10-01
        people: { asha: {}, ines: {} }
        tasks:
          - build: 1wd zoe
        -->
        projects/crm2.yaml:7:16: warning: nobody is called 'zoe' [GTY0204]
            7 |   - build: 1wd zoe
              |                ^~~ add them to people.yaml, or to team

        ### an owner nobody knows, where people.yaml names others
        project: crm2
        lead: asha
        start: 2026-10-01
        tasks:
          - build: 1wd zoe
        reviews: [{ what: security, date: 2027-01-15, who: [kim] }]
        >>> people.yaml
        ben: { name: Ben }
        -->
        projects/crm2.yaml:2:7: warning: nobody is called 'asha' [GTY0204]
            2 | lead: asha
              |       ^~~~ add them to people.yaml, or to team
        projects/crm2.yaml:5:16: error: nobody is called 'zoe' [GTY0227]
            5 |   - build: 1wd zoe
              |                ^~~ add them to people.yaml, or to team
        projects/crm2.yaml:6:53: warning: nobody is called 'kim' [GTY0204]
            6 | reviews: [{ what: security, date: 2027-01-15, who: [kim] }]
              |                                                     ^~~ add them to people.yaml, or to team

        ### a circle, beside a task that cannot be read
        tasks:
          - a: 1wd after b
          - b: 1wd after a
          - c: 1 wd
        -->
        projects/crm2.yaml:8:8: error: '1 wd' has a space in it [GTY0216]
            8 |   - c: 1 wd
              |        ^ write 1wd
        projects/crm2.yaml:7:18: error: these tasks wait for each other: a after b after a [GTY0203]
            7 |   - b: 1wd after a
              |                  ^ one of them has to go first

        ### a list of predecessors in one text
        tasks:
          - { id: build, after: ["design, api"] }
        -->
        projects/crm2.yaml:6:26: error: 'design, api' is not the id of a task [GTY0104]
            6 |   - { id: build, after: ["design, api"] }
              |                          ^~~~~~~~~~~~~ with a wait it is design+2wd, or { task: design, type: FS, lag: 2wd }

        ### a wrong link
        tasks:
          - { id: build, after: [{ task: build2, type: SF2, lag: 2 }, { tsk: build }] }
        -->
        projects/crm2.yaml:6:48: error: 'SF2' is not one of FS, SS, FF, SF [GTY0111]
            6 |   - { id: build, after: [{ task: build2, type: SF2, lag: 2 }, { tsk: build }] }
              |                                                ^~~ did you mean 'SF'?
        projects/crm2.yaml:6:58: error: '2' is not a wait such as 2wd or 3d [GTY0104]
            6 |   - { id: build, after: [{ task: build2, type: SF2, lag: 2 }, { tsk: build }] }
              |                                                          ^
        projects/crm2.yaml:6:65: error: unknown key 'tsk' in a link [GTY0102]
            6 |   - { id: build, after: [{ task: build2, type: SF2, lag: 2 }, { tsk: build }] }
              |                                                                 ^~~ did you mean 'task'?

        ### a requirement that is not there
        tasks:
          - { id: build, meets: [R9, login-2] }
        requirements: [{ id: login, text: Sign on }]
        -->
        projects/crm2.yaml:6:26: warning: there is no requirement 'R9' [GTY0225]
            6 |   - { id: build, meets: [R9, login-2] }
              |                          ^~ add it to requirements
        projects/crm2.yaml:6:30: warning: there is no requirement 'login-2' [GTY0225]
            6 |   - { id: build, meets: [R9, login-2] }
              |                              ^~~~~~~ did you mean 'login'? else add it to requirements

        ### a review without its time
        reviews:
          - { what: a }
          - { what: b, every: 1 month }
          - { what: c, next: 2026-12-01 }
          - { what: d, when: done }
          - { what: e, date: 2026-12-01, every: 1 month, next: 2026-12-01 }
          - { what: f, every: 1 month, next: 2026-12-01, done: 2026-12-01 }
          - { what: g, every: soon, next: then }
          - { what: Big One, date: 2026-12-01 }
          - { what: big one, date: 2026-12-01, who: [zoe] }
        -->
        projects/crm2.yaml:6:5: error: this review does not say when it is [GTY0217]
            6 |   - { what: a }
              |     ^~~~~~~~~~~ every: 1 month and next: 2026-12-01, or date: 2027-01-15, or when: done and within: 10wd
        projects/crm2.yaml:7:5: error: this review has 'every' and no 'next' [GTY0217]
            7 |   - { what: b, every: 1 month }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~ every: 1 month and next: 2026-12-01, or date: 2027-01-15, or when: done and within: 10wd
        projects/crm2.yaml:8:5: error: this review has 'next' and no 'every' [GTY0217]
            8 |   - { what: c, next: 2026-12-01 }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~ every: 1 month and next: 2026-12-01, or date: 2027-01-15, or when: done and within: 10wd
        projects/crm2.yaml:9:5: error: this review has 'when' and no 'within' [GTY0217]
            9 |   - { what: d, when: done }
              |     ^~~~~~~~~~~~~~~~~~~~~~~ every: 1 month and next: 2026-12-01, or date: 2027-01-15, or when: done and within: 10wd
        projects/crm2.yaml:10:5: error: a review has no place for 'every' and 'next' and 'date' together [GTY0217]
           10 |   - { what: e, date: 2026-12-01, every: 1 month, next: 2026-12-01 }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ every: 1 month and next: 2026-12-01, or date: 2027-01-15, or when: done and within: 10wd
        projects/crm2.yaml:11:56: error: a recurring review is done by moving 'next' [GTY0217]
           11 |   - { what: f, every: 1 month, next: 2026-12-01, done: 2026-12-01 }
              |                                                        ^~~~~~~~~~ remove 'done'
        projects/crm2.yaml:12:23: error: 'soon' is not a length of time such as 3d, 2w, 1 month or 3wd [GTY0104]
           12 |   - { what: g, every: soon, next: then }
              |                       ^~~~
        projects/crm2.yaml:12:35: error: 'then' is not a date such as 2026-12-18 [GTY0104]
           12 |   - { what: g, every: soon, next: then }
              |                                   ^~~~
        projects/crm2.yaml:14:5: error: a second review 'big-one'; the first is at projects/crm2.yaml:13 [GTY0201]
           14 |   - { what: big one, date: 2026-12-01, who: [zoe] }
              |     ^ give one an id of its own
        projects/crm2.yaml:14:46: warning: nobody is called 'zoe' [GTY0204]
           14 |   - { what: big one, date: 2026-12-01, who: [zoe] }
              |                                              ^~~ add them to people.yaml, or to team

        """#
}
