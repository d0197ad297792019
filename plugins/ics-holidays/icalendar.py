"""Reads the days off that a calendar of holidays holds (RFC 5545).

Such calendars are a list of events that take whole days, some of them again each year. That much is read; what would
need more is refused, with its line, rather than read wrongly.
"""

import calendar
import datetime
import re
from dataclasses import dataclass, field, replace

DAY = datetime.timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class CalendarMistake(Exception):
    """What cannot be read, and in which line."""

    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")


@dataclass
class Line:
    """A content line: NAME;PARAMETER=VALUE:VALUE."""

    number: int
    name: str
    parameters: dict
    value: str


@dataclass
class Rule:
    """FREQ=YEARLY and what may stand beside it."""

    interval: int = 1
    count: int = None
    until: datetime.date = None
    months: list = field(default_factory=list)
    month_days: list = field(default_factory=list)
    weekdays: list = field(default_factory=list)  # (ordinal or 0, number of the weekday)


@dataclass
class Event:
    """An event of whole days, and its repetitions."""

    line: int
    name: str = ""
    description: str = ""
    categories: list = field(default_factory=list)
    uid: str = ""
    start: datetime.date = None
    days: int = 1
    rule: Rule = None
    extra: set = field(default_factory=set)
    excluded: set = field(default_factory=set)
    is_cancelled: bool = False
    replaces: datetime.date = None  # the day of a series in whose place this event stands

    def starts(self, last):
        """The first days of its occurrences, up to a day."""
        own = set(occurrences(self.start, self.rule, last, self.line)) if self.rule else {self.start}
        return sorted(day for day in (own | self.extra) - self.excluded if day <= last)


@dataclass
class Calendar:
    """What was read."""

    events: list
    timed: int = 0  # events with a time of day, which are no holidays


def parse(data):
    """Reads the bytes of a calendar."""
    lines = content_lines(data)
    if not lines or (lines[0].name, lines[0].value.upper()) != ("BEGIN", "VCALENDAR"):
        raise CalendarMistake("this is no iCalendar file; one begins with BEGIN:VCALENDAR", 1)
    result, open_parts, event = Calendar([]), [], None
    for line in lines:
        if line.name == "BEGIN":
            open_parts.append(line.value.upper())
            if open_parts[-1] == "VEVENT":
                event = []
        elif line.name == "END":
            if not open_parts or open_parts.pop() != line.value.upper():
                raise CalendarMistake(f"END:{line.value} ends what is not open", line.number)
            if line.value.upper() == "VEVENT":
                take(event, line.number, result)
        elif open_parts and open_parts[-1] == "VEVENT":
            event.append(line)
    if open_parts:
        raise CalendarMistake(f"the file ends before END:{open_parts[-1]}", lines[-1].number)
    replace_occurrences(result.events)
    return result


