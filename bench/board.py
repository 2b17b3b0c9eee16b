"""What the board costs with 20 and with 2,000 open items, and how soon 30 open boards show a change.

The rows are real ones: an invented network, reports with texts that are read for private marks, incidents formed from
them and then multiplied. Server time is this process's own processor time for a whole request, from the session to the
last byte; both sizes are measured by turns. Then the web process runs as `./amparo up` starts it, 30 clients ask it as
the board's live parts do, and members say that they check something.
"""

import os
import re
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from bench.form import Report
from bench.many_open import FEW, MANY, SOME, fill, let_wait
from bench.serving import web

if TYPE_CHECKING:
    from django.test import Client

    from tests.personas import Personas

BOARDS = 30
CHANGES = 12
ROUNDS = 7
TRIES = 3
REQUESTS_A_ROUND = 5
MOST_QUERIES = 12
HIGHEST_RATIO = 3.0
LONGEST_S = 2.0
FIRST_PAGE = "/board/?shelf=to_do"
# Everything that shows a list; none may ask more questions for more items.
LISTS = (
    FIRST_PAGE,
    "/board/?shelf=to_do&page=2",
    "/board/?shelf=aside",
    "/board/?shelf=proposed",
    "/board/?shelf=decided",
    "/board/?shelf=to_do&flag=urgent&first_hand=1&older_min=15",
    "/board/?shelf=to_do&area=boyle-heights",
    "/board/queue/",
    "/board/points.json",
)
_HOST = "network.invalid"
_PAUSE_BETWEEN_CHANGES_S = 2.5
# What hardly ever changes (the network, the level, who is on) is remembered for so long at most.
_ALL_FORGOTTEN_S = 5.2
_CURSOR = re.compile(rb'data-cursor="([^"]+)"')


def run() -> Report:
    """Measure pages in this process, then the live board against a real one."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        personas = _prepare(Path(folder))
        ids = fill()
        client = personas.dispatcher.client
        few, many, growth, queries = _pages(client, ids)
        coldest = _queries(client, FIRST_PAGE, after_s=_ALL_FORGOTTEN_S)
        waits = _changes_on_open_boards(personas, ids)
    return Report(
        name="board",
        figures={
            "open_items": MANY,
            "first_page_queries": queries,
            "first_page_queries_after_a_rest": coldest,
            "most_queries_more_with_many": growth,
            "first_page_s": many,
            "boards": BOARDS,
            "changes": CHANGES,
            "change_visible_median_s": statistics.median(waits) if waits else float("inf"),
            "change_visible_worst_s": max(waits, default=float("inf")),
            "changes_seen": len(waits),
        },
        limits={"first_page_s": few},
        ratios={"first_page_s": many / few},
        goals={
            "first_page_queries": MOST_QUERIES,
            "most_queries_more_with_many": 0,
            "first_page_s": HIGHEST_RATIO,
            "change_visible_worst_s": LONGEST_S,
        },
        floors={"changes_seen": BOARDS * CHANGES},
    )


def _prepare(data: Path) -> "Personas":
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
            "AMPARO_DATA": str(data),
            "AMPARO_SECRET_KEY": secrets.token_urlsafe(48),
            "AMPARO_PUBLIC_ORIGIN": f"https://{_HOST}",
            "AMPARO_ALLOWED_HOSTS": f"{_HOST},testserver",
        }
    )
    import django

    django.setup()
    from django.core.management import call_command

    from amparo.channels import api as channels
    from tests.personas import everybody, set_up_network

    channels.make_keys(data)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    set_up_network()
    return everybody()


def _pages(client: "Client", ids: list[UUID]) -> tuple[float, float, int, int]:
    """Return seconds with few and with many, the most queries that many ask more, and the first page's queries.

    Nothing that boards share is remembered from one request to the next.
    """
    let_wait(ids[:SOME], ids)  # so many that no list is empty
    asked_some = {path: _queries(client, path) for path in LISTS}
    let_wait(ids, ids)
    asked_many = {path: _queries(client, path) for path in LISTS}
    few: list[float] = []
    many: list[float] = []
    for _ in range(ROUNDS):
        for kept, seconds in ((ids[:FEW], few), (ids, many)):
            let_wait(kept, ids)
            seconds.append(_processor_s(lambda: _anew(client, FIRST_PAGE)))
    growth = max(asked_many[path] - asked_some[path] for path in LISTS)
    return statistics.median(few), statistics.median(many), growth, asked_many[FIRST_PAGE]


def _queries(client: "Client", path: str, *, after_s: float = 0.0) -> int:
    """Return how many queries an answer takes; the least of some, as what is remembered may have just gone."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(1 if after_s else TRIES):
        client.get(FIRST_PAGE, secure=True)
        time.sleep(after_s)
        with CaptureQueriesContext(connection) as captured:
            _anew(client, path)
        counts.append(len(captured))
    return min(counts)


