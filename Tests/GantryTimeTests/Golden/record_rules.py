#!/usr/bin/env python3
"""Writes rules.txt beside itself: see README.md. Needs python-dateutil."""
import itertools
import pathlib
import random
import signal
from datetime import datetime

from dateutil.rrule import rrulestr

HERE = pathlib.Path(__file__).parent
LAST = datetime(2090, 1, 1)
DAYS = "MO TU WE TH FR SA SU".split()

# The examples of RFC 5545 3.8.5.3 that are rules, and what people have asked for.
RULES = """FREQ=DAILY;COUNT=10
FREQ=DAILY;UNTIL=20271224T000000
FREQ=DAILY;INTERVAL=2
FREQ=DAILY;INTERVAL=10;COUNT=5
FREQ=YEARLY;UNTIL=20400131T140000;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA
FREQ=DAILY;UNTIL=20300131T140000;BYMONTH=1
FREQ=WEEKLY;COUNT=10
FREQ=WEEKLY;INTERVAL=2;WKST=SU
FREQ=WEEKLY;UNTIL=20271007T000000;WKST=SU;BYDAY=TU,TH
FREQ=WEEKLY;INTERVAL=2;UNTIL=20271224T000000;WKST=SU;BYDAY=MO,WE,FR
FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH
FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO
FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU
FREQ=MONTHLY;COUNT=10;BYDAY=1FR
FREQ=MONTHLY;UNTIL=20271224T000000;BYDAY=1FR
FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU
FREQ=MONTHLY;COUNT=6;BYDAY=-2MO
FREQ=MONTHLY;BYMONTHDAY=-3
FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15
FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1
FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15
FREQ=MONTHLY;INTERVAL=2;BYDAY=TU
FREQ=YEARLY;COUNT=10;BYMONTH=6,7
FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3
FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200
FREQ=YEARLY;BYDAY=20MO
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO
FREQ=YEARLY;BYMONTH=3;BYDAY=TH
FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8
FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13
FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13
FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8
FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2
FREQ=HOURLY;INTERVAL=3;UNTIL=20270202T170000
FREQ=MINUTELY;INTERVAL=15;COUNT=6
FREQ=MINUTELY;INTERVAL=90;COUNT=4
FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40
FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16
FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5
FREQ=MONTHLY;BYMONTHDAY=31
FREQ=YEARLY
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29
FREQ=YEARLY;BYMONTHDAY=29
FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=TH
FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU
FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;WKST=SU
FREQ=YEARLY;BYYEARDAY=-1,366
FREQ=YEARLY;BYDAY=-1MO,53SA
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYMONTH=3,6,9,12
FREQ=MONTHLY;BYDAY=1TU
FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR
FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH
FREQ=SECONDLY;INTERVAL=45;COUNT=9
FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0,30;BYSECOND=0
FREQ=HOURLY;BYDAY=SA;BYMINUTE=5,35;BYSETPOS=-1
FREQ=DAILY;BYHOUR=8,12,16;BYSETPOS=1,-1""".split("\n")


def random_rule(pick):
    frequency = pick.choice("YEARLY MONTHLY WEEKLY DAILY YEARLY MONTHLY WEEKLY HOURLY MINUTELY".split())
    parts = [f"FREQ={frequency}"]
    some = lambda values, most: ",".join(map(str, sorted(pick.sample(values, pick.randint(1, most)))))
    chance = lambda share: pick.random() < share
    if chance(0.4):
        parts.append(f"INTERVAL={pick.choice([2, 2, 3, 4, 5, 7, 13])}")
    if chance(0.35):
        parts.append("BYMONTH=" + some(range(1, 13), 4))
    signed = lambda most: [n for n in range(-most, most + 1) if n]
    weeks = frequency == "YEARLY" and chance(0.2)
    if weeks:
        # Week 1 from its end is left out: dateutil takes no days of December for it.
        parts.append("BYWEEKNO=" + some([n for n in signed(53) if n > -52], 4))
    if frequency in ("YEARLY", "HOURLY", "MINUTELY") and chance(0.15):
        parts.append("BYYEARDAY=" + some(signed(366), 6))
    if frequency != "WEEKLY" and chance(0.3):
        parts.append("BYMONTHDAY=" + some(signed(31), 5))
    # Numbered days and others together are left out: dateutil wants both to hold, RFC 5545 either.
    if chance(0.5) or weeks:
        if frequency in ("YEARLY", "MONTHLY") and not weeks and chance(0.6):
            numbers = signed(5) if frequency == "MONTHLY" or chance(0.5) else signed(53)
            days = {f"{pick.choice(numbers)}{pick.choice(DAYS)}" for _ in range(pick.randint(1, 3))}
            parts.append("BYDAY=" + ",".join(sorted(days)))
        else:
            parts.append("BYDAY=" + some(DAYS, 4))
    if chance(0.2):
        parts.append("BYHOUR=" + some(range(24), 4))
    if chance(0.15):
        parts.append("BYMINUTE=" + some(range(60), 3))
    if len(parts) > 1 and any(part.startswith("BY") for part in parts) and chance(0.25):
        parts.append("BYSETPOS=" + some(signed(4), 3))
    if chance(0.3):
        parts.append("WKST=" + pick.choice(DAYS))
    ending = pick.random()
    if ending < 0.15:
        parts.append(f"COUNT={pick.randint(1, 30)}")
    elif ending < 0.3:
        parts.append(f"UNTIL=20{pick.randint(27, 40)}0{pick.randint(1, 9)}{pick.randint(10, 28)}T120000")
    return ";".join(parts)


def start_of(rule, pick):
    parts = dict(part.split("=") for part in rule.split(";"))
    day = pick.randint(1, 28)
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        # dateutil counts positions in what is left of the first week: begin where a week does.
        weekday = DAYS.index(parts.get("WKST", "MO"))
        day = next(d for d in range(1, 8) if datetime(2027, 2, d).weekday() == weekday)
    return datetime(2027, 2, day, pick.randint(0, 23), pick.choice([0, 0, 30, 45]))


class TooLong(Exception):
    pass


def give_up(*_):
    raise TooLong()


def line(rule, start):
    """The first 12, and 4 from the middle of some later year on."""
    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 0.6)
    try:
        found = rrulestr(rule, dtstart=start)
        first = [when for when in itertools.islice(found, 12) if when < LAST]
        later = datetime(2033, 7, 1) if rule.split(";")[0] not in ("FREQ=MINUTELY", "FREQ=SECONDLY") else datetime(2027, 4, 1)
        after = [when for when in itertools.islice(found.xafter(later, count=4), 4) if when < LAST]
    except (TooLong, IndexError, ValueError):  # dateutil stumbles over some days at the end of a year, and refuses some rules
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if not first:
        return None
    text = lambda whens: " ".join(when.isoformat() for when in whens)
    return f"{rule} | {start.isoformat()} | {text(first)} | {later.isoformat()} | {text(after)}"


def main():
    pick = random.Random(11)
    lines = [line(rule, datetime(2027, 2, 1, 10, 0)) for rule in RULES]
    while len(lines) < 450:
        rule = random_rule(pick)
        lines.append(line(rule, start_of(rule, pick)))
    (HERE / "rules.txt").write_text("\n".join(found for found in lines if found) + "\n")


main()
