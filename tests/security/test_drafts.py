"""What must not become public is found in drafts (T62).

The drafts are invented. A mark stops a draft until a second look, so a false alarm costs a minute and a miss can
cost a person's safety: recall comes first.
"""

from pathlib import Path

from amparo.core.privacy.marks import find_private_marks

HERE = Path(__file__).parent


def forbidden_drafts() -> list[tuple[str, str]]:
    lines = (HERE / "drafts_forbidden.tsv").read_text(encoding="utf-8").splitlines()
    return [(kind, text) for kind, _, text in (line.partition("\t") for line in lines)]


def allowed_drafts() -> list[str]:
    return (HERE / "drafts_allowed.txt").read_text(encoding="utf-8").splitlines()


def test_the_corpus_has_its_size_and_every_kind() -> None:
    assert len(forbidden_drafts()) + len(allowed_drafts()) >= 300
    assert {kind for kind, _ in forbidden_drafts()} == {
        "phone", "plate", "a_number", "email", "person_name", "home_address", "interference", "tracking"
    }  # fmt: skip


def test_forbidden_drafts_are_found() -> None:
    missed = [
        (kind, text)
        for kind, text in forbidden_drafts()
        if kind not in {mark.kind for mark in find_private_marks(text)}
    ]

    assert len(missed) <= 0.02 * len(forbidden_drafts()), missed


def test_allowed_drafts_mostly_pass() -> None:
    stopped = [text for text in allowed_drafts() if find_private_marks(text)]

    assert len(stopped) <= 0.05 * len(allowed_drafts()), stopped
