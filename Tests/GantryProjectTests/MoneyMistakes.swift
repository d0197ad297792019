/// Budgets, bookings, tables: what people get wrong, and what is said to them. Rewritten by GANTRY_RECORD=1.
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

        ### a table with wrong columns
        budget: 10.00 EUR
        ledger:
          - { file: a.csv }
          - { file: b.csv }
          - { file: c.csv }
          - { file: d.csv }
          - { file: e.csv }
          - { file: f.csv }
        >>> a.csv
        date;amount;currency
        2026-10-01;1,00;EUR
        >>> b.csv
        date,amunt,currency,line,line
        >>> c.csv
        line,what
        >>> d.csv
        date,hours
        2026-10-01,3
        >>> e.csv
        date,amount
        2026-10-01,12.00
        2026-10-02,13.00
        >>> f.csv
        Date,Amount,Currency,Cost centre
        2026-10-01,1.00,EUR,4711
        -->
        a.csv:2:12: error: '1,00' is not an amount such as 1234.50 [GTY0221]
            2 | 2026-10-01;1,00;EUR
              |            ^~~~ write 1.00; or say how the file writes numbers: { file: …, locale: nl_NL }
        b.csv:1:6: error: unknown column 'amunt' [GTY0220]
            1 | date,amunt,currency,line,line
              |      ^~~~~ did you mean 'amount'?
        b.csv:1:26: error: the column 'line' is there twice [GTY0220]
            1 | date,amunt,currency,line,line
              |                          ^~~~ rename one
        c.csv:1:1: error: the table has no column 'date', none 'amount' [GTY0220]
            1 | line,what
              | ^~~~~~~~~ columns are date, line, amount, currency, what, clears, invoice, final; or hours, person
        d.csv:1:1: error: the table has no column 'person' [GTY0220]
            1 | date,hours
              | ^~~~~~~~~~ columns are date, line, amount, currency, what, clears, invoice, final; or hours, person
        e.csv:1:6: error: these amounts have no currency [GTY0222]
            1 | date,amount
              |      ^~~~~~ add a column 'currency', or write 950.00 EUR
        f.csv:1:22: warning: the column 'Cost centre' is not read [GTY0220]
            1 | Date,Amount,Currency,Cost centre
              |                      ^~~~~~~~~~~

        ### a table with wrong cells
        budget: { lines: { labour: 10.00 EUR } }
        commitments: [{ id: PO-1, line: labour, amount: 5.00 EUR, date: 2026-10-02 }]
        ledger: { file: a.csv }
        >>> a.csv
        date,line,amount,currency,what,clears,hours,person,final
        1 Oct,labour,1.00,EUR,,,,,
        2026-10-02,labour,"1,234.50",EUR,,,,,
        2026-10-02,labour,twelve,EUR,"a ""quoted"" word",,,,
        2026-10-02,labour,1.00,eur,,,,,
        2026-10-02,labour,1.00,,,,,,
        2026-10-02,labour,1.00,EUR,,,3,ben,
        2026-10-02,labour,,EUR,,,,,
        2026-10-02,labour,,,,,three,ben,
        2026-10-02,labour,,,,,3,,
        2026-10-02,labour,,,,,3,b n,
        2026-10-02,labour,1.00,EUR,,PO-1,,,perhaps
        2026-10-02,labour,1.00
        2026-10-02,labour,1.00,EUR,,,,,,extra
        2026-10-02,labr,1.00,EUR,,PO-11,,,
        -->
        a.csv:2:1: error: '1 Oct' is not a date such as 2026-12-18 [GTY0221]
            2 | 1 Oct,labour,1.00,EUR,,,,,
              | ^~~~~
        a.csv:3:19: error: '1,234.50' is not an amount such as 1234.50 [GTY0221]
            3 | 2026-10-02,labour,"1,234.50",EUR,,,,,
              |                   ^~~~~~~~~~ write it with a point and without groups: 1234.50
        a.csv:4:19: error: 'twelve' is not an amount such as 1234.50 [GTY0221]
            4 | 2026-10-02,labour,twelve,EUR,"a ""quoted"" word",,,,
              |                   ^~~~~~
        a.csv:5:24: error: 'eur' is not a currency such as EUR [GTY0221]
            5 | 2026-10-02,labour,1.00,eur,,,,,
              |                        ^~~
        a.csv:6:24: error: this amount has no currency [GTY0222]
            6 | 2026-10-02,labour,1.00,,,,,,
              |                        ^ write EUR, USD … beside it
        a.csv:7:19: error: a booking is an amount or hours, not both [GTY0221]
            7 | 2026-10-02,labour,1.00,EUR,,,3,ben,
              |                   ^~~~
        a.csv:8:19: error: this booking has no amount [GTY0221]
            8 | 2026-10-02,labour,,EUR,,,,,
              |                   ^
        a.csv:9:23: error: 'three' is not a number of hours such as 7.5 [GTY0221]
            9 | 2026-10-02,labour,,,,,three,ben,
              |                       ^~~~~
        a.csv:10:25: error: these hours have no person [GTY0221]
           10 | 2026-10-02,labour,,,,,3,,
              |                         ^
        a.csv:11:25: error: 'b n' is not an id [GTY0221]
           11 | 2026-10-02,labour,,,,,3,b n,
              |                         ^~~ an id is letters, digits, '-', '_' and '.'
        a.csv:12:36: error: 'perhaps' is not true or false [GTY0221]
           12 | 2026-10-02,labour,1.00,EUR,,PO-1,,,perhaps
              |                                    ^~~~~~~
        a.csv:13:1: error: this line has 3 cells, and the header 9 [GTY0221]
           13 | 2026-10-02,labour,1.00
              | ^~~~~~~~~~~~~~~~~~~~~~ a cell with a comma in it stands in quotes
        a.csv:14:1: error: this line has 10 cells, and the header 9 [GTY0221]
           14 | 2026-10-02,labour,1.00,EUR,,,,,,extra
              | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ a cell with a comma in it stands in quotes
        a.csv:15:12: error: there is no budget line 'labr' [GTY0211]
           15 | 2026-10-02,labr,1.00,EUR,,PO-11,,,
              |            ^~~~ the lines are labour
        a.csv:15:27: error: there is no commitment 'PO-11' [GTY0212]
           15 | 2026-10-02,labr,1.00,EUR,,PO-11,,,
              |                           ^~~~~ add it to commitments

        ### a table that is not CSV
        budget: 10.00 EUR
        ledger: [{ file: a.csv }]
        >>> a.csv
        date,amount,currency,what
        2026-10-02,1.00,EUR,"Seats" for all
        2026-10-02,1.00,EUR,"Seats
        2026-10-03,1.00,EUR,more
        -->
        a.csv:2:28: error: text after a closing quote [GTY0219]
            2 | 2026-10-02,1.00,EUR,"Seats" for all
              |                            ^ a quote inside of a cell is written twice
        a.csv:3:21: error: this quote is never closed [GTY0219]
            3 | 2026-10-02,1.00,EUR,"Seats
              |                     ^ the cell takes in the rest of the file

        ### a table with decimal commas
        budget: 10.00 EUR
        ledger:
          - { file: nl.csv, locale: nl_NL }
          - { file: quotes.csv, locale: de }
          - { file: us.csv, locale: en_US }
        >>> nl.csv
        date;amount;currency;hours;person
        2026-10-02;1,234.56;EUR;;
        2026-10-02;1234.56;EUR;;
        2026-10-02;1.23;EUR;;
        2026-10-02;1.2345,00;EUR;;
        2026-10-02;twelve;EUR;;
        2026-10-02;;;7.5;asha
        2026-10-02;1,00;EUR;;;
        >>> quotes.csv
        date,amount,currency
        2026-10-02,12,50,EUR
        2026-10-02,"12,50"
        >>> us.csv
        date,amount
        2026-10-02,"1.234,56 EUR"
        -->
        nl.csv:2:12: error: '1,234.56' is not an amount such as 1234,50 [GTY0221]
            2 | 2026-10-02;1,234.56;EUR;;
              |            ^~~~~~~~ in nl_NL it is written 1234,56
        nl.csv:3:12: error: '1234.56' is not an amount such as 1234,50 [GTY0221]
            3 | 2026-10-02;1234.56;EUR;;
              |            ^~~~~~~ in nl_NL it is written 1234,56
        nl.csv:4:12: error: '1.23' is not an amount such as 1234,50 [GTY0221]
            4 | 2026-10-02;1.23;EUR;;
              |            ^~~~ in nl_NL it is written 1,23
        nl.csv:5:12: error: '1.2345,00' is not an amount such as 1234,50 [GTY0221]
            5 | 2026-10-02;1.2345,00;EUR;;
              |            ^~~~~~~~~ write it without groups: 12345,00
        nl.csv:6:12: error: 'twelve' is not an amount such as 1234,50 [GTY0221]
            6 | 2026-10-02;twelve;EUR;;
              |            ^~~~~~
        nl.csv:7:14: error: '7.5' is not a number of hours such as 7,5 [GTY0221]
            7 | 2026-10-02;;;7.5;asha
              |              ^~~ in nl_NL it is written 7,5
        nl.csv:8:1: error: this line has 6 cells, and the header 5 [GTY0221]
            8 | 2026-10-02;1,00;EUR;;;
              | ^~~~~~~~~~~~~~~~~~~~~~ a cell with a ';' in it stands in quotes
        quotes.csv:2:1: error: this line has 4 cells, and the header 3 [GTY0221]
            2 | 2026-10-02,12,50,EUR
              | ^~~~~~~~~~~~~~~~~~~~ where ',' parts the cells, an amount with a comma stands in quotes: "1234,50"; or part them with ';'
        quotes.csv:3:1: error: this line has 2 cells, and the header 3 [GTY0221]
            3 | 2026-10-02,"12,50"
              | ^~~~~~~~~~~~~~~~~~ a cell with a comma in it stands in quotes
        us.csv:2:12: error: '1.234,56 EUR' is not an amount such as 1234.50 [GTY0221]
            2 | 2026-10-02,"1.234,56 EUR"
              |            ^~~~~~~~~~~~~~ in en_US it is written 1234.56

        ### tables of a language that is not known
        ledger:
          - { file: a.csv, locale: nl_NLD }
          - { file: b.csv, locale: nk_NL }
          - { file: c.csv, locael: nl_NL }
          - { file: d.yaml, locale: nl_NL }
          - { file: e.csv, locale: [nl] }
        >>> d.yaml
        - { date: 2026-10-02, amount: 1.00 EUR }
        -->
        projects/crm2.yaml:6:13: error: there is no file projects/a.csv, and no a.csv [GTY0109]
            6 |   - { file: a.csv, locale: nl_NLD }
              |             ^~~~~ a path counts from this file's folder, else from the root
        projects/crm2.yaml:7:28: error: how numbers are written in 'nk_NL' is not known [GTY0111]
            7 |   - { file: b.csv, locale: nk_NL }
              |                            ^~~~~ did you mean 'nl_NL'?
        projects/crm2.yaml:8:20: error: unknown key 'locael' in a file of bookings [GTY0102]
            8 |   - { file: c.csv, locael: nl_NL }
              |                    ^~~~~~ did you mean 'locale'?
        projects/crm2.yaml:8:13: error: there is no file projects/c.csv, and no c.csv [GTY0109]
            8 |   - { file: c.csv, locael: nl_NL }
              |             ^~~~~ a path counts from this file's folder, else from the root
        projects/crm2.yaml:9:29: error: a locale is for CSV files; in YAML an amount is written 1234.50 EUR [GTY0104]
            9 |   - { file: d.yaml, locale: nl_NL }
              |                             ^~~~~ remove it
        projects/crm2.yaml:10:28: error: a list stands here, and a language and country such as nl_NL is wanted [GTY0104]
           10 |   - { file: e.csv, locale: [nl] }
              |                            ^~~~

        ### a table with exchange rates
        budget: 100.00 EUR
        ledger: [{ file: a.csv }, { file: b.csv }]
        >>> a.csv
        date,amount,currency,rate,rate_currency,rate_date,rate_source
        2026-10-02,12.00,USD,0.92,EUR,,ECB
        2026-10-02,12.00,USD,0.92,,2026-10-02,
        2026-10-02,12.00,USD,,EUR,2026-10-02,
        2026-10-02,12.00,USD,0,EUR,2026-10-02,
        2026-10-02,12.00,USD,"0,92",EUR,2026-10-02,
        2026-10-02,12.00,USD,much,euro,2026-10-02,
        >>> b.csv
        date,amount,currency,rate
        2026-10-02,12.00,USD,0.92
        -->
        a.csv:2:31: error: an empty cell is not a date such as 2026-12-18 [GTY0221]
            2 | 2026-10-02,12.00,USD,0.92,EUR,,ECB
              |                               ^
        a.csv:3:27: error: this rate has no currency [GTY0222]
            3 | 2026-10-02,12.00,USD,0.92,,2026-10-02,
              |                           ^ write EUR, USD … beside it
        a.csv:4:23: error: there is no rate beside this [GTY0221]
            4 | 2026-10-02,12.00,USD,,EUR,2026-10-02,
              |                       ^~~ write it: 0.92
        a.csv:5:22: error: a rate is greater than zero [GTY0215]
            5 | 2026-10-02,12.00,USD,0,EUR,2026-10-02,
              |                      ^
        a.csv:6:22: error: '0,92' is not a rate such as 0.92 [GTY0221]
            6 | 2026-10-02,12.00,USD,"0,92",EUR,2026-10-02,
              |                      ^~~~~~ write 0.92; or say how the file writes numbers: { file: …, locale: nl_NL }
        a.csv:7:27: error: 'euro' is not a currency such as EUR [GTY0221]
            7 | 2026-10-02,12.00,USD,much,euro,2026-10-02,
              |                           ^~~~
        a.csv:7:22: error: 'much' is not a rate such as 0.92 [GTY0221]
            7 | 2026-10-02,12.00,USD,much,euro,2026-10-02,
              |                      ^~~~
        b.csv:1:1: error: the table has no column 'rate_currency', none 'rate_date' [GTY0220]
            1 | date,amount,currency,rate
              | ^~~~~~~~~~~~~~~~~~~~~~~~~ a rate stands in rate, rate_currency and rate_date; rate_source says whose it is

        ### tables parted by semicolons and tabs
        budget: { lines: { labour: 10.00 EUR } }
        ledger: [{ file: a.csv }, { file: b.csv }]
        >>> a.csv
        date;line;amount;currency;what
        2026-10-02;labr, or so;1.00;EUR;a, b
        2026-10-02;labr;1.00;EUR;a;b
        >>> b.csv
        date	line	amount	currency	what
        2026-10-02	labr	1.00	EUR	a, b
        2026-10-02	labour	1.00	EUR	a	b
        -->
        a.csv:2:12: error: 'labr, or so' is not an id [GTY0221]
            2 | 2026-10-02;labr, or so;1.00;EUR;a, b
              |            ^~~~~~~~~~~ an id is letters, digits, '-', '_' and '.'
        a.csv:3:1: error: this line has 6 cells, and the header 5 [GTY0221]
            3 | 2026-10-02;labr;1.00;EUR;a;b
              | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~ a cell with a ';' in it stands in quotes
        b.csv:3:1: error: this line has 6 cells, and the header 5 [GTY0221]
            3 | 2026-10-02	labour	1.00	EUR	a	b
              | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ a cell with a tab in it stands in quotes
        b.csv:2:12: error: there is no budget line 'labr' [GTY0211]
            2 | 2026-10-02	labr	1.00	EUR	a, b
              |           	^~~~ the lines are labour

        ### an empty table
        ledger: [{ file: a.csv }]
        >>> a.csv
        -->
        a.csv:1:1: error: the file is empty [GTY0220]
            1 | 
              | ^ its first line names the columns: date,line,amount,currency,what

        """#
}
