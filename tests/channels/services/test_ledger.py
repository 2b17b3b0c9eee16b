from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.services import ledger
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's plans are read")
def test_looking_for_work_reads_only_what_waits(gateway: Keyring) -> None:
    """With 100,000 sent deliveries a full scan would make each batch slower than sending it."""
    plans: list[str] = []

    def explain(execute: Callable[..., object], sql: str, *rest: Any) -> object:  # noqa: ANN401 — as Django calls it
        params, _many, context = rest
        if not sql.startswith(("SAVEPOINT", "RELEASE")):
            # With the parameters bound, as in earnest: written out they would let SQLite use any index.
            rows = context["cursor"].cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%s", "?"), params)
            plans.extend(row[3] for row in rows.fetchall())
        return execute(sql, *rest)

    with connection.execute_wrapper(explain):
        hand = ledger.Hand(ChannelKind.EMAIL, timedelta(minutes=1))
        hand.is_due(NOW)
        hand.claim(50, now=NOW)
        ledger.reclaim(NOW, lease=hand.lease)
        ledger.sweep(NOW)
        ledger.next_due(ChannelKind.EMAIL)

    assert len(plans) >= 5
    assert "SCAN channels_delivery" not in plans
