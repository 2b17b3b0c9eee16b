"""`./amparo demo --check`: drive the main job through the pages, as the personas would, and say how each step went."""

import sys
import time

from amparo.demo.checking import alerting, reporting
from amparo.demo.checking.browser import PageUnlike
from amparo.demo.checking.world import World, seconds_since
from amparo.demo.services import entrance

STEPS = (
    alerting.subscribe,
    reporting.open_the_board,
    reporting.report_in_spanish,
    reporting.report_again,
    reporting.see_it_arrive,
    alerting.nothing_is_public_yet,
    reporting.record_the_outcome,
    alerting.propose,
    alerting.refuse_the_same_person,
    alerting.release,
    alerting.read_the_mail,
    alerting.read_the_feeds,
    alerting.read_the_public_page,
    alerting.check_the_text,
    reporting.read_the_receipt,
    alerting.say_it_is_over,
    alerting.unsubscribe,
)


def run(origin: str) -> int:
    """Do every step over HTTP; print each with its time; return 0 only if all went as they should."""
    world = World(origin, entrance.read())
    started = time.monotonic()
    for step in STEPS:
        step_started = time.monotonic()
        title = (step.__doc__ or step.__name__).splitlines()[0]
        try:
            step(world)
        except (PageUnlike, OSError) as error:
            _say(f"FAILED {seconds_since(step_started)}  {title}\n       {error}")
            return 1
        _say(f"ok     {seconds_since(step_started)}  {title}")
    _say(f"The main job is done: {len(STEPS)} steps in{seconds_since(started)}.")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
