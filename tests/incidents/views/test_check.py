""" "Heard something? Check": everybody may ask, in their words; nothing of the question is kept."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from amparo.core import clock, pace
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.domain.rumours import Claim as Says
from amparo.incidents.models import SearchEntry
from amparo.incidents.queries import rumours as queries
from amparo.incidents.services import rumours as service
from amparo.incidents.services.rumours import OutsideClaim
from amparo.incidents.views import check
from amparo.incidents.views.check import QUESTIONS_BY_CLIENT
from amparo.network.api import NetworkSettings
from tests.incidents.services.test_rumours import HERE, OFFICIAL
from tests.personas import Personas

pytestmark = pytest.mark.django_db

CHECK = "/check/"


@pytest.fixture(autouse=True)
def nobody_asked_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def publish(personas: Personas) -> UUID:
    """Publish that no buses are at a school in the neighbourhood."""
    now = clock.now()
    what = OutsideClaim(Says.BUSES, "school", HERE, now.date(), Outcome.UNFOUNDED, OFFICIAL)
    rumour_id = service.draft_outside(what=what, by=personas.verifier.actor, now=now)
    seen = queries.preview(rumour_id, language="en", by=personas.editor.actor, now=now)
    service.publish(rumour_id=rumour_id, content_hash=seen.content_hash, by=personas.editor.actor, now=now)
    return rumour_id


def ask(words: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).post(CHECK, {"heard": words})
    assert answer.status_code == 200
    return answer.text


def test_what_was_found_is_said_with_when_and_how(personas: Personas) -> None:
    rumour_id = publish(personas)

    page = ask("are there buses at the school?")

    assert f'href="/rumours/{rumour_id}/"' in page
    assert "Not true: immigration buses" in page
    assert "How we checked: Official source" in " ".join(page.split())
    assert "What is not here may still be true" in page


@pytest.mark.parametrize(
    "words", ["autobuses en la escuela", "AUTOBÚS ESCUELA", "学校 巴士", "автобус школа"]
)
def test_it_is_found_in_other_languages_and_scripts(personas: Personas, words: str) -> None:
    rumour_id = publish(personas)

    page = ask(words, "es")

    assert f'href="/rumours/{rumour_id}/"' in page
    assert "No es cierto: autobuses de migración" in page


def test_nothing_found_promises_nothing_and_offers_to_tell(personas: Personas) -> None:
    publish(personas)

    page = ask("checkpoint at the hospital")

    assert "does not mean that it is false" in page
    assert 'href="/report/?heard=1"' in page
    assert "Not true" not in page


def test_who_tells_what_they_heard_need_not_say_so_again(network: NetworkSettings) -> None:
    client = Client()
    page = client.get("/report/?heard=1")
    sealed = page.context["answers"]
    where = client.post("/report/", {"answers": sealed, "activity": "waiting", "go": "next"})
    when = client.post(
        "/report/",
        {"answers": where.context["answers"], "place_text": "Alvarado y 7", "area": "westlake", "go": "next"},
    )

    assert when.context["step"] == "when"
    assert when.context["form"]["heard"].value() == "heard"


def test_the_question_is_stored_nowhere(personas: Personas, caplog: pytest.LogCaptureFixture) -> None:
    publish(personas)
    told = "zzunmistakable buses school"
    with CaptureQueriesContext(
        connection,
    ) as made:
        ask(told)

    assert not [each for each in made.captured_queries if each["sql"].startswith(("INSERT", "UPDATE"))]
    assert "zzunmistakable" not in caplog.text
    assert "zzunmistakable" not in str([each["sql"] for each in made.captured_queries])


@pytest.mark.parametrize("words", ["", "   ", "?!", "is it true that", "x" * 201])
def test_a_question_without_words_is_answered_kindly(network: NetworkSettings, words: str) -> None:
    answer = Client().post(CHECK, {"heard": words})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script> school", "' OR 1=1 --", "school\x00", "%s %(a)s {x}"]
)
def test_no_words_do_any_harm(personas: Personas, words: str) -> None:
    publish(personas)

    answer = Client().post(CHECK, {"heard": words})

    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.text


def test_asking_without_end_is_slowed_down(network: NetworkSettings) -> None:
    for _ in range(QUESTIONS_BY_CLIENT):
        pace.count("heard", "a pseudonym", QUESTIONS_BY_CLIENT, clock.now())
    request = RequestFactory().post(CHECK, {"heard": "school"}, REMOTE_ADDR="a pseudonym")
    request.user = AnonymousUser()

    answer = check.check(request)

    assert answer.status_code == 429
    assert "That was very often" in answer.content.decode()
    assert Client().post(CHECK, {"heard": "school"}).status_code == 200, "others ask on"


def test_more_outcomes_take_no_more_queries(personas: Personas) -> None:
    publish(personas)
    ask("buses school")  # what is read once a process is read
    with CaptureQueriesContext(connection) as few:
        ask("buses school")
    for _ in range(5):
        publish(personas)
    with CaptureQueriesContext(connection) as many:
        ask("buses school")

    assert SearchEntry.objects.count() == 6
    assert len(many) == len(few) <= 6


def test_without_a_question_the_newest_pages_stand_there(personas: Personas) -> None:
    assert "No rumor was published" in Client().get(CHECK).text
    rumour_id = publish(personas)

    page = Client().get(CHECK)

    assert f'href="/rumours/{rumour_id}/"' in page.text
    assert page.headers["cache-control"].find("no-store") >= 0


def test_a_public_page_shows_what_was_said_and_nothing_of_who(personas: Personas) -> None:
    rumour_id = publish(personas)

    page = Client().get(f"/rumours/{rumour_id}/").text

    assert "it is being passed on: immigration buses at a school" in page
    assert "does not mean that nothing is happening" in page
    assert "the school office" not in page, "how it was judged is for members"
    for persona in (personas.verifier, personas.editor):
        assert persona.name not in page


def test_what_is_not_public_is_not_there(personas: Personas) -> None:
    now = clock.now()
    what = OutsideClaim(Says.BUSES, "school", HERE, now.date(), Outcome.UNFOUNDED, OFFICIAL)
    draft = service.draft_outside(what=what, by=personas.verifier.actor, now=now)
    gone = publish(personas)
    service.withdraw(rumour_id=gone, by=personas.verifier.actor, now=now)

    answers = [Client().get(f"/rumours/{each}/") for each in (draft, gone, UUID(int=5))]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert len({len(each.content) for each in answers}) == 1
    assert "We have nothing about it" in ask("buses school")
