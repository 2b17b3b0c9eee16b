"""In which language an alert reaches whom, also where a language loses a sentence or its place in between."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, AlertText, Subscription
from amparo.alerts.queries import wording
from amparo.alerts.services import releasing
from amparo.channels.models import Delivery
from amparo.core import phrases
from amparo.network import queries
from amparo.network.models import Network
from tests.alerts.world import World

SHEETS = Path(wording.__file__).resolve().parents[1] / "phrases"
Lose = Callable[[str, str], None]


def speak(*tags: str) -> None:
    """Let the network speak these languages, the first one first."""
    Network.objects.update(languages=list(tags), default_language=tags[0])
    queries.forget_network()


@pytest.fixture
def lose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lose:
    """Have a new version in which a language lacks a sentence."""
    folder = tmp_path / "sheets"
    shutil.copytree(SHEETS, folder)
    others = phrases.book

    def without(tag: str, phrase: str) -> None:
        group, name = phrase.split(".")
        sheet = folder / f"{tag}.toml"
        kept = sheet.read_text(encoding="utf-8").replace(f"[{group}.{name}]", f"[{group}.{name}]\n#", 1)
        head, _, tail = kept.partition(f"[{group}.{name}]\n#")
        sheet.write_text(f"{head}{tail[tail.index('[') :]}", encoding="utf-8")
        changed = phrases.read_book(folder)
        monkeypatch.setattr(phrases, "book", lambda app: changed if app == "alerts" else others(app))

    return without


def languages_of_deliveries() -> list[str]:
    return sorted(Delivery.objects.filter(message__purpose="alert").values_list("language", flat=True))


def test_everybody_gets_their_own_language(world: World) -> None:
    speak("en", "vi", "zh-Hant", "fa")
    for tag in ("en", "vi", "zh-Hant", "fa"):
        world.subscriber(f"a@{tag.lower()}.example", language=tag)

    world.released()

    assert languages_of_deliveries() == ["en", "fa", "vi", "zh-Hant"]
    assert all(world.got(said) for said in ("Đã xác nhận", "已確認", "تأیید شد"))


@pytest.mark.parametrize("tag", ["xx", "vi-Latn-US", "ase", "kjb", "not a tag", ""])
def test_whoever_speaks_nothing_of_it_gets_the_networks_first_language(world: World, tag: str) -> None:
    speak("es", "en", "ko")
    subscription_id = world.subscriber("a@b.example", language="es")
    Subscription.objects.filter(pk=subscription_id).update(language=tag)

    world.released()

    assert languages_of_deliveries() == ["es"]


def test_a_tag_of_another_kind_finds_its_language(world: World) -> None:
    speak("en", "zh-Hans", "zh-Hant", "fil")
    for number, tag in enumerate(("zh-TW", "zh-SG", "tl", "yue")):
        subscription_id = world.subscriber(f"a{number}@b.example", language="en")
        Subscription.objects.filter(pk=subscription_id).update(language=tag)

    world.released()

    assert languages_of_deliveries() == ["fil", "zh-Hans", "zh-Hant", "zh-Hant"]


def test_a_translation_that_nobody_checked_says_so(world: World) -> None:
    speak("en", "ko")
    world.subscriber("a@b.example", language="ko")

    alert_id = world.released()

    closing = dict(AlertText.objects.filter(alert_id=alert_id).values_list("language", "closing"))
    assert "컴퓨터가 번역했으며" in closing["ko"]
    assert "computer" not in closing["en"]
    assert "컴퓨터가 번역했으며" in world.bodies("확인됨")[0]


def test_a_language_that_lacks_one_sentence_is_not_used_at_all(world: World, lose: Lose) -> None:
    speak("en", "vi")
    world.subscriber("a@b.example", language="vi")
    lose("vi", "statement.more_came")  # of no use here; and yet what may be said must be sayable

    alert_id = world.compose(world.incident())

    assert wording.offered_languages() == ("en",)
    world.release(alert_id)
    world.work()
    assert languages_of_deliveries() == ["en"]
    assert "uý vị" not in world.bodies("Confirmed:")[0]


def test_a_sentence_lost_between_proposal_and_release_stops_the_release(world: World, lose: Lose) -> None:
    speak("en", "vi")
    alert_id, shown = world.proposed(Kind.CONFIRMED)
    lose("vi", "fact.confirmed")

    with pytest.raises(releasing.ContentChanged):
        releasing.release(
            alert_id=alert_id, content_hash=shown, by=world.personas.editor.actor, now=world.now
        )

    assert not Alert.objects.filter(released_at__isnull=False).exists()


def test_a_sentence_lost_while_it_is_being_sent_leaves_no_half_of_it(world: World, lose: Lose) -> None:
    speak("en", "vi")
    world.subscriber("a@b.example", language="vi")
    alert_id, _shown = world.proposed(Kind.CONFIRMED)
    world.release(alert_id)
    lose("vi", "closing.until")

    world.work()

    assert not world.got("Đã xác nhận")
    assert "uý vị" not in world.bodies("Confirmed:")[0]


def test_a_language_taken_out_of_use_while_it_is_being_sent_goes_out_as_released(world: World) -> None:
    speak("en", "vi")
    world.subscriber("a@b.example", language="vi")
    alert_id, _shown = world.proposed(Kind.CONFIRMED)
    world.release(alert_id)
    speak("en")

    world.work()

    assert languages_of_deliveries() == ["vi"]
    assert wording.offered_languages() == ("en",)


def test_a_network_without_one_complete_language_speaks_english(world: World) -> None:
    speak("kjb", "mam")

    world.released()

    assert list(AlertText.objects.values_list("language", flat=True)) == ["en"]
