/// Budgets and bookings: what people get wrong, and what is said to them. Rewritten by GANTRY_RECORD=1.
enum MoneyMistakes {
    static let text = #"""
        ### a budget without a currency
        budget: 120000
        -->
        projects/crm2.yaml:5:9: error: '120000' is not an amount such as 120000.00 EUR [GTY0104]
            5 | budget: 120000
              |         ^~~~~~ add the currency: 120000 EUR

        ### a budget with thousands
        budget: 120,000.00 EUR
        -->
        projects/crm2.yaml:5:9: error: '120,000.00 EUR' is not an amount such as 120000.00 EUR [GTY0104]
            5 | budget: 120,000.00 EUR
              |         ^~~~~~~~~~~~~~ no separators between thousands: 120000.00 EUR

        ### a budget with both amount and lines
        budget: { amount: 10.00 EUR, lines: [{ id: a, amount: 10.00 EUR }] }
        -->
        projects/crm2.yaml:5:19: error: a budget has an amount or lines, not both [GTY0214]
            5 | budget: { amount: 10.00 EUR, lines: [{ id: a, amount: 10.00 EUR }] }
              |                   ^~~~~~~~~ the sum of the lines is the amount

        ### a budget with neither
        budget: { alert: [80%] }
        -->
        projects/crm2.yaml:5:9: error: this budget has no amount [GTY0214]
            5 | budget: { alert: [80%] }
              |         ^~~~~~~~~~~~~~~~ add amount: 120000.00 EUR, or lines

        ### lines of unlike currencies, negative, twice
        budget: { lines: [{ id: a, amount: 10.00 EUR }, { id: b, amount: 10.00 USD }, { id: a, amount: -1.00 EUR }], alert: [0%] }
        -->
        projects/crm2.yaml:5:85: error: a second budget line 'a'; the first is at projects/crm2.yaml:5 [GTY0201]
            5 | budget: { lines: [{ id: a, amount: 10.00 EUR }, { id: b, amount: 10.00 USD }, { id: a, amount: -1.00 EUR }], alert: [0%] }
              |                                                                                     ^ rename one
        projects/crm2.yaml:5:96: error: a budget is not negative [GTY0215]
            5 | budget: { lines: [{ id: a, amount: 10.00 EUR }, { id: b, amount: 10.00 USD }, { id: a, amount: -1.00 EUR }], alert: [0%] }
              |                                                                                                ^~~~~~~~~ remove the minus
        projects/crm2.yaml:5:66: error: the line 'b' is in USD, the first in EUR [GTY0213]
            5 | budget: { lines: [{ id: a, amount: 10.00 EUR }, { id: b, amount: 10.00 USD }, { id: a, amount: -1.00 EUR }], alert: [0%] }
              |                                                                  ^~~~~~~~~ a budget has one currency; convert it
        projects/crm2.yaml:5:118: error: a threshold of 0% is always reached [GTY0208]
            5 | budget: { lines: [{ id: a, amount: 10.00 EUR }, { id: b, amount: 10.00 USD }, { id: a, amount: -1.00 EUR }], alert: [0%] }
              |                                                                                                                      ^~ write 80%

        ### lines and commitments that are not there
        budget: { lines: { labour: 10.00 EUR, hosting: 5.00 EUR } }
        commitments:
          - { id: PO-1, amount: 5.00 EUR, date: 2026-10-02 }
          - { id: PO-2, line: labor, amount: 5.00 EUR, date: 2026-10-02 }
        ledger:
          - { date: 2026-10-02, amount: 1.00 EUR }
          - { date: 2026-10-02, line: b, amount: 1.00 EUR, clears: PO-3 }
          - { date: 2026-10-02, line: labour, amount: 1.00 EUR, final: true }
        assert: [{ date: 2026-10-02, line: x, actual: 1.00 EUR }]
        -->
        projects/crm2.yaml:12:64: error: 'final' frees what is left of a commitment [GTY0104]
           12 |   - { date: 2026-10-02, line: labour, amount: 1.00 EUR, final: true }
              |                                                                ^~~~ add clears: PO-7
        projects/crm2.yaml:7:11: error: the commitment 'PO-1' names no budget line [GTY0211]
            7 |   - { id: PO-1, amount: 5.00 EUR, date: 2026-10-02 }
              |           ^~~~ add line: labour or hosting
        projects/crm2.yaml:8:23: error: there is no budget line 'labor' [GTY0211]
            8 |   - { id: PO-2, line: labor, amount: 5.00 EUR, date: 2026-10-02 }
              |                       ^~~~~ did you mean 'labour'? else the lines are labour, hosting
        projects/crm2.yaml:10:5: error: this booking names no budget line [GTY0211]
           10 |   - { date: 2026-10-02, amount: 1.00 EUR }
              |     ^ add line: labour or hosting
        projects/crm2.yaml:11:31: error: there is no budget line 'b' [GTY0211]
           11 |   - { date: 2026-10-02, line: b, amount: 1.00 EUR, clears: PO-3 }
              |                               ^ the lines are labour, hosting
        projects/crm2.yaml:13:36: error: there is no budget line 'x' [GTY0211]
           13 | assert: [{ date: 2026-10-02, line: x, actual: 1.00 EUR }]
              |                                    ^ the lines are labour, hosting
        projects/crm2.yaml:11:60: error: there is no commitment 'PO-3' [GTY0212]
           11 |   - { date: 2026-10-02, line: b, amount: 1.00 EUR, clears: PO-3 }
              |                                                            ^~~~ add it to commitments

