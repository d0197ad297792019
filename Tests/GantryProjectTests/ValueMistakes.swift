/// Mistakes in planned and earned value, and in baselines, and what is said about each.
enum ValueMistakes {
    static let text = #"""
        ### a row that is negative
        pv: [{ date: 2026-10-31, amount: -1.00 EUR }]
        -->
        projects/crm2.yaml:5:34: error: a value is not negative [GTY0215]
            5 | pv: [{ date: 2026-10-31, amount: -1.00 EUR }]
              |                                  ^~~~~~~~~ each row is the sum of all up to its day

        ### rows that fall or go back
        budget: 100.00 EUR
        pv: [{ date: 2026-10-31, amount: 40.00 EUR }, { date: 2026-11-30, amount: 30.00 EUR }]
        ev:
          - { date: 2026-09-30, amount: 5.00 EUR }
          - { date: 2026-11-30, amount: 30.00 EUR }
          - { date: 2026-11-30, amount: 31.00 EUR }
          - { date: 2026-10-31, amount: 32.00 EUR }
        -->
        projects/crm2.yaml:8:13: error: this row of 'ev' is of 2026-09-30, before the project's start [GTY0209]
            8 |   - { date: 2026-09-30, amount: 5.00 EUR }
              |             ^~~~~~~~~~ it starts on 2026-10-01
        projects/crm2.yaml:10:13: error: 'ev' has 2026-11-30 after 2026-11-30 [GTY0209]
           10 |   - { date: 2026-11-30, amount: 31.00 EUR }
              |             ^~~~~~~~~~ put the rows in the order of their dates
        projects/crm2.yaml:11:13: error: 'ev' has 2026-10-31 after 2026-11-30 [GTY0209]
           11 |   - { date: 2026-10-31, amount: 32.00 EUR }
              |             ^~~~~~~~~~ put the rows in the order of their dates
        projects/crm2.yaml:6:75: warning: planned value falls from 40.00 EUR to 30.00 EUR [GTY0240]
            6 | pv: [{ date: 2026-10-31, amount: 40.00 EUR }, { date: 2026-11-30, amount: 30.00 EUR }]
              |                                                                           ^~~~~~~~~ each row is the sum of all up to its day; while it falls there is no earned schedule

        ### rows and tasks in unlike currencies
        budget: 100.00 EUR
        pv: [{ date: 2026-10-31, amount: 40.00 USD }]
        ev: [{ date: 2026-10-31, amount: 30.00 EUR }, { date: 2026-11-30, amount: 30.00 CHF }]
        tasks: [{ id: a, budget: 5.00 EUR }, { id: b, budget: 5.00 GBP }]
        -->
        projects/crm2.yaml:6:34: error: this row of 'pv' is in USD, the budget in EUR [GTY0213]
            6 | pv: [{ date: 2026-10-31, amount: 40.00 USD }]
              |                                  ^~~~~~~~~ earned value has one currency; convert it
        projects/crm2.yaml:7:75: error: this row of 'ev' is in CHF, the budget in EUR [GTY0213]
            7 | ev: [{ date: 2026-10-31, amount: 30.00 EUR }, { date: 2026-11-30, amount: 30.00 CHF }]
              |                                                                           ^~~~~~~~~ earned value has one currency; convert it
        projects/crm2.yaml:8:55: error: the budget of 'b' is in GBP, the budget in EUR [GTY0213]
            8 | tasks: [{ id: a, budget: 5.00 EUR }, { id: b, budget: 5.00 GBP }]
              |                                                       ^~~~~~~~ a project's tasks have one currency; convert it

        ### unlike currencies without a budget
        pv: [{ date: 2026-10-31, amount: 40.00 EUR }, { date: 2026-11-30, amount: 50.00 USD }]
        -->
        projects/crm2.yaml:5:75: error: this row of 'pv' is in USD, the first in EUR [GTY0213]
            5 | pv: [{ date: 2026-10-31, amount: 40.00 EUR }, { date: 2026-11-30, amount: 50.00 USD }]
              |                                                                           ^~~~~~~~~ earned value has one currency; convert it

