"""What confirmed subscriptions watched is written as the new rows; the old ones go, with what they told.

Cells are put together where seven make a coarser one, as for everybody who subscribes from now on.
"""

from typing import Any

from django.db import migrations

# As they stood when this was written: what is stored must not change with the code.
_EVERYWHERE = 0
_COARSEST = 4
_MAIL, _SYSTEM, _INTERRUPTING = 1, 2, 0
_AT_ONCE = 500


def _urgency(channel: str) -> int:
    return _MAIL if channel == "email" else _SYSTEM if channel in {"web", "hook", "apprise"} else _INTERRUPTING


def fill(apps: Any, _schema_editor: Any) -> None:
    """Write the rows, some subscriptions at a time."""
    from amparo.core.places.cells import Cell
    from amparo.core.places.shapes import compacted

    subscription, watch = apps.get_model("alerts", "Subscription"), apps.get_model("alerts", "SubscriptionWatch")
    # A cursor under way means another list now: those fan-outs go through it again, and the ledger passes over whom it
    # has.
    apps.get_model("alerts", "Fanout").objects.filter(is_done=False).update(cursor=None)
    after, batch = None, [None]
    while batch:
        rows = subscription.objects.filter(state="confirmed").order_by("pk")
        batch = list((rows.filter(pk__gt=after) if after else rows)[:_AT_ONCE])
        found = []
        for row in batch:
            after = row.pk
            cells = {Cell(cell) for cell in row.cells.values_list("cell", flat=True)}
            kept = {*compacted(cells, _COARSEST), *([_EVERYWHERE] if row.is_everywhere else [])}
            found += [
                watch(topic=topic, cell=cell, urgency=_urgency(row.channel), subscription=row)
                for topic in row.topics.values_list("topic", flat=True)
                for cell in sorted(kept)
            ]
        watch.objects.bulk_create(found)


def empty(apps: Any, _schema_editor: Any) -> None:
    """Write the old rows again: at the old size, and for named places only."""
    from amparo.core.places.cells import Cell
    from amparo.core.places.shapes import descendants

    old, watch = apps.get_model("alerts", "SubscriptionCell"), apps.get_model("alerts", "SubscriptionWatch")
    pairs = watch.objects.exclude(cell=_EVERYWHERE).values_list("subscription_id", "cell").distinct()
    rows = (
        old(subscription_id=key, cell=each)
        for key, cell in pairs.iterator(_AT_ONCE)
        for each in descendants(Cell(cell), 7)
    )
    old.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0004_watching")]

    operations = [
        migrations.RunPython(fill, empty),
        migrations.DeleteModel(name="SubscriptionCell"),
    ]
