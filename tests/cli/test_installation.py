"""What a process asks of its installation before it begins."""

import pytest
from django.db import connection

from amparo.cli.installation import load_hardened
from amparo.cli.refusal import Refusal


@pytest.mark.django_db(transaction=True)
def test_no_process_begins_on_a_loosened_database() -> None:
    load_hardened()
    loosen = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit = off"}
    with connection.cursor() as cursor:
        cursor.execute(loosen[connection.vendor])

    try:
        with pytest.raises(Refusal, match="synchronous"):
            load_hardened()
    finally:
        connection.close()