        ### tasks in unlike currencies without a budget
        tasks: [{ id: a, budget: 5.00 EUR }, { id: b, budget: 5.00 GBP }]
        -->
        projects/crm2.yaml:5:55: error: the budget of 'b' is in GBP, the first task in EUR [GTY0213]
            5 | tasks: [{ id: a, budget: 5.00 EUR }, { id: b, budget: 5.00 GBP }]
              |                                                       ^~~~~~~~ a project's tasks have one currency; convert it

        ### rows in another form
        pv: 100.00 EUR
        ev: [{ date: 2026-10-31 }, { date: soon, amount: 3 }, { on: 2026-10-31, amount: 3.00 EUR, percent: 40 }]
        -->
        projects/crm2.yaml:5:5: error: '100.00 EUR' stands here, and a list is wanted [GTY0104]
            5 | pv: 100.00 EUR
              |     ^~~~~~~~~~ write [100.00 EUR]
        projects/crm2.yaml:6:6: error: a value up to a day needs 'amount' [GTY0103]
            6 | ev: [{ date: 2026-10-31 }, { date: soon, amount: 3 }, { on: 2026-10-31, amount: 3.00 EUR, percent: 40 }]
              |      ^~~~~~~~~~~~~~~~~~~~ add 'amount:' with an amount such as 120000.00 EUR
        projects/crm2.yaml:6:36: error: 'soon' is not a date such as 2026-12-18 [GTY0104]
            6 | ev: [{ date: 2026-10-31 }, { date: soon, amount: 3 }, { on: 2026-10-31, amount: 3.00 EUR, percent: 40 }]
              |                                    ^~~~
        projects/crm2.yaml:6:50: error: '3' is not an amount such as 120000.00 EUR [GTY0104]
            6 | ev: [{ date: 2026-10-31 }, { date: soon, amount: 3 }, { on: 2026-10-31, amount: 3.00 EUR, percent: 40 }]
              |                                                  ^ add the currency: 3 EUR
        projects/crm2.yaml:6:57: error: unknown key 'on' in a value up to a day [GTY0102]
            6 | ev: [{ date: 2026-10-31 }, { date: soon, amount: 3 }, { on: 2026-10-31, amount: 3.00 EUR, percent: 40 }]
              |                                                         ^~ the keys here are date, amount
        projects/crm2.yaml:6:91: error: unknown key 'percent' in a value up to a day [GTY0102]
            6 | ev: [{ date: 2026-10-31 }, { date: soon, amount: 3 }, { on: 2026-10-31, amount: 3.00 EUR, percent: 40 }]
              |                                                                                           ^~~~~~~ the keys here are date, amount
        projects/crm2.yaml:6:55: error: a value up to a day needs 'date' [GTY0103]
            6 | ev: [{ date: 2026-10-31 }, { date: soon, amount: 3 }, { on: 2026-10-31, amount: 3.00 EUR, percent: 40 }]
              |                                                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ add 'date:' with a date such as 2026-12-18

        ### milestones of a task in another form
        tasks:
          - { id: d, milestones: [{ weight: 100 }, { what: x, weight: 100%, finished: 2026-10-10 }] }
        -->
        projects/crm2.yaml:6:37: error: '100' is not a percentage such as 80% [GTY0104]
            6 |   - { id: d, milestones: [{ weight: 100 }, { what: x, weight: 100%, finished: 2026-10-10 }] }
              |                                     ^~~ write 100%
        projects/crm2.yaml:6:27: error: a milestone of a task needs 'what' [GTY0103]
            6 |   - { id: d, milestones: [{ weight: 100 }, { what: x, weight: 100%, finished: 2026-10-10 }] }
              |                           ^~~~~~~~~~~~~~~ add 'what:' with a text with something in it
        projects/crm2.yaml:6:69: error: unknown key 'finished' in a milestone of a task [GTY0102]
            6 |   - { id: d, milestones: [{ weight: 100 }, { what: x, weight: 100%, finished: 2026-10-10 }] }
              |                                                                     ^~~~~~~~ the keys here are what, weight, due, done

        ### a milestone of a task that takes away
        tasks:
          - { id: b, milestones: [{ what: draft, weight: 140% }, { what: final, weight: -40% }] }
        -->
        projects/crm2.yaml:6:50: error: a weight of 140 % is not from 0 % to 100 % [GTY0208]
            6 |   - { id: b, milestones: [{ what: draft, weight: 140% }, { what: final, weight: -40% }] }
              |                                                  ^~~~ all together make 100 %
        projects/crm2.yaml:6:81: error: a weight of -40 % is not from 0 % to 100 % [GTY0208]
            6 |   - { id: b, milestones: [{ what: draft, weight: 140% }, { what: final, weight: -40% }] }
              |                                                                                 ^~~~ all together make 100 %

