#!/usr/bin/env python3
"""Writes offsets.txt and schedules.txt beside itself: see README.md."""
import io
import pathlib
import random
import struct
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HERE = pathlib.Path(__file__).parent
EPOCH = datetime(1970, 1, 1)
MINUTE = timedelta(minutes=1)

# ---- offsets ----

# Days without J (59/2) are left out: Python 3.11 counts them from 1, against POSIX and glibc.
ZONES = """Africa/Casablanca Africa/Monrovia America/Nuuk America/New_York America/Sao_Paulo America/St_Johns Antarctica/Troll
Asia/Kathmandu Asia/Kolkata Asia/Pyongyang Asia/Tehran Atlantic/Azores Australia/Lord_Howe EST5EDT Etc/GMT+12 Europe/Amsterdam
Europe/Berlin Europe/Dublin Europe/London Pacific/Apia Pacific/Chatham Pacific/Kiritimati UTC""".split()

FOOTERS = """EST5EDT,M3.2.0,M11.1.0 CET-1CEST,M3.5.0,M10.5.0/3 IST-1GMT0,M10.5.0,M3.5.0/1 <-02>2<-01>,M3.5.0/-1,M10.5.0/0
<+1030>-10:30<+11>-11,M10.1.0,M4.1.0 EST5EDT4,J60/2,J300/2 XXX3EDT4,J1/0,J365/23 NZST-12NZDT,M9.5.0,M4.1.0/3
<+07>-7 IST-2IDT,M3.4.4/26,M10.5.0""".split()


def offset(zone, second):
    return int((EPOCH + timedelta(seconds=second)).replace(tzinfo=timezone.utc).astimezone(zone).utcoffset().total_seconds())


def changes(zone, start, end, step=6 * 3600):
    """The seconds at which the offset changes: a coarse scan, then bisection."""
    found, second = [], start
    while second < end:
        low, high = second, second + step
        if offset(zone, low) != offset(zone, high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == offset(zone, low) else (low, middle)
            found.append(high)
        second += step
    return found


def footer_zone(text):
    """A zone file of version 2 without a transition, so that its footer says everything."""
    standard = b"\0\0\0\0\0\0AAA\0"
    header = lambda types, names: b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, types, names)
    body = header(1, 4) + standard + header(1, 4) + standard + b"\n" + text.encode() + b"\n"
    return ZoneInfo.from_file(io.BytesIO(body))


def write_offsets():
    random.seed(7)
    lines = []
    year = lambda number: int((datetime(number, 1, 1) - EPOCH).total_seconds())
    for name in ZONES:
        zone = ZoneInfo(name)
        seconds = {random.randrange(year(1900), year(2024)) for _ in range(12)}
        around = changes(zone, year(1883), year(2024))
        for change in around[:2] + random.sample(around, min(8, len(around))) + around[-2:]:
            seconds |= {change - 1, change, change + 1}
        lines.append(" ".join([name] + [f"{s}={offset(zone, s)}" for s in sorted(seconds)]))
    for text in FOOTERS:
        zone = footer_zone(text)
        seconds = {random.randrange(year(2000), year(2200)) for _ in range(6)}
        for first in (2007, 2024, 2099):
            for change in changes(zone, year(first) - 86400, year(first + 1) + 86400):
                seconds |= {change - 1, change, change + 1}
        lines.append(" ".join([text] + [f"{s}={offset(zone, s)}" for s in sorted(seconds)]))
    (HERE / "offsets.txt").write_text("\n".join(lines) + "\n")


# ---- schedules ----

NAMES = {n: i for i, n in enumerate("sun mon tue wed thu fri sat".split())} | {
    n: i + 1 for i, n in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())
}


def number(text):
    return NAMES[text] if text in NAMES else int(text)


def meets(field, value, low, high):
    """Whether a plain field (lists, ranges, steps, names) holds a value."""
    for item in field.split(","):
        base, _, step = item.partition("/")
        if base == "*":
            first, last = low, high
        elif "-" in base:
            first, last = map(number, base.split("-"))
        else:
            first = number(base)
            last = high if step else first
        if value in range(first, last + 1, int(step or 1)):
            return True
    return False


def nearest_weekday(year, month, day):
    length = monthrange(year, month)[1]
    candidates = [d for d in range(1, length + 1) if date(year, month, d).weekday() < 5]
    return min(candidates, key=lambda d: (abs(d - day), d)) if day <= length else None


def meets_day(field, day):
    length = monthrange(day.year, day.month)[1]
    for item in field.split(","):
        if item == "L":
            wanted = length
        elif item == "LW":
            wanted = nearest_weekday(day.year, day.month, length)
        elif item.startswith("L-"):
            wanted = length - int(item[2:])
        elif item.endswith("W"):
            wanted = nearest_weekday(day.year, day.month, int(item[:-1]))
        else:
            if meets(item, day.day, 1, 31):
                return True
            continue
        if wanted == day.day:
            return True
    return False


