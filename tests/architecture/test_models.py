"""What every model says of itself, and whom it may point to."""

import re
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    Key = models.ForeignKey[models.Model, models.Model]

# From the ground up: `.importlinter` keeps the same order for imports, which strings in foreign keys escape.
ORDER = ("core", "channels", "network", "vault", "reports", "incidents", "alerts", "web", "demo")
OURS = [model for model in apps.get_models() if model.__module__.startswith("amparo.")]
PRIVACY = re.compile(r"^\s*Privacy: (none|internal|personal|sealed)\b", re.MULTILINE)
RETENTION = re.compile(r"^\s*Retention: \S", re.MULTILINE)


def _label(model: type[models.Model]) -> str:
    return model._meta.label


def _relations() -> "list[tuple[type[models.Model], Key]]":
    return [
        (model, field)
        for model in OURS
        for field in model._meta.get_fields(include_parents=False)
        if isinstance(field, models.ForeignKey)
    ]


def test_there_are_models_to_look_at() -> None:
    assert len(OURS) > 10


@pytest.mark.parametrize("model", OURS, ids=_label)
def test_a_model_says_how_private_it_is_and_how_long_it_is_kept(model: type[models.Model]) -> None:
    said = model.__doc__ or ""

    assert PRIVACY.search(said), (
        f"{_label(model)}: the docstring lacks `Privacy: none|internal|personal|sealed`"
    )
    assert RETENTION.search(said), f"{_label(model)}: the docstring lacks `Retention: …`"


@pytest.mark.parametrize(
    "model, field", _relations(), ids=lambda each: getattr(each, "name", None) or _label(each)
)
def test_a_relation_points_downwards_and_leaves_nothing_on_the_other_side(
    model: type[models.Model], field: "Key"
) -> None:
    target = field.related_model
    assert isinstance(target, type)
    ours, theirs = model._meta.app_label, target._meta.app_label
    if ours == theirs or theirs not in ORDER:
        return

    assert ORDER.index(theirs) < ORDER.index(ours), f"{_label(model)}.{field.name} points up to {theirs}"
    assert field.remote_field.related_name == "+", f"{_label(model)}.{field.name} needs related_name='+'"
