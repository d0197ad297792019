"""The plugin that test_gantry_plugin.py talks to. It does what authors do, well and badly."""

import datetime
import errno
import os
import pathlib
import subprocess
import sys
import threading
from decimal import Decimal

from gantry_plugin import Failure, Plugin, duration, evidence, percent, working_days

plugin = Plugin()
# Set by `sample.open`, awaited by `sample.wait`: so that two calls can only both end when they run at the same time.
gate = threading.Event()


@plugin.action("sample.echo")
def echo(call, **inputs):
    return {
        **inputs, "secret": call.secrets.get("token"), "at": call.now, "today": call.today, "work": call.work,
        "root": call.root, "run": call.run["id"],
    }


@plugin.action("sample.find")
def find(call, owner=None):
    call.log("a debug line", level="debug")
    call.progress(Decimal("40.0"), "nearly half")
    call.skip("web", "it rests")
    call.find(
        subject="host/crm", severity="critical", message="two\nlines", project=call.project("crm2")["id"], rule="up",
        stage=("late", 2), owner=owner, due=datetime.date(2026, 12, 18), advice=["gantry ack 1"],
        evidence=evidence("it answers", [("host", "crm"), ("limit", 3, "gantry.yaml", 7)], ["1 + 1 = 2"]),
    )


@plugin.action("sample.fail")
def fail(call, how):
    if how == "words":
        raise Failure("the token is no longer valid")
    if how == "mistake":
        raise KeyError("no such key")
    if how == "exit":
        sys.exit("out of here")
    if how == "locked":
        raise PermissionError(errno.EACCES, "Permission denied", "/srv/locked")
    if how == "gone":
        open("/nosuch/file")
    if how == "nameless":
        raise PermissionError(errno.EACCES, "Permission denied")
    return how


@plugin.action("sample.values")
def values(call):
    return {
        "exact": Decimal("0.10000000000000000000000000001"), "big": 2**70, "set": {"b", "a"}, "tuple": (1, None, True),
        "path": pathlib.Path("/srv"), "date": datetime.date(2026, 11, 16), "half": "\udc80", "text": 'ü "x"\n',
    }


@plugin.action("sample.infinite")
def infinite(call):
    return {"number": float("inf")}


@plugin.action("sample.forms")
def forms(call, age, days, share):
    return {"seconds": duration(age).total_seconds(), "days": working_days(days), "share": percent(share)}


@plugin.action("sample.prints")
def prints(call):
    print("from print", end="")
    os.write(1, b" from the descriptor\n")
    subprocess.run(["sh", "-c", "cat; echo from a program"], check=True)
    return {"read": sys.stdin.read()}


@plugin.action("sample.wait")
def wait(call):
    call.log("waiting")
    while not gate.wait(0.005):
        call.progress(1)
    return {"opened": True}


@plugin.action("sample.open")
def open_gate(call):
    gate.set()


@plugin.action("sample.stubborn")
def stubborn(call):
    call.log("waiting")
    threading.Event().wait()


@plugin.action("sample.polite")
def polite(call):
    call.log("waiting")
    call.cancelled.wait()
    return {"tidied": True}


@plugin.channel("sample.note")
def note(delivery, folder="."):
    if folder == "full":
        raise Failure("there is no room", retry_after="10m")
    if folder == "gone":
        raise Failure("there is no such folder", retry=False)
    delivery.log(f"{delivery.recipient['person']} {delivery.message_id} {delivery.attempt} {delivery.created_at:%H:%M}")


@plugin.trigger("sample.booked")
def booked(subscription, ids=()):
    for id in ids:
        new = subscription.emit(id, {"id": id, "amount": Decimal("12.50")})
        subscription.log(f"{id} is {'new' if new else 'known'} in {subscription.work}")
    subscription.ended.wait()
    subscription.log("never said")


@plugin.trigger("sample.broken")
def broken(subscription):
    raise Failure("the folder /srv/drop is gone")


@plugin.trigger("sample.fickle")
def fickle(subscription, how="returns"):
    """Fails at first, and tells an event when it is called again."""
    if not hasattr(fickle, "called"):
        fickle.called = True
        if how == "raises":
            open("/nosuch/drop")
        return
    subscription.emit("a", {})
    subscription.ended.wait()


@plugin.trigger("sample.careful")
def careful(subscription):
    """Says by itself that it cannot watch; its own words stand while events go on."""
    for words in ("the share is gone", "the share is gone", "the share is slow"):
        subscription.trouble(words)
    subscription.emit("a", {})
    subscription.trouble(None)
    subscription.ended.wait()


@plugin.trigger("sample.wrong-id")
def wrong_id(subscription, id):
    subscription.emit(id, {})


if __name__ == "__main__":
    plugin.run()
