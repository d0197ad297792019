/// The projects that the documentation shows.
enum DomainExample {
    static let short = """
        project: crm2
        name: CRM migration
        lead: asha <asha@example.org>
        start: 2026-10-01
        deadline: 2027-03-31
        budget: 120000.00 EUR
        team: [asha, ben 80%, chi]
        tasks:
          - design: 10wd ben
          - build: 30wd ben+chi after design due 2026-12-18
        """

    static let long = """
        project: crm2
        name: CRM migration
        lead: asha
        start: 2026-10-01
        deadline: 2027-03-31
        status: active          # proposed | active | on_hold | done | closed | cancelled
        mode: content           # goals | content
        goal: { text: Retire the old CRM, measure: support cost per month, from: 9000.00 EUR, to: 4000.00 EUR, review: 2027-09-30 }
        sponsor: ines
        timezone: Europe/Amsterdam
        calendar: { week: mon-fri, holidays: [2026-12-25, 2027-01-01], file: holidays/nl.yaml }
        tolerance: { finish: 5wd, cost: 3%, stale: 5wd }
        team: [{ person: ben, share: 80% }, { person: chi }]
        people:                 # usually in people.yaml
          asha: { email: asha@example.org }
          ines: { email: ines@example.org }
          chi: { email: chi@example.org }
          ben: { name: Ben, email: ben@example.org, roles: [developer], skills: [swift], works: 32h/week, manager: asha, deputy: chi,
                 leave: [{ from: 2026-12-21, to: 2026-12-31 }], cost_rate: [{ from: 2026-01-01, per: hour, amount: 95.00 EUR }] }
        tasks:
          - { id: design, effort: 10pd, who: [ben], started: 2026-10-01, finished: 2026-10-15, earn: percent, budget: 8000.00 EUR }
          - { id: build, duration: { o: 20wd, m: 30wd, p: 50wd }, who: [ben, chi], after: [{ task: design, type: FS, lag: 2wd }], due: 2026-12-18,
              left: 8wd, said: 2026-11-02, percent: 40, meets: [R1], needs_skill: [data] }
          - { id: golive, milestone: true, due: 2027-03-31, after: [build] }
        baselines: [{ id: B0, date: 2026-09-28, approved_by: ines, file: baselines/crm2-B0.yaml }]
        budget: { lines: [{ id: labour, amount: 80000.00 EUR }, { id: licences, amount: 40000.00 EUR }], alert: [80%, 100%], again: 5% }
        commitments: [{ id: PO-7, line: licences, supplier: acme, amount: 24000.00 EUR, date: 2026-10-02 }, { id: PO-8, line: labour, supplier: dataco, hours: 200h, cost_rate: 90.00 EUR, date: 2026-10-05 }]
        ledger:
          - { date: 2026-11-03, line: licences, amount: 12000.00 USD, exchange: { EUR: 0.92, date: 2026-11-03, source: ECB }, invoice: INV-12, clears: PO-7, final: true, what: Seats }
          - { file: books/labour.csv }            # columns date, line, amount, currency, what, clears; or hours, person
        invoices: [{ id: INV-12, from: acme, amount: 12000.00 USD, due: 2026-12-03, paid: null }]
        assert: [{ date: 2026-11-30, line: labour, actual: 15200.00 EUR }]
        requirements: [{ id: R1, kind: functional, text: Single sign-on, priority: must, status: built, evidence: [tests/sso.md], reviewed: { by: ines, date: 2026-11-02, fingerprint: "sha256:…" } }]
        environments: [{ id: prod, os: Debian 12, where: DC Amsterdam, owner: chi, support_ends: 2028-06-30, check: [{ https: crm.example.org }] }]
        risks:     [{ id: K1, text: Vendor API late, probability: 40%, impact: 15000.00 EUR, response: mitigate, owner: ben, review: 2026-11-15 }]
        issues:    [{ id: I1, text: Export slow, severity: high, owner: ben, opened: 2026-11-02, next_step: profile it, due: 2026-11-09, blocks: [build] }]
        decisions: [{ id: D1, date: 2026-10-20, text: Keep Postgres, options: [Postgres, MySQL], because: team skill, decided_by: asha, review: 2027-01-20 }]
        questions: [{ id: Q1, from: client, text: "Which browsers?", asked: 2026-11-02, due: 2026-11-05, owner: asha, answered: null }]
        changes:   [{ id: C1, text: Mobile view, time: 8wd, cost: 6000.00 EUR, status: proposed, due: 2026-11-20, decided_by: ines }]
        todos:     [{ id: A1, text: Send API keys, who: ben, due: 2026-11-12, from: steering 2026-11-05, done: null }]
        meetings:  [{ id: steering, rrule: "FREQ=MONTHLY;BYDAY=1TU", at: "10:00", chair: asha, who: [ines, client], minutes: minutes/steering, minutes_within: 2wd }]
        stakeholders: { client: { name: Acme Retail, type: customer, influence: high, raci: { R1: A }, inform: { every: 2 weeks, what: status }, last: 2026-10-30 } }
        suppliers: { acme: { contract: { from: 2026-01-01, ends: 2026-12-31, notice: 90d, auto_renew: true, value: 18000.00 EUR, notice_given: null }, owner: asha, deliverables: [{ what: API v2, due: 2026-11-20 }] } }
        reviews:   [{ what: requirements, every: 1 month, who: [ines], next: 2026-12-01 }, { what: closing, when: done, within: 10wd }, { what: security, date: 2027-01-15, who: [chi], done: null }]
        lessons:   []
        closure:   null         # { on, accepted_by, lessons, open_items }
        acks:      [{ alert: deadline/tasks/build, until: 2026-11-20, by: asha, because: waiting for API v2 }]
        """

