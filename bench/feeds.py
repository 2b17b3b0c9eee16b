"""How many readers of the feeds a server bears, beside a static file of the same size on the same server.

Everything is real: an invented network with an alert in force, its feeds written as files, the web process as
`./amparo up` starts it. The static file is one of the site's own, served as those are, with the feed's bytes in it.

Then alerts are released, and asked for in every feed over HTTP until all have it, while a worker looks for work as the
one of `./amparo up` does: how long it takes from the second person's press to the last of the feeds.
"""

import http.client
import os
import secrets
import statistics
import tempfile
import threading
import time
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from bench.form import Report
from bench.load import Answers, ask_all_the_time
from bench.serving import web

if TYPE_CHECKING:
    from tests.alerts.world import World

CLIENTS = 16
ROUNDS = 5
SECONDS = 3.0
LOWEST_RATIO = 0.8
FEED = "/feeds/alerts.json"
# Each of them has every alert; a CAP message has its own address besides.
EVERY_FEED = (
    "alerts.geojson",
    "alerts.json",
    "cap/index.xml",
    "atom/en.xml",
    "atom/es.xml",
    "json/en.json",
    "json/es.json",
)
RELEASES = 10
LONGEST_RELEASE_S = 1.0
STATIC = "/static/bench/alerts.json"
_HOST = "network.invalid"


def run() -> Report:
    """Measure both by turns, and report the medians."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        size = _prepare(Path(folder))
        with web(_HOST) as port:
            rounds = [(_reached(port, FEED), _reached(port, STATIC)) for _ in range(ROUNDS)]
            released = _released(port, Path(folder))
    ratios = sorted(feed.per_s / static.per_s for feed, static in rounds)
    median = statistics.median
    return Report(
        name="feeds",
        figures={
            "answers_per_s": median(feed.per_s for feed, _ in rounds),
            "p99_s": median(feed.wait_s(0.99) for feed, _ in rounds),
            "feed_bytes": size,
            "release_to_every_feed_s": median(released),
            "worst_release_to_every_feed_s": max(released),
        },
        limits={
            "answers_per_s": median(static.per_s for _, static in rounds),
            "p99_s": median(static.wait_s(0.99) for _, static in rounds),
        },
        ratios={"answers_per_s": median(ratios), "worst_answers_per_s": ratios[0]},
        goals={
            "release_to_every_feed_s": LONGEST_RELEASE_S,
            "worst_release_to_every_feed_s": LONGEST_RELEASE_S,
        },
        floors={"answers_per_s": LOWEST_RATIO},
    )


def _reached(port: int, path: str) -> Answers:
    request = f"GET {path} HTTP/1.1\r\nHost: {_HOST}\r\nX-Forwarded-Proto: https\r\n\r\n".encode()
    reached = ask_all_the_time(
        port,
        repeat(request),
        clients=CLIENTS,
        until=lambda _answers, passed: passed >= SECONDS,
        wanted=b" 200 ",
    )
    if reached.refused or reached.is_cut:
        raise RuntimeError(f"{path}: {reached.refused} answers were no 200")
    return reached


def _released(port: int, data: Path) -> list[float]:
    """Release alerts one after another; return how long each took from the press to the last feed, over HTTP."""
    from amparo.channels import api as channels
    from amparo.core import jobs
    from amparo.core.privacy.seal import Keyring
    from amparo.network.models import Network
    from tests.alerts.signing_keys import being_the_signer
    from tests.alerts.world import World
    from tests.personas import members

    Network.objects.update(alerts_per_hour=60)
    keyring = Keyring.from_text((data / "keys" / "gateway.key").read_text(encoding="ascii"))
    stop = threading.Event()
    worker = threading.Thread(target=jobs.work, args=(("worker", "signing"), stop), daemon=True)
    with channels.held_for_a_while(keyring), being_the_signer(data / "keys"):
        world = World(members(), told=3)  # elsewhere than the first
        waiting = [world.proposed() for _ in range(RELEASES)]
        worker.start()
        taken = [_seconds_until_everywhere(port, world, *each) for each in waiting]
        stop.set()
        worker.join()
    return taken


def _seconds_until_everywhere(port: int, world: "World", alert_id: UUID, seen: str) -> float:
    from amparo.alerts import api as alerts
    from amparo.core import clock

    by = world.personas.editor.actor
    began = time.perf_counter()
    alerts.release(alert_id=alert_id, content_hash=seen, by=by, now=clock.now())
    missing = {*EVERY_FEED, f"cap/{alert_id}.xml"}
    while missing:
        missing = {name for name in missing if str(alert_id).encode() not in _got(port, f"/feeds/{name}")}
    return time.perf_counter() - began


def _got(port: int, path: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    line.request("GET", path, headers={"Host": _HOST, "X-Forwarded-Proto": "https"})
    body = line.getresponse().read()
    line.close()
    return body


def _prepare(data: Path) -> int:
    """Fill a fresh installation, write its feeds, and lay the static file beside; return the feed's bytes."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
            "AMPARO_DATA": str(data),
            "AMPARO_SECRET_KEY": secrets.token_urlsafe(48),
            "AMPARO_PUBLIC_ORIGIN": f"https://{_HOST}",
            "AMPARO_ALLOWED_HOSTS": _HOST,
        }
    )
    import django

    django.setup()
    from django.core.management import call_command

    from amparo.alerts import api as alerts
    from amparo.channels import api as channels
    from amparo.core import clock
    from amparo.core.privacy.seal import Keyring
    from tests.alerts.signing_keys import being_the_signer
    from tests.alerts.world import World
    from tests.personas import everybody, set_up_network

    private = channels.make_keys(data)
    call_command("migrate", verbosity=0)
    with channels.held_for_a_while(Keyring.from_text(private.read_text(encoding="ascii"))):
        set_up_network()
        world = World(everybody())
        with being_the_signer(data / "keys"):
            world.released()
            alerts.publish_feeds(clock.now())
    body = (data / "public" / "feeds" / "alerts.json").read_bytes()
    call_command("collectstatic", verbosity=0, interactive=False)
    static = data / "static" / "bench" / "alerts.json"
    static.parent.mkdir()
    static.write_bytes(body)
    return len(body)
