"""The same on PostgreSQL: a server is started, and what must not differ there is tried beside it in a process.

`./amparo test --database postgresql PATHS` runs any tests so.
"""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from amparo.cli.installation import ROOT
from tests import postgresql

# What runs there at every gate: journal, ledger, waiting, committing together, receipts, forming, standing in a flood,
# who decides or asks at once, who gets an alert, what the database itself refuses, the board's columns, and the search.
CHOSEN = (
    "tests/core/on_postgresql.py",
    "tests/core/test_journal.py",
    "tests/core/test_jobs.py",
    "tests/core/test_waiting.py",
    "tests/core/jobs/test_handing_over.py",
    "tests/core/watch/test_looking.py",
    "tests/core/test_grouping.py",
    "tests/reports/services/test_submit.py",
    "tests/reports/services/test_settle.py",
    "tests/alerts/on_postgresql.py",
    "tests/alerts/services/test_matching.py",
    "tests/alerts/test_migrations.py",
    "tests/incidents/on_postgresql.py",
    "tests/reports/on_postgresql.py",
    "tests/incidents/test_constraints.py",
    "tests/incidents/queries/test_board.py",
    "tests/incidents/queries/test_search.py",
    "tests/incidents/services/test_beside_at_once.py",
    "tests/incidents/services/test_form.py",
    "tests/incidents/services/test_form_at_once.py",
    "tests/incidents/services/test_standing.py",
    "tests/incidents/services/test_two_at_once.py",
)


@pytest.mark.timeout(240)
def test_what_must_not_differ_on_postgresql() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "AMPARO_CI"}
    with postgresql.server() as address:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=60", *CHOSEN],
            cwd=ROOT,
            env={**environment, postgresql.VARIABLE: address},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.timeout(60)
def test_what_a_person_wrote_is_not_in_the_server_s_log(tmp_path: Path) -> None:
    log, words = tmp_path / "log", f"invented-{uuid4().hex}"
    with (
        postgresql.server(log) as address,
        psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor) as there,
    ):
        there.execute("CREATE TABLE said (words text UNIQUE, number int CHECK (number > 0))")
        there.execute("INSERT INTO said VALUES (%s, 1)", [words])
        for number in (1, -1):  # a key that is there, and a row that a constraint refuses
            with pytest.raises(psycopg.errors.IntegrityError):
                there.execute("INSERT INTO said VALUES (%s, %s)", [words, number])

    assert "violates" in log.read_text("utf-8")
    assert words not in log.read_text("utf-8")
