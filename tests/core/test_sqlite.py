"""SQLite is durable, and erases (T40). What is only PostgreSQL's is in test_postgresql.py."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction

from amparo.core import database
from amparo.core.models import Job

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")


@pytest.mark.django_db(transaction=True)
def test_the_running_database_has_the_settings_our_promises_rest_on() -> None:
    database.check_hardened()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "pragma", ["secure_delete=OFF", "synchronous=NORMAL", "trusted_schema=ON", "foreign_keys=OFF"]
)
def test_a_loosened_database_is_noticed(pragma: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
    try:
        with pytest.raises(database.DatabaseNotHardened):
            database.check_hardened()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_leaves_no_copy_in_the_files() -> None:
    marker = uuid4().hex
    with transaction.atomic():
        Job.objects.bulk_create(
            Job(queue="worker", name=marker, run_at="2026-01-01T00:00Z") for _ in range(300)
        )
    Job.objects.filter(name=marker).delete()

    database.erase_residue()

    name = Path(connection.settings_dict["NAME"])
    left = [path for path in name.parent.glob(f"{name.name}*") if marker.encode() in path.read_bytes()]
    assert left == []
