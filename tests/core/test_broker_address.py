"""The address of a broker is read strictly, goes with PostgreSQL alone, and is never told: it may hold a password."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from amparo.core.jobs.broker import parameters_of
from amparo.settings import brokers

POSTGRESQL = {"ENGINE": "django.db.backends.postgresql"}
FILE = {"ENGINE": "amparo.core.sqlite"}


def test_without_an_address_there_is_none() -> None:
    assert brokers.chosen("", database=FILE) == ""


@pytest.mark.parametrize(
    "url",
    [
        "amqp://guest:guest@127.0.0.1:5672/%2F",
        "amqps://amparo:pa%24s@broker.example/amparo",
        "amqps://amparo:secret@broker.example:5671/amparo?cafile=/etc/ca.pem&certfile=/c.pem&keyfile=/k.pem",
    ],
)
def test_an_address_is_taken_as_it_is(url: str) -> None:
    assert brokers.chosen(url, database=POSTGRESQL) == url


@pytest.mark.parametrize(
    "url",
    [
        "redis://:open-sesame@broker.example",
        "amqp://amparo:open-sesame@broker.example/amparo",
        "amqps://amparo:open-sesame@broker.example/amparo?heartbeat=0",
        "amqp://amparo:open-sesame@127.0.0.1/amparo?cafile=/etc/ca.pem",
        "amqps://amparo:open-sesame@broker.example:many/amparo",
        "amqps://amparo:open-sesame@broker.example/amparo#x",
        "amqps:///open-sesame",
    ],
)
def test_anything_else_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="AMPARO_BROKER_URL") as refused:
        brokers.chosen(url, database=POSTGRESQL)

    assert "open-sesame" not in str(refused.value)


def test_beside_a_file_it_is_refused_and_said_what_to_do() -> None:
    with pytest.raises(ImproperlyConfigured, match="set AMPARO_DATABASE_URL"):
        brokers.chosen("amqp://127.0.0.1/amparo", database=FILE)


def test_over_tls_the_brokers_name_is_checked() -> None:
    parameters = parameters_of("amqps://amparo:pa%24s@broker.example/amparo")

    assert parameters.ssl_options is not None
    assert parameters.ssl_options.server_hostname == "broker.example"
    assert parameters.ssl_options.context.check_hostname
    assert (parameters.host, parameters.port, parameters.virtual_host) == ("broker.example", 5671, "amparo")
    assert parameters.credentials.password == "pa$s"