        ### milestones of a task that are not the whole of it
        tasks:
          - { id: a, milestones: [{ what: draft, weight: 40% }, { what: final, weight: 50% }] }
          - { id: c, earn: milestones }
        -->
        projects/crm2.yaml:6:50: error: the milestones of 'a' weigh 90 % together [GTY0241]
            6 |   - { id: a, milestones: [{ what: draft, weight: 40% }, { what: final, weight: 50% }] }
              |                                                  ^~~ make it 100 %
        projects/crm2.yaml:7:11: warning: 'c' earns by milestones and has none: it earns nothing until it is done [GTY0241]
            7 |   - { id: c, earn: milestones }
              |           ^ add milestones: [{ what: draft, weight: 40% }, { what: final, weight: 60% }]

        ### a baseline's file that is not there
        baselines: [{ id: B0, date: 2026-09-28, file: baselines/crm2-B0.yaml }]
        -->
        projects/crm2.yaml:5:47: warning: there is no file projects/baselines/crm2-B0.yaml, and no baselines/crm2-B0.yaml [GTY0109]
            5 | baselines: [{ id: B0, date: 2026-09-28, file: baselines/crm2-B0.yaml }]
              |                                               ^~~~~~~~~~~~~~~~~~~~~~ a path counts from this file's folder, else from the root

        ### a baseline's file that is no path, or absolute
        baselines:
          - { id: B1, date: 2026-09-29, file: /B1.yaml }
          - { id: B2, date: 2026-09-30, file: [a] }
        -->
        projects/crm2.yaml:6:39: error: an absolute path is not followed [GTY0218]
            6 |   - { id: B1, date: 2026-09-29, file: /B1.yaml }
              |                                       ^~~~~~~~ write it relative to this file, or to the root
        projects/crm2.yaml:7:39: error: a list stands here, and a text with something in it is wanted [GTY0104]
            7 |   - { id: B2, date: 2026-09-30, file: [a] }
              |                                       ^~~