def meets_weekday(field, day):
    number_of_day = day.isoweekday() % 7
    for item in field.split(","):
        if "#" in item:
            weekday, nth = item.split("#")
            if number(weekday) % 7 == number_of_day and (day.day - 1) // 7 + 1 == int(nth):
                return True
        elif item.endswith("L"):
            if number(item[:-1]) % 7 == number_of_day and day.day + 7 > monthrange(day.year, day.month)[1]:
                return True
        elif meets(item, number_of_day, 0, 6) or (number_of_day == 0 and meets(item, 7, 0, 7)):
            return True
    return False


def matches(fields, local):
    minute, hour, day, month, weekday = fields
    if not (meets(minute, local.minute, 0, 59) and meets(hour, local.hour, 0, 23) and meets(month, local.month, 1, 12)):
        return False
    by_day, by_weekday = meets_day(day, local), meets_weekday(weekday.removeprefix("+"), local)
    both = day.startswith("*") or weekday.startswith("*") or weekday.startswith("+")
    return (by_day and by_weekday) if both else (by_day or by_weekday)


def wall(zone, utc):
    return utc.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)


def once(zone, local):
    """The first instant that shows a local time; where none does, the first that shows a later one."""
    utc = local.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)
    if wall(zone, utc) == local:
        return utc
    utc = local - timedelta(hours=26)
    while wall(zone, utc) <= local:
        utc += MINUTE
    return utc


def scan(zone, expression, start, end):
    """All that an expression means after start, through end: every single minute is looked at."""
    fields = expression.split()
    found = set()
    if fields[0].startswith("*") or fields[1].startswith("*"):
        utc = start + MINUTE
        while utc <= end:
            if matches(fields, wall(zone, utc)):
                found.add(utc)
            utc += MINUTE
    else:
        local = start - timedelta(hours=30)
        while local <= end + timedelta(hours=30):
            if matches(fields, local):
                utc = once(zone, local)
                if start < utc <= end:
                    found.add(utc)
            local += MINUTE
    return sorted(found)


CLOCK_CHANGES = [
    ("America/New_York", "2026-03-07T12:00", "2026-03-09T12:00"),
    ("America/New_York", "2026-10-31T12:00", "2026-11-02T12:00"),
    ("Europe/Berlin", "2026-03-28T12:00", "2026-03-30T00:00"),
    ("Europe/Berlin", "2026-10-24T12:00", "2026-10-26T00:00"),
    ("Australia/Lord_Howe", "2023-03-31T12:00", "2023-04-03T00:00"),
    ("Australia/Lord_Howe", "2023-09-30T00:00", "2023-10-02T00:00"),
    ("America/Sao_Paulo", "2018-11-03T12:00", "2018-11-05T12:00"),
    ("America/Sao_Paulo", "2018-02-17T00:00", "2018-02-18T18:00"),
    ("Pacific/Apia", "2011-12-28T12:00", "2012-01-01T00:00"),
]
AROUND = ["30 2 * * *", "0 0 * * *", "15,45 1-2 * * *", "0 1,2,3 * * *", "30 * * * *", "*/40 0-4 * * *", "0 8 30 * *", "30 23,0 * * sat,sun"]
YEARS = [
    "0 8 * * mon-fri", "0 8 L * *", "0 9 * * 3#2", "30 2 15W * *", "0 17 LW * *", "0 0 13 * 5", "0 0 13 * +5", "0 6 * * 5L",
    "15 10 */10 jan,jul mon-fri/2", "0 12 31 * *", "5 4 29 2 *", "0 0 1,L-2 3-6/3 *", "59 23 1W,31W * *", "0 7 * * 0,7", "10 3 * * 1#5,sunL",
]


def write_schedules():
    blocks = []
    cases = [(z, e, f, t) for z, f, t in CLOCK_CHANGES for e in AROUND]
    cases += [("Europe/Berlin", e, "2023-12-31T00:00", "2025-01-01T00:00") for e in YEARS]
    for name, expression, start, end in cases:
        found = scan(ZoneInfo(name), expression, datetime.fromisoformat(start), datetime.fromisoformat(end))
        text = " ".join(f"{utc:%Y-%m-%dT%H:%M}Z" for utc in found)
        blocks.append(f"{name} | {expression} | {start}Z | {end}Z\n{text}\n")
    (HERE / "schedules.txt").write_text("\n".join(blocks))


if __name__ == "__main__":
    write_offsets()
    write_schedules()
