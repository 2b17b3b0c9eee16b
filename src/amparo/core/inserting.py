"""Insert new rows by a statement that is written once, where Django's compiler would write it anew every time.

For the few places where rows come in by the hundred a second. The values pass through the fields' own preparation for
the database, as they do in `bulk_create`; what that does beside it (signals, parents, conflicts) is not done here.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BooleanField, CharField, Field, Model, TextField

# Which values Django's own fields hand to the database as they are; a subclass, or another type, is asked.
_UNCHANGED: dict[type, type] = {CharField: str, TextField: str, BooleanField: bool}


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one model. Their keys are set, or the database numbers them and nobody asks."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_statement(rows), _values(rows))


def insert_numbered(rows: Sequence[Model]) -> None:
    """Insert rows of one model, which the database numbers in this order, and set their keys."""
    if not rows:
        return
    key = connection.ops.quote_name("id")
    with connection.cursor() as cursor:
        cursor.execute(f"{_statement(rows)} RETURNING {key}", _values(rows))
        numbers = sorted(number for (number,) in cursor.fetchall())
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding = False  # noqa: SLF001 — documented


def _statement(rows: Sequence[Model]) -> str:
    return _text(type(rows[0]), connection.vendor, len(rows), has_key=rows[0].pk is not None)


def _values(rows: Sequence[Model]) -> list[Any]:
    fields = _fields(type(rows[0]), has_key=rows[0].pk is not None)
    here = connections[DEFAULT_DB_ALIAS]  # not the proxy: it is asked for every value
    values = []
    for row in rows:
        own = row.__dict__
        for field, name, unchanged in fields:
            value = own[name]
            values.append(value if type(value) is unchanged else field.get_db_prep_save(value, here))
    return values


@lru_cache(maxsize=16)
def _fields(model: type[Model], *, has_key: bool) -> tuple[tuple["Field[Any, Any]", str, type | None], ...]:
    """Return the fields to be filled, each with its attribute, and the type whose values it leaves as they are."""
    every = model._meta.concrete_fields  # noqa: SLF001 — documented
    kept = [each for each in every if (has_key or not each.primary_key) and not each.generated]
    return tuple((each, each.attname, _UNCHANGED.get(type(each))) for each in kept)


@lru_cache(maxsize=256)
def _text(model: type[Model], _vendor: str, number: int, *, has_key: bool) -> str:
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)  # noqa: SLF001 — documented
    columns = [quoted(str(each.column)) for each, _, _ in _fields(model, has_key=has_key)]
    one = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * number)}"  # noqa: S608 — our names
