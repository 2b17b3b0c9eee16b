"""How many sources there are: the same in any order, never more by a copy, and each tie says why."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.core.sketches import text_sketch
from amparo.incidents.domain.independence import Independence, Link, Source, Tie, count, ties_of

A, B, C, D = (UUID(int=n) for n in range(1, 5))
SENDER = UUID(int=99)
KEY = b"a key for tests"

WINDOW = "Three men with vests knock at the green house on the corner of Eighth and Alvarado, two vans wait."
STREET = (
    "Dos camionetas blancas frente a la casa verde, hay agentes con chaleco tocando la puerta de enfrente."
)
PICTURE, SAME_PICTURE, OTHER_PICTURE = 0x0F0F_0F0F, 0x0F0F_0F0E, 0x7FFF_0000_FFFF_0000


def source(report_id: UUID, text: str = "", **more: object) -> Source:
    return Source(report_id, **({"is_first_hand": True, "wording": text_sketch(text, KEY)} | more))  # type: ignore[arg-type]  # a test's own fields


def groups(found: Independence) -> list[set[UUID]]:
    return [set(each.report_ids) for each in found.groups]


def test_two_people_in_their_own_words_are_two() -> None:
    found = count([source(A, WINDOW), source(B, STREET)])

    assert found.count == 2
    assert found.links() == ()
    assert found.tied_among([A, B]) == ()


@pytest.mark.parametrize(
    "one, other, tie",
    [
        ({"text": WINDOW}, {"text": WINDOW.upper() + "!!!"}, Tie.SAME_WORDS),
        ({"text": WINDOW}, {"text": WINDOW.replace("two vans", "three vans")}, Tie.SAME_WORDS),
        (
            {"text": WINDOW},
            {"text": f"My aunt in Boyle Heights got this today. {WINDOW}", "is_forwarded": True},
            Tie.FORWARDED,
        ),
        ({"pictures": (PICTURE,)}, {"pictures": (OTHER_PICTURE, SAME_PICTURE)}, Tie.SAME_PICTURE),
        ({"correspondent": SENDER}, {"correspondent": SENDER}, Tie.SAME_CORRESPONDENT),
        ({"browser": "mark"}, {"browser": "mark"}, Tie.SAME_BROWSER),
    ],
)
def test_what_is_the_same_ties_two_reports_and_is_named(
    one: dict[str, object], other: dict[str, object], tie: Tie
) -> None:
    found = count([source(B, **other), source(A, **one)])  # type: ignore[arg-type]  # a test's own fields

    assert found.count == 1
    assert found.links() == (Link(A, B, (tie,)),)


@pytest.mark.parametrize(
    "one, other",
    [
        ("ICE here", "ICE here"),
        ("la migra esta aqui", "La migra está aquí!"),
        ("", ""),
        ("ICE at Eighth and Alvarado", "ICE on Eighth and Alvarado"),
        (WINDOW, STREET),
    ],
)
def test_short_texts_and_nothing_are_no_match(one: str, other: str) -> None:
    assert count([source(A, one), source(B, other)]).count == 2


def test_a_short_text_in_the_very_same_words_is_one() -> None:
    chinese = "移民局的人正在第八街和阿尔瓦拉多街的超市门口拦人请大家小心"

    assert count([source(A, chinese), source(B, chinese)]).count == 1


def test_nothing_is_no_reason() -> None:
    nobody = {"correspondent": None, "browser": "", "pictures": ()}

    assert ties_of(source(A, **nobody), source(B, **nobody)) == ()  # type: ignore[arg-type]  # a test's own fields


def test_hearsay_counts_as_none_but_ties() -> None:
    hearsay = source(C, is_first_hand=False, browser="mark", correspondent=SENDER)

    assert count([source(A), hearsay]).count == 1
    assert count([hearsay]).count == 0
    tied = count([source(A, browser="mark"), source(B, correspondent=SENDER), hearsay])
    assert tied.count == 1
    assert groups(tied) == [{A, B, C}]


def test_a_forwarded_message_is_nobodys_own_eyes() -> None:
    found = count([source(A, WINDOW, is_forwarded=True), source(B, STREET)])

    assert found.count == 1
    assert found.forwarded == {A}


def test_what_was_found_before_still_ties_when_it_is_erased() -> None:
    known = [Link(A, B, (Tie.SAME_BROWSER,)), Link(C, UUID(int=77), (Tie.SAME_WORDS,))]

    found = count([source(A), source(B), source(C)], known)

    assert (found.count, found.links()) == (2, (Link(A, B, (Tie.SAME_BROWSER,)),))


def test_the_tied_among_chosen_reports_are_named_also_through_a_third() -> None:
    between = source(C, browser="mark", correspondent=SENDER)
    found = count([source(A, browser="mark"), source(B, correspondent=SENDER), source(D), between])

    assert [each.report_ids for each in found.tied_among([A, B, D])] == [(A, B, C)]
    assert found.tied_among([A, D]) == ()


_TEXTS = ("", "ICE here", WINDOW, WINDOW + " Careful.", STREET, STREET.lower(), WINDOW[20:])
_SKETCHES = [text_sketch(text, KEY) for text in _TEXTS]
_sources = st.lists(
    st.builds(
        Source,
        st.integers(1, 40).map(lambda number: UUID(int=number)),
        wording=st.sampled_from(_SKETCHES),
        is_first_hand=st.booleans(),
        is_forwarded=st.booleans(),
        pictures=st.lists(st.sampled_from([PICTURE, SAME_PICTURE, OTHER_PICTURE]), max_size=2).map(tuple),
        correspondent=st.sampled_from([None, None, SENDER, UUID(int=98)]),
        browser=st.sampled_from(["", "", "", "one", "two"]),
    ),
    max_size=8,
    unique_by=lambda each: each.report_id,
)


@settings(max_examples=60, deadline=None)
@given(told=_sources, order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(told: list[Source], order: object) -> None:
    mixed = list(told)
    order.shuffle(mixed)  # type: ignore[attr-defined]  # a Random

    assert count(mixed) == count(told)


@settings(max_examples=60, deadline=None)
@given(told=_sources)
def test_groups_hold_every_report_once_and_their_links_hold_them_together(told: list[Source]) -> None:
    found = count(told)

    assert sorted(key for each in found.groups for key in each.report_ids) == sorted(
        each.report_id for each in told
    )
    assert found.count == sum(each.counts for each in found.groups)
    for group in found.groups:
        assert len(group.links) == len(group.report_ids) - 1
        assert all(link.ties and link.one < link.other for link in group.links)
    for one in told:
        for other in told:
            if one is not other and ties_of(one, other):
                assert found.tied_among([one.report_id, other.report_id])


@settings(max_examples=60, deadline=None)
@given(told=_sources)
def test_one_more_report_never_makes_two_of_one_source(told: list[Source]) -> None:
    if not told:
        return
    before, after = count(told[:-1]), count(told)

    for group in before.groups:
        assert any(set(group.report_ids) <= set(larger.report_ids) for larger in after.groups)
    assert after.count <= before.count + 1


def test_hundreds_of_reports_in_the_same_words_are_one() -> None:
    flood = [source(UUID(int=n), WINDOW) for n in range(1, 400)]
    changed = [source(UUID(int=n), WINDOW + f" {n}") for n in range(400, 500)]

    assert count([*flood, *changed]).count == 1


def test_who_names_no_place_counts_only_where_nobody_names_one() -> None:
    named, elsewhere = source(A, WINDOW), source(B, STREET, names_place=False)

    found = count([named, elsewhere])

    assert found.count == 1
    assert found.nowhere == {B}
    assert count([elsewhere]).count == 1
    assert count([elsewhere]).nowhere == frozenset()