        ### a line where the budget has none
        budget: 10.00 EUR
        ledger: [{ date: 2026-10-02, line: x, amount: 1.00 EUR }]
        -->
        projects/crm2.yaml:6:36: error: there is no budget line 'x' [GTY0211]
            6 | ledger: [{ date: 2026-10-02, line: x, amount: 1.00 EUR }]
              |                                    ^ the budget has no lines: leave it out

        ### bookings that cannot be counted
        budget: 10.00 EUR
        commitments: [{ id: PO-1, amount: 1.00 CHF, date: 2026-10-01 }]
        ledger:
          - { date: 2026-10-02, amount: 1.00 USD, what: Seats, clears: PO-1 }
          - { date: 2026-10-02, hours: 3h, person: ben }
        -->
        projects/crm2.yaml:8:33: error: not counted: 1.00 USD has no exchange rate into EUR on 2026-10-02 [GTY0230]
            8 |   - { date: 2026-10-02, amount: 1.00 USD, what: Seats, clears: PO-1 }
              |                                 ^~~~~~~~ add rates: [{ date: 2026-10-02, from: USD, EUR: RATE, source: WHO }] to the project
        projects/crm2.yaml:8:33: error: not counted: it takes nothing off 'PO-1': 1.00 USD has no exchange rate into CHF on 2026-10-02 [GTY0230]
            8 |   - { date: 2026-10-02, amount: 1.00 USD, what: Seats, clears: PO-1 }
              |                                 ^~~~~~~~ add rates: [{ date: 2026-10-02, from: USD, CHF: RATE, source: WHO }] to the project
        projects/crm2.yaml:9:32: error: not counted: 'ben' has no cost rate on 2026-10-02 [GTY0223]
            9 |   - { date: 2026-10-02, hours: 3h, person: ben }
              |                                ^~ add cost_rate: [{ from: 2026-10-02, per: hour, amount: 95.00 EUR }] to the person
        projects/crm2.yaml:6:35: error: not counted: 1.00 CHF has no exchange rate into EUR on 2026-10-01 [GTY0230]
            6 | commitments: [{ id: PO-1, amount: 1.00 CHF, date: 2026-10-01 }]
              |                                   ^~~~~~~~ add rates: [{ date: 2026-10-01, from: CHF, EUR: RATE, source: WHO }] to the project

        ### rates that are wrong
        budget: 10.00 EUR
        rates:
          - { date: 2026-10-01, from: USD, EUR: 0.92, source: ECB }
          - { date: 2026-10-01, from: USD, EUR: 0.93, CHF: 0.9 }
          - { date: 2026-10-02, from: USD, USD: 1 }
          - { date: 2026-10-02, from: usd, EUR: 0.9 }
          - { date: 2026-10-02, from: USD, eur: 0.9 }
          - { date: 2026-10-02, from: USD }
          - { date: 2026-10-03, from: USD, EUR: 0 }
          - { from: GBP, EUR: 1.1 }
        -->
        projects/crm2.yaml:9:41: error: one USD is always one USD [GTY0104]
            9 |   - { date: 2026-10-02, from: USD, USD: 1 }
              |                                         ^ 'from' is the currency of the bookings, the other key that of the budget
        projects/crm2.yaml:10:31: error: 'usd' is not a currency such as EUR [GTY0104]
           10 |   - { date: 2026-10-02, from: usd, EUR: 0.9 }
              |                               ^~~
        projects/crm2.yaml:11:36: error: unknown key 'eur' in a rate [GTY0102]
           11 |   - { date: 2026-10-02, from: USD, eur: 0.9 }
              |                                    ^~~ a currency is written EUR
        projects/crm2.yaml:12:5: error: a rate needs a currency and its value [GTY0104]
           12 |   - { date: 2026-10-02, from: USD }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ add the currency, EUR: 0.92
        projects/crm2.yaml:13:5: error: a rate is greater than zero [GTY0215]
           13 |   - { date: 2026-10-03, from: USD, EUR: 0 }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        projects/crm2.yaml:14:5: error: a rate needs 'date' [GTY0103]
           14 |   - { from: GBP, EUR: 1.1 }
              |     ^~~~~~~~~~~~~~~~~~~~~~~ add 'date:' with a date such as 2026-12-18
        projects/crm2.yaml:8:41: error: a second rate of USD in EUR of 2026-10-01; the first is at projects/crm2.yaml:7 [GTY0201]
            8 |   - { date: 2026-10-01, from: USD, EUR: 0.93, CHF: 0.9 }
              |                                         ^~~~ remove one, or correct its date

