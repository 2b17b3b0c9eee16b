"""What is only PostgreSQL's: no `test_` in the name, so that it runs where test_postgresql.py asks for it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from amparo.core import database
from amparo.core.jobs import ledger, ticking
from amparo.core.models import Job
from amparo.incidents.models import Incident
from amparo.incidents.services.form import place_report
from amparo.reports.api import new_token
from amparo.reports.models import Report
from tests.reports.reporting import DRAFT, NOW, submit


@pytest.mark.django_db
def test_the_server_is_as_hard_as_promised() -> None:
    database.check_hardened()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "loosened",
    [
        "synchronous_commit=off",
        "log_statement=all",
        "log_error_verbosity=default",
        "log_min_error_statement=error",
    ],
)
def test_a_loosened_server_is_noticed(loosened: str) -> None:
    name, value = loosened.split("=")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])

    with pytest.raises(database.DatabaseNotHardened):
        database.check_hardened()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("network")
def test_two_workers_at_once_form_one_incident() -> None:
    first = [submit(replace(DRAFT, text=f"Invented words number {number}.")).report_id for number in range(6)]
    start = Barrier(len(first))

    def form(report_id: UUID) -> UUID | None:
        start.wait()
        try:
            return place_report(report_id=report_id, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(first)) as pool:
        formed = set(pool.map(form, first))

    assert len(formed) == Incident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("network")
def test_the_same_report_from_many_sides_at_once_is_one() -> None:
    token = new_token()

    def send(_number: int) -> str:
        try:
            return submit(token=token).receipt_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(send, range(16)))

    assert (len(codes), Report.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_ticks_at_once_each_id_is_published_by_one() -> None:
    for number in range(50):
        Job.objects.create(queue="worker", name=f"invented.{number}", run_at=NOW)
    published: list[int] = []
    start = Barrier(4)

    def tick(_number: int) -> None:
        start.wait()
        try:
            ticking.tick(
                ("worker",),
                NOW,
                publish=lambda jobs: published.extend(job.job_id for job in jobs),
                depth=lambda _queue: 0,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tick, range(4)))

    assert sorted(published) == sorted(Job.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_get_the_same_id_one_runs_the_job() -> None:
    job = Job.objects.create(queue="worker", name="invented.job", run_at=NOW, published_at=NOW)
    start = Barrier(6)

    def claim(_number: int) -> bool:
        start.wait()
        try:
            return ledger.claim(job.pk, ("worker",), NOW) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(claim, range(6))) == [False] * 5 + [True]
