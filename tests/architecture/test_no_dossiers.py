"""There is nowhere to put a dossier on a person: no field, index, address or parameter, and no recognition of faces."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]

# Whole words of an identifier: `agency` and `surface` are not of them.
FORBIDDEN = {
    *(
        "officer",
        "officers",
        "agent",
        "agents",
        "badge",
        "badges",
        "plate",
        "plates",
        "biometric",
        "biometrics",
    ),
    *("face", "faces", "faceprint", "embedding", "embeddings", "gait", "watchlist", "dossier"),
}
RECOGNITION = (
    *(
        "face-recognition",
        "face_recognition",
        "dlib",
        "deepface",
        "insightface",
        "facenet",
        "facenet-pytorch",
    ),
    *("arcface", "retinaface", "face-api", "face-api.js", "openalpr", "fast-alpr"),
)


def words_of(identifier: str) -> set[str]:
    """Return the words of a snake-case, camel-case or hyphenated identifier."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier)
    return {word for word in re.split(r"[^a-z0-9]+", spaced.lower()) if word}


def _schema_names() -> list[str]:
    names = []
    for model in apps.get_models():
        if not model.__module__.startswith("amparo."):
            continue
        names.append(model.__name__)
        names.append(model._meta.db_table)
        names += [f"{model.__name__}.{field.name}" for field in model._meta.get_fields()]
        names += [f"{model.__name__}.{index.name}" for index in model._meta.indexes]
        names += [f"{model.__name__}.{constraint.name}" for constraint in model._meta.constraints]
    return names


def _addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        here = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            found += _addresses(entry, here)
        elif isinstance(entry, URLPattern):
            found.append(f"{here} {entry.name or ''}")
    return found


def _api_names(description: object) -> list[str]:
    """Return the names of the API's paths, parameters and fields, wherever they stand in its description."""
    if isinstance(description, dict):
        names = [str(description["name"])] if "in" in description and "name" in description else []
        for key in ("paths", "properties"):
            if isinstance(description.get(key), dict):
                names += [str(name) for name in description[key]]
        return names + [name for value in description.values() for name in _api_names(value)]
    if isinstance(description, list):
        return [name for value in description for name in _api_names(value)]
    return []


@pytest.mark.parametrize(
    "identifier", ["officer_name", "Report.badge", "agentId", "plate-number", "face_embedding"]
)
def test_the_lint_would_see_a_dossier(identifier: str) -> None:
    assert words_of(identifier) & FORBIDDEN


def test_no_model_field_or_index_is_about_an_officer() -> None:
    assert [name for name in _schema_names() if words_of(name) & FORBIDDEN] == []


def test_no_address_is_about_an_officer() -> None:
    assert [address for address in _addresses(get_resolver()) if words_of(address) & FORBIDDEN] == []


def test_no_endpoint_takes_such_a_key() -> None:
    from amparo.web.rest import api

    assert [name for name in _api_names(api.get_openapi_schema()) if words_of(name) & FORBIDDEN] == []


@pytest.mark.parametrize(
    "lock", ["requirements/run.txt", "requirements/dev.txt", "frontend/package-lock.json"]
)
def test_no_lock_holds_a_package_that_recognises_people(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").lower()

    assert [name for name in RECOGNITION if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)] == []
