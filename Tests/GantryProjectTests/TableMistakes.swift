/// Ledger tables: what people get wrong, and what is said to them. Rewritten by GANTRY_RECORD=1.
enum TableMistakes {
    static let text = #"""
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
