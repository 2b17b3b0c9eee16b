"""What is taken off a request."""

import ipaddress
from datetime import UTC, datetime, timedelta

from amparo.core.privacy.edge import pseudonym, strip

NOW = datetime(2026, 6, 5, 18, 47, tzinfo=UTC)
MARKERS = ("198.51.100.7", "Mozilla/5.0 marker", "https://marker.example/")


def environ() -> dict[str, object]:
    return {
        "REMOTE_ADDR": MARKERS[0],
        "REMOTE_PORT": "54321",
        "HTTP_X_FORWARDED_FOR": f"203.0.113.9, {MARKERS[0]}",
        "HTTP_X_REAL_IP": MARKERS[0],
        "HTTP_CF_CONNECTING_IP": MARKERS[0],
        "HTTP_FORWARDED": f"for={MARKERS[0]}",
        "HTTP_USER_AGENT": MARKERS[1],
        "HTTP_SEC_CH_UA": MARKERS[1],
        "HTTP_REFERER": MARKERS[2],
        "HTTP_ACCEPT_LANGUAGE": "es",
        "HTTP_HOST": "amparo.example",
        "PATH_INFO": "/report/",
    }


def test_nothing_that_names_the_client_is_left() -> None:
    request = environ()

    strip(request, NOW)

    assert not [value for value in request.values() if any(marker in str(value) for marker in MARKERS)]
    assert request["HTTP_ACCEPT_LANGUAGE"] == "es"
    assert ipaddress.ip_address(str(request["REMOTE_ADDR"])).is_private


def test_a_trusted_proxys_last_word_is_the_client() -> None:
    behind_proxy, direct = environ(), environ()
    behind_proxy["REMOTE_ADDR"] = "127.0.0.1"

    strip(behind_proxy, NOW, "HTTP_X_FORWARDED_FOR")
    strip(direct, NOW)

    assert behind_proxy["REMOTE_ADDR"] == direct["REMOTE_ADDR"]
    assert "HTTP_X_FORWARDED_FOR" not in behind_proxy


def test_a_pseudonym_counts_a_network_for_an_hour_and_is_then_forgotten() -> None:
    assert pseudonym("198.51.100.7", NOW) == pseudonym("198.51.100.200", NOW)
    assert pseudonym("2001:db8:1::7", NOW) == pseudonym("2001:db8:1:9::8", NOW)
    assert pseudonym("198.51.100.7", NOW) != pseudonym("203.0.113.7", NOW)

    this_hour = pseudonym("198.51.100.7", NOW)
    next_hour = pseudonym("198.51.100.7", NOW + timedelta(hours=1))
    assert this_hour != next_hour
    assert pseudonym("198.51.100.7", NOW) != this_hour


def test_what_is_no_address_has_a_pseudonym_too() -> None:
    assert pseudonym("", NOW) == pseudonym("unix:", NOW)
    assert ipaddress.ip_address(pseudonym("fe80::1%eth0", NOW)).is_private
