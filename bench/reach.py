"""From an alert's release to the first and the last of 10,000 people, and from its withdrawal to the last of them.

Everything is real but the provider, which takes each message at once: confirmed subscribers in a database file with
the durability that an installation has, the worker and the gateway in processes of their own. Who gets the withdrawal
is counted: it must be exactly those whom the alert reached.
"""

import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from bench.fanout import HOOK_SECRET, Sink, sink
from bench.form import Report
from bench.release import Proposal, process

if TYPE_CHECKING:
    from amparo.core.privacy.seal import Keyring

PEOPLE = int(os.environ.get("AMPARO_BENCH_PEOPLE", "10000"))
ROUNDS = 3
FIRST_S, LAST_S, WITHDRAWN_S = 1.0, 5.0, 60.0
_START_S = 6.0
_CHUNK = 2_000


def run() -> Report:
    """Measure some rounds and report the median."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder, sink() as provider:
        data = Path(folder)
        _use(data, provider)
        proposals, verifier = _prepare(data)
        with process("run-worker"), process("run-gateway", data / "keys" / "gateway.key"):
            time.sleep(_START_S)
            rounds = [_round(provider, proposal, verifier) for proposal in proposals]
    first, last, withdrawn = (sorted(values)[len(values) // 2] for values in zip(*rounds, strict=True))
    return Report(
        name="reach",
        figures={
            "people": PEOPLE,
            "release_to_first_s": first,
            "release_to_last_s": last,
            "withdrawal_to_last_s": withdrawn,
            "worst_release_to_last_s": max(each[1] for each in rounds),
            "worst_withdrawal_to_last_s": max(each[2] for each in rounds),
        },
        limits={
            "release_to_first_s": FIRST_S,
            "release_to_last_s": LAST_S,
            "withdrawal_to_last_s": WITHDRAWN_S,
        },
        ratios={
            "release_to_first": first / FIRST_S,
            "release_to_last": last / LAST_S,
            "withdrawal_to_last": withdrawn / WITHDRAWN_S,
        },
        goals={"release_to_first": 1.0, "release_to_last": 1.0, "withdrawal_to_last": 1.0},
    )


def _round(provider: Sink, proposal: Proposal, verifier: UUID) -> tuple[float, float, float]:
    """Return the seconds to the first, to the last, and from the withdrawal to its last."""
    from amparo.alerts import api as alerts
    from amparo.core import clock
    from amparo.network import api as network

    provider.clear()
    began = time.monotonic()
    proposal.release()
    reached = provider.wait_for(PEOPLE)
    provider.clear()
    withdrawn_at = time.monotonic()
    alerts.withdraw(alert_id=proposal.alert_id, by=network.actor_for(verifier), now=clock.now())
    told = provider.wait_for(PEOPLE)
    if told["count"] != PEOPLE:
        raise AssertionError(f"{told['count']:.0f} messages for {PEOPLE} people")
    return reached["first"] - began, reached["last"] - began, told["last"] - withdrawn_at


def _use(data: Path, provider: Sink) -> None:
    """Choose the settings of this process and its children: those of a real network, in a fresh folder."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
            "AMPARO_DATA": str(data),
            "AMPARO_SECRET_KEY": "only-for-this-bench",
            "AMPARO_PUBLIC_ORIGIN": "https://network.invalid",
            "AMPARO_HOOK_URL": f"http://127.0.0.1:{provider.port}/sink",
            "AMPARO_HOOK_SECRETS": HOOK_SECRET,
            "AMPARO_GATEWAY_HOOKS_PORT": "0",
        }
    )
    import django

    django.setup()


def _prepare(data: Path) -> tuple[list[Proposal], UUID]:
    """Fill a fresh installation: an invented network, confirmed subscribers, an alert for each round."""
    from django.core.management import call_command

    from amparo.channels import api as channels
    from amparo.channels import keys
    from amparo.core.privacy.seal import Keyring
    from tests.alerts.world import World
    from tests.personas import everybody, set_up_network

    private = channels.make_keys(data)
    call_command("migrate", verbosity=0)
    keyring = Keyring.from_text(private.read_text(encoding="ascii"))
    with keys.held_for_a_while(keyring):
        set_up_network()
        world = World(everybody())
        for start in range(0, PEOPLE, _CHUNK):
            _subscribe(keyring, min(_CHUNK, PEOPLE - start))
        world.work()
        proposed = [world.proposed() for _ in range(ROUNDS)]
        world.work()
    editor = world.personas.editor.id
    return [Proposal(*each, editor) for each in proposed], world.personas.verifier.id


def _subscribe(keyring: "Keyring", count: int) -> None:
    """Subscribe people of a partner's system to the whole region, half of them in Spanish."""
    from amparo.alerts.domain.areas import EVERYWHERE
    from amparo.alerts.domain.kinds import Topic
    from amparo.alerts.domain.ways import urgency_of
    from amparo.alerts.models import Subscription, SubscriptionState, SubscriptionTopic, SubscriptionWatch
    from amparo.channels.api import ChannelKind
    from amparo.channels.models import Correspondent
    from amparo.core import clock, ids
    from bench.people import person

    now = clock.now()
    people = [person(keyring, "es" if number % 2 else "en") for number in range(count)]
    rows = [
        Subscription(
            id=ids.new_anonymous_id(),
            correspondent_id=each.pk,
            channel=ChannelKind.HOOK,
            state=SubscriptionState.CONFIRMED,
            language=each.language,
            is_everywhere=True,
            asked_at=now,
            consented_at=now,
            consent_until=(now + timedelta(days=300)).date(),
        )
        for each in people
    ]
    Correspondent.objects.bulk_create(people)
    Subscription.objects.bulk_create(rows)
    SubscriptionTopic.objects.bulk_create(
        SubscriptionTopic(subscription=row, topic=Topic.CONFIRMED) for row in rows
    )
    urgency = urgency_of(ChannelKind.HOOK)
    SubscriptionWatch.objects.bulk_create(
        SubscriptionWatch(subscription=row, topic=Topic.CONFIRMED, cell=EVERYWHERE, urgency=urgency)
        for row in rows
    )