def _anew(client: "Client", path: str) -> None:
    """Ask for a page as if nobody had asked before."""
    from amparo.incidents.queries import moment
    from amparo.incidents.views import rows

    moment.forget()
    rows.forget()
    answer = client.get(path, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def _processor_s(act: Callable[[], object]) -> float:
    act()
    began = time.process_time()
    for _ in range(REQUESTS_A_ROUND):
        act()
    return (time.process_time() - began) / REQUESTS_A_ROUND


@dataclass
class _Board:
    """One open board: asks again and again with the cursor of what it shows, as `<live-region>` does."""

    port: int
    session: str
    pause_s: float
    cursor: str = ""
    seen: list[tuple[float, int]] = field(default_factory=list)

    def watch(self, until: threading.Event) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        head = {"Host": _HOST, "X-Forwarded-Proto": "https", "Cookie": f"sessionid={self.session}"}
        while not until.is_set():
            connection.request("GET", f"/board/queue/?after={self.cursor}", headers=head)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200 and (found := _CURSOR.search(body)):
                self.cursor = found[1].decode()
                self.seen.append((time.monotonic(), int(self.cursor.partition("-")[0])))
            elif answer.status != 204:
                raise RuntimeError(f"a board was answered {answer.status}")
            until.wait(self.pause_s)
        connection.close()


def _changes_on_open_boards(personas: "Personas", ids: list[UUID]) -> list[float]:
    """Return for each change and board how long it took until that board had it."""
    pause_s = _interval_s(personas.dispatcher.client)
    done = threading.Event()
    with web(_HOST) as port:
        boards = [_Board(port, _session(personas), pause_s) for _ in range(BOARDS)]
        threads = [threading.Thread(target=board.watch, args=[done]) for board in boards]
        for number, thread in enumerate(threads):
            thread.start()
            time.sleep(pause_s / BOARDS if number < BOARDS - 1 else 3 * pause_s)
        made = [_claim(personas, incident_id) for incident_id in ids[:CHANGES]]
        done.set()
        for thread in threads:
            thread.join()
    return [
        wait for board in boards for at, entry in made if (wait := _first_seen(board, at, entry)) is not None
    ]


def _claim(personas: "Personas", incident_id: UUID) -> tuple[float, int]:
    """Claim an incident; return when, and the journal's entry about it."""
    from amparo.core import clock, journal
    from amparo.incidents import api as incidents

    incidents.claim_checking(incident_id=incident_id, by=personas.verifier.actor, now=clock.now())
    at, entry = time.monotonic(), journal.latest_cursor()
    time.sleep(_PAUSE_BETWEEN_CHANGES_S)
    return at, entry


def _first_seen(board: _Board, at: float, entry: int) -> float | None:
    """Return how long after a claim the board had a queue that holds it."""
    later = (moment - at for moment, seen in board.seen if moment >= at and seen >= entry)
    return next(later, None)


def _interval_s(client: "Client") -> float:
    page = client.get(FIRST_PAGE, secure=True).content.decode()
    found = re.search(r'<live-region src="/board/queue/[^"]*" interval="(\d+)"', page)
    if found is None:
        raise RuntimeError("the board has no live queue")
    return int(found[1]) / 1000


def _session(personas: "Personas") -> str:
    from django.test import Client

    from amparo.network.models import Member

    browser = Client()
    browser.force_login(Member.objects.get(pk=personas.dispatcher.id))
    return browser.cookies["sessionid"].value
