"""The address of a database is read strictly, and never told: it may hold a password."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from amparo.settings import databases

FILE = Path("/invented/amparo.sqlite3")


def test_without_an_address_it_is_the_folder_s_own_file() -> None:
    chosen = databases.chosen("", file=FILE)

    assert (chosen["ENGINE"], chosen["NAME"]) == ("amparo.core.sqlite", FILE)
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    "url,expected",
    [
        ("postgresql:///amparo", ("amparo", "", "", "", "")),
        (
            "postgresql://amparo@/amparo?host=%2Frun%2Fpostgresql",
            ("amparo", "amparo", "", "/run/postgresql", ""),
        ),
        (
            "postgres://some%20body:p%40ss%2Fword@db.example:5433/name?sslmode=verify-full",
            ("name", "some body", "p@ss/word", "db.example", 5433),
        ),
        ("postgresql://[::1]/name", ("name", "", "", "::1", "")),
    ],
)
def test_an_address_names_server_database_and_user(url: str, expected: tuple[object, ...]) -> None:
    chosen = databases.chosen(url, file=FILE)

    assert tuple(chosen[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_what_comes_after_the_question_mark_reaches_the_connection() -> None:
    chosen = databases.chosen("postgresql://db.example/name?sslmode=require&connect_timeout=3", file=FILE)

    assert chosen["OPTIONS"] == {"sslmode": "require", "connect_timeout": "3", "server_side_binding": True}


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:secret-word@host/name",
        "postgresql://user:secret-word@host/",
        "postgresql://user:secret-word@host/one/two",
        "postgresql://user:secret-word@host:port/name",
        "postgresql://user:secret-word@host/name?options=-c%20fsync%3Doff",
        "postgresql://user:secret-word@host/name?host=/other",
        "postgresql://user:secret-word@host/name?sslmode",
        "postgresql://user:secret-word@host/name#more",
        "secret-word",
    ],
)
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        databases.chosen(url, file=FILE)

    assert "AMPARO_DATABASE_URL" in str(refused.value)
    assert "secret-word" not in str(refused.value)