    /// The keys that the long form does not show.
    static let rest = """
        project: erp
        name: ERP
        lead: asha
        start: 2026-10-01
        status: on_hold
        mode: goals
        people: { asha: { email: asha@example.org, cost_rate: { from: 2026-01-01, per: day, amount: 800.00 EUR } } }
        tasks:
          - { id: a, name: First, effort: { o: 1pd, m: 2pd, p: 4.5pd }, percent: 50%, blocked: no access, earn: 50/50 }
          - { id: b, after: [{ task: a, type: SS, lag: -3d }, a+1wd], who: asha, finished: 2026-10-09 }
          - { id: c, start: 2026-11-02, duration: 2wd }
        budget: { amount: 100.00 EUR, alert: 80%, again: 5% }
        commitments: [{ id: C, amount: 5.00 USD, date: 2026-10-02, what: Hosting, exchange: { EUR: 0.9, CHF: 1, date: 2026-10-02, source: ECB } }]
        ledger: [{ date: 2026-10-03, hours: 3h, person: asha, what: Talk }]
        invoices: [{ id: "1", amount: 5.00 EUR, paid: 2026-10-09, what: Cable }]
        environments: [{ id: e, name: Test, check: { disk: 80%, port: 443 } }]
        risks: [{ id: K, text: Late, closed: 2026-10-09 }]
        issues: [{ id: I, text: Slow, closed: 2026-10-09 }]
        questions: [{ id: Q, text: "Why: how?", answered: 2026-10-09 }]
        todos: [{ id: T, text: Call, done: 2026-10-09 }]
        stakeholders: { client: { email: pm@acme.example } }
        suppliers: { acme: { name: Acme, contract: { notice: 3 months, notice_given: 2026-10-09 }, deliverables: [{ what: API, done: 2026-10-09 }] } }
        reviews:
          - { id: sec, what: Security, date: 2026-10-08, done: 2026-10-09 }
          - { what: closing, when: done, within: 2w, done: 2026-10-09 }
        lessons: [{ text: Ask, by: asha, date: 2026-10-09 }]
        closure: { on: 2026-12-01, accepted_by: asha, lessons: [Ask], open_items: [Keys] }
        """

    static let files = [
        "projects/books/labour.csv": """
        date,line,amount,currency,what,clears,hours,person
        2026-10-30,labour,5700.00,EUR,October,,,
        2026-11-30,labour,,,November,,100,ben
        2026-11-30,labour,,,Contractor,PO-8,40.5,dia
        """,
        "holidays/nl.yaml": "holidays:\n  - { date: 2027-04-27, name: King's Day }\n  - 2027-05-05\n",
    ]
}