        ### a baseline's file that is something else
        baselines: [{ id: B0, date: 2026-09-28, file: b.yaml }, { id: B1, date: 2026-09-28, file: c.yaml }]
        >>> projects/b.yaml
        project: crm2
        >>> projects/c.yaml
        baseline: [
        -->
        projects/crm2.yaml:5:47: error: projects/b.yaml is not a baseline's file: it has no key 'baseline' [GTY0104]
            5 | baselines: [{ id: B0, date: 2026-09-28, file: b.yaml }, { id: B1, date: 2026-09-28, file: c.yaml }]
              |                                               ^~~~~~ gantry baseline PROJECT --approved-by WHO writes one
        projects/c.yaml:1:11: error: this '[' is never closed [GTY0101]
            1 | baseline: [
              |           ^ close it

        ### a baseline's file of another project, baseline or day
        budget: 5.00 EUR
        baselines:
          - { id: B0, date: 2026-09-28, file: b.yaml }
          - { id: B1, date: 2026-09-28, file: c.yaml }
          - { id: B2, date: 2026-09-28, file: d.yaml }
          - { id: B3, date: 2026-09-28, file: e.yaml }
        >>> projects/b.yaml
        baseline: { project: erp, id: B0, date: 2026-09-28, calendar: mon-fri, tasks: [] }
        >>> projects/c.yaml
        baseline: { project: crm2, id: B0, date: 2026-09-28, calendar: mon-fri, tasks: [] }
        >>> projects/d.yaml
        baseline: { project: crm2, id: B2, date: 2026-09-29, calendar: mon-fri, tasks: [] }
        >>> projects/e.yaml
        baseline: { project: crm2, id: B3, date: 2026-09-28, budget: 5.00 USD, calendar: mon-fri, tasks: [] }
        -->
        projects/crm2.yaml:7:39: error: b.yaml is of the project 'erp', and this entry of 'crm2' [GTY0242]
            7 |   - { id: B0, date: 2026-09-28, file: b.yaml }
              |                                       ^~~~~~ name the file that belongs to it
        projects/crm2.yaml:8:39: error: c.yaml is of the baseline 'B0', and this entry of 'B1' [GTY0242]
            8 |   - { id: B1, date: 2026-09-28, file: c.yaml }
              |                                       ^~~~~~ name the file that belongs to it
        projects/crm2.yaml:9:39: error: d.yaml is of the date '2026-09-29', and this entry of '2026-09-28' [GTY0242]
            9 |   - { id: B2, date: 2026-09-28, file: d.yaml }
              |                                       ^~~~~~ name the file that belongs to it
        projects/crm2.yaml:10:39: warning: e.yaml is in USD, and the budget now in EUR [GTY0213]
           10 |   - { id: B3, date: 2026-09-28, file: e.yaml }
              |                                       ^~~~~~ freeze the plan again: gantry baseline crm2 --approved-by WHO

        ### mistakes inside of a baseline's file
        baselines: [{ id: B0, date: 2026-09-28, file: b.yaml }, { id: B1, date: 2026-09-28, file: c.yaml }]
        >>> projects/b.yaml
        baseline:
          project: crm2
          id: B0
          date: 2026-09-28
          budget: 5.00 EUR
          start: 2026-10-02
          finish: 2026-10-31
          calendar: mon-fri
          tasks:
            - { id: a, start: 2026-10-01, finish: 2026-10-09, budget: 5.00 USD }
            - { id: b, start: 2026-10-09, finish: 2026-10-08 }
            - { id: a, start: 2026-10-01, finish: 2026-10-09 }
        >>> projects/c.yaml
        baseline:
          project: crm2
          id: B1
          approvd_by: ines
          tasks: [{ id: a, start: soon, finish: 2026-10-09, earn: late, effort: 3 }]
        -->
        projects/b.yaml:6:10: error: the tasks' start is 2026-10-01 [GTY0209]
            6 |   start: 2026-10-02
              |          ^~~~~~~~~~ freeze the plan again
        projects/b.yaml:7:11: error: the tasks' finish is 2026-10-09 [GTY0209]
            7 |   finish: 2026-10-31
              |           ^~~~~~~~~~ freeze the plan again
        projects/b.yaml:10:63: error: the budget of 'a' is in USD, the whole in EUR [GTY0213]
           10 |     - { id: a, start: 2026-10-01, finish: 2026-10-09, budget: 5.00 USD }
              |                                                               ^~~~~~~~ a baseline has one currency
        projects/b.yaml:11:43: error: 'b' finishes on 2026-10-08, before it starts [GTY0209]
           11 |     - { id: b, start: 2026-10-09, finish: 2026-10-08 }
              |                                           ^~~~~~~~~~ it starts on 2026-10-09
        projects/b.yaml:12:13: error: a second task 'a' [GTY0201]
           12 |     - { id: a, start: 2026-10-01, finish: 2026-10-09 }
              |             ^ remove one
        projects/c.yaml:5:27: error: 'soon' is not a date such as 2026-12-18 [GTY0104]
            5 |   tasks: [{ id: a, start: soon, finish: 2026-10-09, earn: late, effort: 3 }]
              |                           ^~~~
        projects/c.yaml:5:73: error: '3' is not an effort in person-days such as 10pd [GTY0104]
            5 |   tasks: [{ id: a, start: soon, finish: 2026-10-09, earn: late, effort: 3 }]
              |                                                                         ^
        projects/c.yaml:5:59: error: 'late' is not one of 0/100, 50/50, percent, milestones [GTY0111]
            5 |   tasks: [{ id: a, start: soon, finish: 2026-10-09, earn: late, effort: 3 }]
              |                                                           ^~~~
        projects/c.yaml:4:3: error: unknown key 'approvd_by' in a frozen plan [GTY0102]
            4 |   approvd_by: ines
              |   ^~~~~~~~~~ did you mean 'approved_by'?
        projects/c.yaml:2:3: error: a frozen plan needs 'date' [GTY0103]
            2 |   project: crm2
              |   ^~~~~~~ add 'date:' with a date such as 2026-12-18
        projects/c.yaml:2:3: error: a frozen plan needs 'calendar' [GTY0103]
            2 |   project: crm2
              |   ^~~~~~~ add 'calendar:' with a calendar

        """#
}
