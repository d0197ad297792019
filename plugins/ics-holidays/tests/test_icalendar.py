"""What is read of iCalendar files, and what is refused."""

import datetime
import random
import sys
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

import icalendar

LAST = datetime.date(2030, 12, 31)


def calendar(*events, end="\r\n"):
    """A calendar with these events, each a text of lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//holidays//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", "UID:1@example.org", "DTSTAMP:20260101T000000Z", *event.split("\n"), "END:VEVENT"]
    return end.join([*lines, "END:VCALENDAR", ""]).encode()


def starts(*events, last=LAST):
    """The first days of all occurrences."""
    found = icalendar.parse(calendar(*events)).events
    return [str(day) for event in found for day in event.starts(last)]


class ReadingTests(unittest.TestCase):
    def only(self, text, **more):
        (event,) = icalendar.parse(calendar(text, **more)).events
        return event

    def test_names_are_unescaped(self):
        event = self.only("DTSTART;VALUE=DATE:20261225\nSUMMARY:Kerst\\, eerste\\; dag\\nvan \\\\ twee")
        self.assertEqual(event.name, "Kerst, eerste; dag\nvan \\ twee")

    def test_folded_lines_are_put_together_also_within_a_character(self):
        data = calendar("DTSTART;VALUE=DATE:20261225\nSUMMARY:Fête de Noël")
        cut = data.index("ë".encode()) + 1
        folded = data[:cut] + b"\r\n " + data[cut:]
        self.assertEqual(icalendar.parse(folded).events[0].name, "Fête de Noël")

    def test_line_ends_of_unix_and_a_byte_order_mark_are_read(self):
        data = b"\xef\xbb\xbf" + calendar("DTSTART;VALUE=DATE:20261225\nSUMMARY:A", end="\n")
        self.assertEqual(icalendar.parse(data).events[0].name, "A")

    def test_parameters_in_quotes_may_hold_colons(self):
        event = self.only('DTSTART;X-NOTE="a:b;c";VALUE=DATE:20261225\nSUMMARY;LANGUAGE=nl;ALTREP="cid:x":Kerst')
        self.assertEqual((event.name, str(event.start)), ("Kerst", "2026-12-25"))

    def test_other_components_are_passed_over(self):
        data = calendar("DTSTART;VALUE=DATE:20261225\nBEGIN:VALARM\nTRIGGER:-PT15M\nDTSTART:nonsense\nEND:VALARM")
        zone = b"BEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        data = data.replace(b"BEGIN:VEVENT", zone + b"BEGIN:VEVENT", 1)
        self.assertEqual(len(icalendar.parse(data).events), 1)

    def test_an_event_takes_whole_days(self):
        for text, days in [
            ("DTSTART;VALUE=DATE:20261225", 1),
            ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227", 2),
            ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225", 1),
            ("DTSTART;VALUE=DATE:20261225\nDURATION:P1W", 7),
            ("DTSTART;VALUE=DATE:20261225\nDURATION:P1DT24H", 2),
            ("DTSTART:20261225T000000\nDTEND:20261226T000000", 1),
            ("DTSTART;TZID=Europe/Amsterdam:20261225T000000\nDTEND;TZID=Europe/Amsterdam:20261228T000000", 3),
        ]:
            self.assertEqual(self.only(text).days, days, text)

    def test_an_event_with_a_time_of_day_is_no_holiday(self):
        for text in (
            "DTSTART:20261225T100000\nDTEND:20261225T110000", "DTSTART:20261225T000000", "DTSTART:20261225T080000Z",
            "DTSTART:20261225T000000\nDURATION:PT8H", "DTSTART:20261224T230000Z\nDTEND:20261225T230000Z",
        ):
            found = icalendar.parse(calendar(text))
            self.assertEqual((found.events, found.timed), ([], 1), text)

    def test_a_cancelled_event_is_left_out(self):
        self.assertEqual(starts("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED"), [])

    def test_an_occurrence_may_be_moved_or_cancelled(self):
        series = "DTSTART;VALUE=DATE:20250427\nRRULE:FREQ=YEARLY;COUNT=4"
        moved = "RECURRENCE-ID;VALUE=DATE:20260427\nDTSTART;VALUE=DATE:20260425"
        gone = "RECURRENCE-ID;VALUE=DATE:20270427\nDTSTART;VALUE=DATE:20270427\nSTATUS:CANCELLED"
        self.assertEqual(starts(series, moved, gone), ["2025-04-27", "2028-04-27", "2026-04-25"])

    def test_days_are_added_and_taken_out(self):
        text = "DTSTART;VALUE=DATE:20260427\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE;VALUE=DATE:20270427,20280427"
        self.assertEqual(starts(text + "\nRDATE;VALUE=DATE:20270426"), ["2026-04-27", "2027-04-26"])

    def test_what_is_not_read_is_refused_with_its_line(self):
        day = "DTSTART;VALUE=DATE:20261225"
        for text, words in [
            ("SUMMARY:A", "an event without DTSTART"),
            ("DTSTART;VALUE=DATE:20261325", "line 7: '20261325' is not a date"),
            ("DTSTART;VALUE=DATE:tomorrow", "is not a date"),
            (f"{day}\n{day}", "line 8: a second DTSTART"),
            (f"{day}\nno colon", "line 8: this is not of the form"),
            (f"{day}\nDTEND;VALUE=DATE:20261224", "ends before it begins"),
            (f"{day}\nDTEND;VALUE=DATE:20281224", "more than a year"),
            (f"{day}\nDURATION:1 day", "is not a duration"),
            (f"{day}\nDURATION:P", "is not a duration"),
            (f"{day}\nEXRULE:FREQ=YEARLY", "EXRULE is not read"),
            (f"{day}\nRDATE;VALUE=PERIOD:20261225T000000Z/P1D", "a period is not read"),
            (f"{day}\nRRULE:FREQ=WEEKLY;BYDAY=FR", "line 8: RRULE:FREQ=WEEKLY;BYDAY=FR is not read"),
            (f"{day}\nRRULE:FREQ=YEARLY;BYSETPOS=-1;BYDAY=MO", "BYSETPOS is not known here"),
            (f"{day}\nRRULE:FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO is not known here"),
            (f"{day}\nRRULE:FREQ=YEARLY;BYMONTH=13", "'13'"),
            (f"{day}\nRRULE:FREQ=YEARLY;BYMONTHDAY=0", "'0'"),
            (f"{day}\nRRULE:FREQ=YEARLY;INTERVAL=0", "'0'"),
            (f"{day}\nRRULE:FREQ=YEARLY;BYDAY=1XX", "'1XX'"),
            (f"{day}\nRRULE:FREQ=YEARLY;BYMONTHDAY=1;BYDAY=1MO", "counted weekday"),
            (f"{day}\nRRULE:FREQ=YEARLY;UNTIL=never", "'NEVER' is not a date"),
            (f"{day}\nRRULE:FREQ=YEARLY;COUNT=2;COUNT=3", "'COUNT=3'"),
            (f"{day}\nRRULE:FREQ", "'FREQ'"),
        ]:
            with self.subTest(text), self.assertRaises(icalendar.CalendarMistake) as caught:
                icalendar.parse(calendar(text))
            self.assertIn(words, str(caught.exception))

    def test_files_that_are_something_else_are_refused(self):
        whole = calendar("DTSTART;VALUE=DATE:20261225")
        for data, words in [
            (b"", "line 1: this is no iCalendar file"),
            (b"<!DOCTYPE html>\n", "this is not of the form"),
            (b"BEGIN:VCARD\nEND:VCARD\n", "this is no iCalendar file"),
            (whole.replace(b"END:VEVENT\r\n", b""), "END:VCALENDAR ends what is not open"),
            (whole.replace(b"END:VCALENDAR\r\n", b""), "the file ends before END:VCALENDAR"),
            (whole.replace(b"UID", b"SUMMARY:\xe9\r\nUID"), "line 5: this is not UTF-8"),
            (whole + b"END:VCALENDAR\r\n", "ends what is not open"),
        ]:
            with self.assertRaises(icalendar.CalendarMistake) as caught:
                icalendar.parse(data)
            self.assertIn(words, str(caught.exception))


class RuleTests(unittest.TestCase):
    def test_rules_of_real_holidays(self):
        for name, start, rule, days in [
            ("each year", "20251225", "FREQ=YEARLY", ["2025-12-25", "2026-12-25", "2027-12-25"]),
            ("leap days", "20240229", "FREQ=YEARLY", ["2024-02-29"]),
            ("Thanksgiving", "20251127", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
             ["2025-11-27", "2026-11-26", "2027-11-25"]),
            ("Memorial Day", "20250526", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO",
             ["2025-05-26", "2026-05-25", "2027-05-31"]),
            ("Election Day", "20241105", "FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
             ["2024-11-05", "2026-11-03"]),
            ("last days of months", "20251231", "FREQ=YEARLY;BYMONTH=2,12;BYMONTHDAY=-1",
             ["2025-12-31", "2026-02-28", "2026-12-31", "2027-02-28", "2027-12-31"]),
            ("until a day", "20250501", "FREQ=YEARLY;UNTIL=20260501", ["2025-05-01", "2026-05-01"]),
            ("until a time", "20250501", "FREQ=YEARLY;UNTIL=20260501T000000Z;WKST=SU", ["2025-05-01", "2026-05-01"]),
            ("a number of times", "20250501", "FREQ=YEARLY;COUNT=2", ["2025-05-01", "2026-05-01"]),
            ("last Friday of a year", "20251226", "FREQ=YEARLY;BYDAY=-1FR", ["2025-12-26", "2026-12-25", "2027-12-31"]),
        ]:
            text = f"DTSTART;VALUE=DATE:{start}\nRRULE:{rule}"
            self.assertEqual(starts(text, last=datetime.date(2027, 12, 31)), days, name)

    def test_a_rule_without_an_end_is_read_up_to_the_year_that_is_asked_for(self):
        self.assertEqual(len(starts("DTSTART;VALUE=DATE:19700101\nRRULE:FREQ=YEARLY;BYMONTHDAY=1")), 61 * 12)

    def test_rules_mean_what_they_mean_to_dateutil(self):
        try:
            from dateutil.rrule import rrulestr
        except ImportError:
            self.skipTest("python3-dateutil is not installed")
        chance = random.Random(20261116)
        for _ in range(1000):
            rule, start = self.any_rule(chance), datetime.date(2015, 1, 1) + icalendar.DAY * chance.randrange(4700)
            begin = datetime.datetime.combine(start, datetime.time())
            expected = rrulestr(rule, dtstart=begin).between(begin - icalendar.DAY, datetime.datetime(2030, 12, 31, 1))
            text = f"DTSTART;VALUE=DATE:{start:%Y%m%d}\nRRULE:{rule}"
            found = icalendar.parse(calendar(text)).events[0]
            self.assertEqual(found.starts(LAST), [day.date() for day in expected], text)

    def any_rule(self, chance):
        """A rule of what is read; counted and other weekdays are not mixed, which dateutil reads in its own way."""
        parts = ["FREQ=YEARLY"]
        with_days = chance.random() < 0.4
        if chance.random() < 0.3:
            parts.append(f"INTERVAL={chance.randint(1, 4)}")
        if chance.random() < 0.6:
            parts.append("BYMONTH=" + ",".join(map(str, chance.sample(range(1, 13), chance.randint(1, 3)))))
        if with_days:
            days = [1, 2, 13, 28, 29, 30, 31, -1, -2, -31]
            parts.append("BYMONTHDAY=" + ",".join(map(str, chance.sample(days, chance.randint(1, 4)))))
        if chance.random() < 0.5:
            counts = [""] if with_days or chance.random() < 0.4 else ["1", "2", "3", "4", "5", "-1", "-2", "-5"]
            weekdays = chance.sample(icalendar.WEEKDAYS, chance.randint(1, 3))
            parts.append("BYDAY=" + ",".join(chance.choice(counts) + day for day in weekdays))
        if chance.random() < 0.3:
            parts.append(f"COUNT={chance.randint(1, 30)}")
        elif chance.random() < 0.3:
            parts.append(f"UNTIL=20{chance.randint(20, 30)}{chance.randint(1, 12):02}15")
        return ";".join(parts)


if __name__ == "__main__":
    unittest.main()