def content_lines(data):
    """The lines, with those that were folded put together; folding may part a character, so that comes first."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    whole = []
    for number, raw in enumerate(re.split(rb"\r\n|\n|\r", data), 1):
        if raw[:1] in (b" ", b"\t") and whole:
            whole[-1][1].append(raw[1:])
        elif raw:
            whole.append((number, [raw]))
    result = []
    for number, parts in whole:
        try:
            text = b"".join(parts).decode("utf-8")
        except UnicodeDecodeError:
            raise CalendarMistake("this is not UTF-8", number) from None
        result.append(content_line(text, number))
    return result


def content_line(text, number):
    """Name, parameters and value. A parameter in quotes may hold `:` and `;`."""
    match = re.match(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)*):', text)
    if not match:
        raise CalendarMistake("this is not of the form NAME:VALUE", number)
    parameters = {}
    for name, value in re.findall(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)', match[2]):
        parameters[name.upper()] = value.strip('"')
    return Line(number, match[1].upper(), parameters, text[match.end() :])


ONCE = ("DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "DESCRIPTION", "UID", "STATUS", "RECURRENCE-ID")


def take(lines, number, result):
    """Makes an event of its lines, where it is one of whole days."""
    event, once = Event(lines[0].number if lines else number), {}
    for line in lines:
        if line.name in ONCE:
            if line.name in once:
                raise CalendarMistake(f"a second {line.name} in one event", line.number)
            once[line.name] = line
        elif line.name in ("RDATE", "EXDATE"):
            days = {moment(replace(line, value=value))[0] for value in line.value.split(",")}
            (event.extra if line.name == "RDATE" else event.excluded).update(days)
        elif line.name == "CATEGORIES":
            event.categories += [unescaped(part) for part in re.split(r"(?<!\\),", line.value)]
        elif line.name == "EXRULE":
            raise CalendarMistake("EXRULE is not read; it has long been withdrawn. Use EXDATE", line.number)
    values = {name: line.value for name, line in once.items()}
    event.name, event.description = unescaped(values.get("SUMMARY", "")), unescaped(values.get("DESCRIPTION", ""))
    event.uid, event.is_cancelled = values.get("UID", ""), values.get("STATUS", "").upper() == "CANCELLED"
    if "RECURRENCE-ID" in once:
        event.replaces = moment(once["RECURRENCE-ID"])[0]
    if not event.is_cancelled:
        event.start, event.days = span(once, event.line)
        if event.days is None:
            result.timed += 1
            return
        event.rule = rule_of(once["RRULE"]) if "RRULE" in once else None
    result.events.append(event)


def span(once, number):
    """The first day of an event and how many it takes; None days where it does not take whole ones."""
    if "DTSTART" not in once:
        raise CalendarMistake("an event without DTSTART", number)
    start, is_whole = moment(once["DTSTART"])
    if "DTEND" in once:
        end, ends_whole = moment(once["DTEND"])
        # Some programs let an event of one day end on that day.
        days = (end - start).days or 1
        is_whole = is_whole and ends_whole
    elif "DURATION" in once:
        days = whole_days(once["DURATION"])
        is_whole = is_whole and days is not None
    else:
        # A date alone is its day, a time alone takes none.
        days, is_whole = 1, is_whole and "T" not in once["DTSTART"].value
    if is_whole and not 1 <= days <= 366:
        raise CalendarMistake("an event that ends before it begins, or takes more than a year", number)
    return start, days if is_whole else None


def moment(line):
    """The day of a date or a time, and whether it is the beginning of a day.

    A time counts where it is written: a holiday that begins at midnight does so in its own country.
    """
    if line.parameters.get("VALUE", "").upper() == "PERIOD":
        raise CalendarMistake(f"{line.name} with a period is not read", line.number)
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", line.value.strip())
    try:
        if not match:
            raise ValueError
        day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise CalendarMistake(f"'{line.value}' is not a date such as 20261225", line.number) from None
    return day, match[4] is None or (match[4], match[5], match[6], match[7]) == ("00", "00", "00", "")


def whole_days(line):
    """The days of a duration such as P1D; None where it is none of whole days."""
    match = re.fullmatch(
        r"\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)", line.value.strip()
    )
    if not match or not any(match.groups()):
        raise CalendarMistake(f"'{line.value}' is not a duration such as P1D", line.number)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = datetime.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return total.days if total.seconds == 0 and total.days else None


def unescaped(text):
    r"""A text with \n, \, and \; as what they stand for."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)


def replace_occurrences(events):
    """Takes the days of a series out for which another event stands, and the events that only said so."""
    by_uid = {}
    for event in events:
        if event.replaces is None:
            by_uid.setdefault(event.uid, []).append(event)
    for event in events:
        if event.replaces is not None:
            for series in by_uid.get(event.uid, []):
                series.excluded.add(event.replaces)
    events[:] = [event for event in events if not event.is_cancelled]


# ---- Rules -----------------------------------------------------------------------------------------------------------