        ### bookings before the first rate, in files as well
        budget: 10.00 EUR
        rates: [{ date: 2026-10-03, from: USD, EUR: 0.92 }]
        commitments: [{ id: PO-1, amount: 1.00 USD, date: 2026-10-03 }]
        ledger:
          - { date: 2026-10-03, amount: 1.00 USD }
          - { date: 2026-10-02, amount: 1.00 USD }
          - { file: books/a.csv }
        >>> projects/books/a.csv
        date,amount,currency
        2026-10-02,2.00,USD
        2026-10-09,3.00,USD
        2026-10-09,4.00,GBP
        -->
        projects/crm2.yaml:10:33: error: not counted: 1.00 USD has no exchange rate into EUR on 2026-10-02 [GTY0230]
           10 |   - { date: 2026-10-02, amount: 1.00 USD }
              |                                 ^~~~~~~~ the first is quoted on 2026-10-03, projects/crm2.yaml:6: add { date: 2026-10-02, from: USD, EUR: RATE, source: WHO } to rates
        projects/books/a.csv:2:12: error: not counted: 2.00 USD has no exchange rate into EUR on 2026-10-02 [GTY0230]
            2 | 2026-10-02,2.00,USD
              |            ^~~~ the first is quoted on 2026-10-03, projects/crm2.yaml:6: add { date: 2026-10-02, from: USD, EUR: RATE, source: WHO } to rates
        projects/books/a.csv:4:12: error: not counted: 4.00 GBP has no exchange rate into EUR on 2026-10-09 [GTY0230]
            4 | 2026-10-09,4.00,GBP
              |            ^~~~ add rates: [{ date: 2026-10-09, from: GBP, EUR: RATE, source: WHO }] to the project

        ### a commitment that is both, one that is negative, one that is neither
        commitments:
          - { id: PO-1, amount: 5.00 EUR, hours: 3h, date: 2026-10-02 }
          - { id: PO-2, amount: -5.00 EUR, date: 2026-10-02 }
          - { id: PO-3, hours: 5h, date: 2026-10-02 }
          - { id: PO-4, amount: 5.00 EUR, date: 2026-10-02 }
          - { id: PO-4, amount: 5.00 EUR }
        -->
        projects/crm2.yaml:6:5: error: a commitment is an amount, or hours with a cost_rate [GTY0104]
            6 |   - { id: PO-1, amount: 5.00 EUR, hours: 3h, date: 2026-10-02 }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ amount: 24000.00 EUR, or hours: 200h and cost_rate: 90.00 EUR
        projects/crm2.yaml:8:5: error: a commitment is an amount, or hours with a cost_rate [GTY0104]
            8 |   - { id: PO-3, hours: 5h, date: 2026-10-02 }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ amount: 24000.00 EUR, or hours: 200h and cost_rate: 90.00 EUR
        projects/crm2.yaml:10:5: error: a commitment needs 'date' [GTY0103]
           10 |   - { id: PO-4, amount: 5.00 EUR }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ add 'date:' with a date such as 2026-12-18
        projects/crm2.yaml:7:25: error: the commitment 'PO-2' is negative [GTY0215]
            7 |   - { id: PO-2, amount: -5.00 EUR, date: 2026-10-02 }
              |                         ^~~~~~~~~ a credit is a booking in the ledger

        ### bookings and rates of a wrong form
        ledger:
          - { date: 2026-10-02, hours: 3h }
          - { date: 2026-10-02, amount: 1.00 USD, exchange: { EUR: -1, date: 2026-10-02 } }
          - { date: 2026-10-02, amount: 1.00 USD, exchange: { date: 2026-10-02 } }
          - { date: 2026-10-02, amount: 1.00 USD, exchange: { eur: 1, date: 2026-10-02 } }
          - { date: 2 Oct, amount: 1 }
        -->
        projects/crm2.yaml:6:5: error: a booking is an amount, or the hours of a person [GTY0104]
            6 |   - { date: 2026-10-02, hours: 3h }
              |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ amount: 950.00 EUR, or hours: 7.5h and person: ben
        projects/crm2.yaml:7:53: error: a rate is greater than zero [GTY0215]
            7 |   - { date: 2026-10-02, amount: 1.00 USD, exchange: { EUR: -1, date: 2026-10-02 } }
              |                                                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        projects/crm2.yaml:8:53: error: an exchange rate needs a currency and its value [GTY0104]
            8 |   - { date: 2026-10-02, amount: 1.00 USD, exchange: { date: 2026-10-02 } }
              |                                                     ^~~~~~~~~~~~~~~~~~~~ add the currency, EUR: 0.92
        projects/crm2.yaml:9:55: error: unknown key 'eur' in an exchange rate [GTY0102]
            9 |   - { date: 2026-10-02, amount: 1.00 USD, exchange: { eur: 1, date: 2026-10-02 } }
              |                                                       ^~~ a currency is written EUR
        projects/crm2.yaml:10:13: error: '2 Oct' is not a date such as 2026-12-18 [GTY0104]
           10 |   - { date: 2 Oct, amount: 1 }
              |             ^~~~~
        projects/crm2.yaml:10:28: error: '1' is not an amount such as 120000.00 EUR [GTY0104]
           10 |   - { date: 2 Oct, amount: 1 }
              |                            ^ add the currency: 1 EUR
        """#
}
