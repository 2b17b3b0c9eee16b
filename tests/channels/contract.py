"""What every adapter must do. An adapter's test module inherits the class and says how to read what left."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from amparo.channels.adapter import Accepted, Adapter, DeliveryFailed, Outgoing
from tests.channels.wire import one, send

KEY = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Left:
    """One message as it left: what a receiver's program would show."""

    subject: str
    body: str
    headers: dict[str, str]


def outgoing(
    *,
    address: str = "maria@example.org",
    key: str = KEY,
    language: str = "es",
    subject: str = "Confirmado cerca de Pico-Union",
    body: str = "Vimos una camioneta. No abra la puerta.\n\nRed de Prueba",
    sender_name: str = "Red de Prueba",
    unsubscribe_url: str = "",
) -> Outgoing:
    return Outgoing(
        address=address,
        key=key,
        language=language,
        subject=subject,
        body=body,
        sender_name=sender_name,
        unsubscribe_url=unsubscribe_url,
        at=datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
    )


TEXTS = {
    "plain": "A van was seen.",
    "spanish": "Ojalá ningún niño… ¿está en casa? ¡Sí!",
    "arabic": "شوهدت سيارة بيضاء قرب المدرسة. لا تفتح الباب.",
    "persian with a joiner": "می‌بینیم",
    "chinese": "有人看見一輛白色貨車。" * 40,
    "burmese": "တံခါးမဖွင့်ပါနှင့်။",
    "emoji": "⚠️ 👩‍👩‍👧",
    "one very long line": "word " * 1000 + "end",
    "one line without a blank": "x" * 3000,
    "lines that begin with dots": ".\n..\n. dot\nFrom here",
    "an equals sign at the end": "1 + 1 =",
    "a blank at the end of a line": "a\nb",
    "the end of a message": "a\n.\nb",
}


class AdapterContract:
    """The contract. `adapter` and `left` come from the adapter's own module."""

    @pytest.fixture
    def adapter(self) -> Adapter:
        raise NotImplementedError

    def left(self) -> list[Left]:
        raise NotImplementedError

    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
    def test_a_text_arrives_as_it_was_written(self, adapter: Adapter, text: str) -> None:
        answer = one(adapter, outgoing(body=text))

        assert answer == Accepted()
        assert [message.body.rstrip("\n") for message in self.left()] == [text.rstrip("\n")]

    @pytest.mark.parametrize(
        "subject",
        ["Confirmado", "Confirmación: ¿qué hacer?", "تأكيد " * 20, "=?utf-8?q?not_encoded?=", "x " * 100],
    )
    def test_a_subject_arrives_as_it_was_written(self, adapter: Adapter, subject: str) -> None:
        answer = one(adapter, outgoing(subject=subject))

        assert answer == Accepted()
        assert [message.subject for message in self.left()] == [" ".join(subject.split())]

    @pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00", "\x85"])
    def test_no_value_makes_a_header(self, adapter: Adapter, break_: str) -> None:
        attack = f"x{break_}Bcc: thief@example.org{break_}{break_}Evil"
        send(adapter, outgoing(subject=attack, sender_name=attack))

        for message in self.left():
            assert "Bcc" not in message.headers
            assert "Evil" not in message.body
            assert message.body.startswith("Vimos")

    @pytest.mark.parametrize("field", ["unsubscribe_url", "language", "key", "address"])
    def test_a_value_that_no_program_of_ours_writes_is_refused(self, adapter: Adapter, field: str) -> None:
        values = {field: "https://example.org/\r\nBcc: thief@example.org"}
        answer = one(adapter, outgoing(**values))

        assert isinstance(answer, DeliveryFailed)
        assert answer.permanent
        assert self.left() == []

    def test_one_click_ends_the_subscription(self, adapter: Adapter) -> None:
        send(adapter, outgoing(unsubscribe_url="https://red.example/u/abc"))

        [message] = self.left()
        assert message.headers["List-Unsubscribe"] == "<https://red.example/u/abc>"
        assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_it_says_that_a_machine_wrote_it_and_in_which_language(self, adapter: Adapter) -> None:
        send(adapter, outgoing())

        [message] = self.left()
        assert message.headers["Auto-Submitted"] == "auto-generated"
        assert message.headers["Content-Language"] == "es"
        assert message.headers["Message-ID"].startswith(f"<{KEY}@")
        assert message.headers["From"].startswith("Red de Prueba <")

    def test_many_leave_over_one_connection(self, adapter: Adapter) -> None:
        answers = send(adapter, *[outgoing(subject=f"Number {number}") for number in range(5)])

        assert answers == [Accepted()] * 5
        assert sorted(message.subject for message in self.left()) == [
            f"Number {number}" for number in range(5)
        ]