def rule_of(line):
    """A rule of every year. One that is not read is refused, since half a rule gives wrong days."""

    def refuse(why):
        return CalendarMistake(f"RRULE:{line.value} is not read: {why}", line.number)

    rule, parts = Rule(), {}
    for part in line.value.split(";"):
        name, _, value = part.partition("=")
        if not value or name.upper() in parts:
            raise refuse(f"'{part}'")
        parts[name.upper()] = value.upper()
    if parts.pop("FREQ", None) != "YEARLY":
        raise refuse("holidays come every year, with FREQ=YEARLY")
    parts.pop("WKST", None)  # matters for weeks only
    try:
        rule.interval = positive(parts.pop("INTERVAL", "1"))
        rule.count = positive(parts.pop("COUNT")) if "COUNT" in parts else None
        rule.months = [number(text, 1, 12) for text in listed(parts.pop("BYMONTH", ""))]
        rule.month_days = [number(text, -31, 31) for text in listed(parts.pop("BYMONTHDAY", ""))]
        rule.weekdays = [weekday(text) for text in listed(parts.pop("BYDAY", ""))]
        if "UNTIL" in parts:
            rule.until = moment(Line(line.number, "UNTIL", {}, parts.pop("UNTIL")))[0]
    except ValueError as problem:
        raise refuse(f"'{problem}'") from None
    if parts:
        raise refuse(f"{sorted(parts)[0]} is not known here")
    if rule.month_days and any(ordinal for ordinal, _ in rule.weekdays):
        raise refuse("BYMONTHDAY with a counted weekday")
    return rule


def listed(text):
    return text.split(",") if text else []


def positive(text):
    return number(text, 1, 10_000)


def number(text, least, most):
    if not re.fullmatch(r"[+-]?\d{1,5}", text) or not least <= int(text) <= most or int(text) == 0:
        raise ValueError(text)
    return int(text)


def weekday(text):
    match = re.fullmatch(r"([+-]?\d{1,2})?([A-Z]{2})", text)
    if not match or match[2] not in WEEKDAYS or match[1] is not None and not 1 <= abs(int(match[1])) <= 53:
        raise ValueError(text)
    return int(match[1] or 0), WEEKDAYS.index(match[2])


def occurrences(start, rule, last, line):
    """The days of a rule from its start up to a day."""
    if rule.until:
        last = min(last, rule.until)
    given = 0
    for year in range(start.year, last.year + 1, rule.interval):
        for day in days_of_year(year, start, rule):
            if day < start:
                continue
            given += 1
            if day > last or (rule.count and given > rule.count):
                return
            yield day


def days_of_year(year, start, rule):
    """The days of a rule in one year, in order."""
    months = rule.months or ([] if rule.month_days or rule.weekdays else [start.month])
    if rule.weekdays and not rule.month_days and not months:
        return chosen(weekdays_between(datetime.date(year, 1, 1), datetime.date(year, 12, 31)), rule.weekdays)
    found = []
    for month in sorted(set(months)) or range(1, 13):
        length = calendar.monthrange(year, month)[1]
        first = datetime.date(year, month, 1)
        if rule.weekdays and not rule.month_days:
            found += chosen(weekdays_between(first, first.replace(day=length)), rule.weekdays)
            continue
        wanted = rule.month_days or [start.day]
        numbers = sorted({d if d > 0 else length + 1 + d for d in wanted})
        days = [first.replace(day=d) for d in numbers if 1 <= d <= length]
        kept = {day for _, day in rule.weekdays}
        found += [day for day in days if not kept or day.weekday() in kept]
    return found


def weekdays_between(first, last):
    """All days of a span, by their weekday."""
    result = [[] for _ in range(7)]
    for offset in range((last - first).days + 1):
        day = first + offset * DAY
        result[day.weekday()].append(day)
    return result


def chosen(by_weekday, weekdays):
    """The first, the last, or all of a weekday, in order."""
    found = set()
    for ordinal, day in weekdays:
        days = by_weekday[day]
        if ordinal == 0:
            found.update(days)
        elif abs(ordinal) <= len(days):
            found.add(days[ordinal - 1 if ordinal > 0 else ordinal])
    return sorted(found)
