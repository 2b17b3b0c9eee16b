"""What every adapter must do. An adapter's test module inherits the class and says how to read what left."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from amparo.channels.adapter import Accepted, Adapter, DeliveryFailed, Outgoing
from tests.channels.wire import at_once, one, send

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


# A sentence of each of the first languages, and what travels badly.
SCRIPTS = {
    "en": "We confirmed agents near Pico-Union. Do not open the door.",
    "es": "Confirmamos agentes cerca de Pico-Union. ¡No abra la puerta! ¿Está en casa?",
    "zh-Hans": "我们确认皮科联合附近有执法人员。请不要开门。",
    "zh-Hant": "我們確認皮科聯合附近有執法人員。請不要開門。",
    "fil": "Nakumpirma namin na may mga ahente malapit sa Pico-Union. Huwag buksan ang pinto.",
    "ko": "피코유니언 근처에 요원이 있음을 확인했습니다. 문을 열지 마세요.",
    "hy": "Մենք հաստատեցինք գործակալների ներկայությունը։ Դուռը մի՛ բացեք։",
    "vi": "Chúng tôi xác nhận có nhân viên gần Pico-Union. Đừng mở cửa.",
    "fa": "حضور مأموران را تأیید کردیم. در را باز نکنید. می‌بینیم.",
    "ar": "تأكدنا من وجود عناصر قرب بيكو يونيون. لا تفتح الباب؟ ١٢٣",
    "ru": "Мы подтвердили: рядом агенты. Не открывайте дверь.",
    "ja": "ピコユニオン付近で捜査官を確認しました。ドアを開けないでください。",
    "km": "យើងបានបញ្ជាក់ថាមានភ្នាក់ងារនៅជិត។ កុំបើកទ្វារ។",
    "th": "เรายืนยันว่ามีเจ้าหน้าที่ใกล้พิโกยูเนียน อย่าเปิดประตู",
    "hi": "हमने पास में एजेंटों की पुष्टि की। दरवाज़ा न खोलें।",
    "pa": "ਅਸੀਂ ਨੇੜੇ ਏਜੰਟਾਂ ਦੀ ਪੁਸ਼ਟੀ ਕੀਤੀ। ਦਰਵਾਜ਼ਾ ਨਾ ਖੋਲ੍ਹੋ।",
    "bn": "আমরা কাছাকাছি এজেন্টদের নিশ্চিত করেছি। দরজা খুলবেন না।",
    "ur": "ہم نے قریب اہلکاروں کی تصدیق کی۔ دروازہ نہ کھولیں۔",
    "am": "በአቅራቢያ ወኪሎች መኖራቸውን አረጋግጠናል። በሩን አይክፈቱ።",
    "ht": "Nou konfime ajan toupre Pico-Union. Pa louvri pòt la.",
    "pt-BR": "Confirmamos agentes perto de Pico-Union. Não abra a porta.",
    "fr": "Nous avons confirmé des agents près d’ici. N’ouvrez pas la porte.",
    "uk": "Ми підтвердили: поруч агенти. Не відчиняйте двері.",
    "signs": '⚠️ 👩‍👩‍👧 a+b & c=d <b>1</b> *x* _y_ `z` [t](u) %41 {x} \\n "q"',
    "lines": "One.\nTwo.\n\nThree.",
}
PAGE = "https://red.example/a/7K2M"
CLOSING = f"Check it here: {PAGE}\n\nTo end these alerts: https://red.example/u/abc"
WORDS_OF_A_SECRET = "camioneta-secreta"


@dataclass(frozen=True)
class Arrived:
    """One message as the provider has it: whom it goes to, what it says, and the key where it takes one."""

    address: str
    text: str
    key: str = ""


class TextContract:
    """What every channel does with texts. A channel's own module says what is its own."""

    address = "maria@example.org"
    # What must be in no log and no exception, beside the address and the text.
    secrets: tuple[str, ...] = ()
    takes_a_key = False

    @pytest.fixture
    def adapter(self) -> Adapter:
        raise NotImplementedError

    def arrived(self) -> list[Arrived]:
        raise NotImplementedError

    def fits(self, text: str) -> bool:
        """Tell whether the channel takes a text of this length."""
        raise NotImplementedError

    def message(self, body: str = "Vimos una camioneta.", *, key: str = KEY) -> Outgoing:
        return outgoing(address=self.address, body=body, key=key)

    @pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS.keys())
    def test_every_script_arrives_unchanged(self, adapter: Adapter, text: str) -> None:
        answer = one(adapter, self.message(text))

        assert isinstance(answer, Accepted)
        assert [each.text for each in self.arrived()] == [text]
        assert [each.address for each in self.arrived()] == [self.address]

    @pytest.mark.parametrize("sentence", [*SCRIPTS.values(), "👩‍👩‍👧 😀."], ids=[*SCRIPTS.keys(), "emoji"])
    def test_a_long_text_is_cut_to_fit_and_keeps_the_page(self, adapter: Adapter, sentence: str) -> None:
        text = f"{sentence} " * 2000 + f"\n\n{CLOSING}"

        answer = one(adapter, self.message(text))

        assert isinstance(answer, Accepted)
        [left] = self.arrived()
        assert self.fits(left.text)
        assert PAGE in left.text
        assert left.text[:8] == text[:8]
        left.text.encode()

    def test_the_key_goes_where_one_is_taken(self, adapter: Adapter) -> None:
        send(adapter, self.message(), self.message(), self.message(key="f" * 32))

        expected = [KEY, KEY, "f" * 32] if self.takes_a_key else ["", "", ""]
        assert [each.key for each in self.arrived()] == expected

    def test_many_are_on_their_way_at_once(self, adapter: Adapter) -> None:
        keys = [f"{number:032x}" for number in range(20)]

        answers = at_once(adapter, *[self.message(f"Nr {key}", key=key) for key in keys])

        assert all(isinstance(answer, Accepted) for answer in answers)
        assert sorted(each.text for each in self.arrived()) == [f"Nr {key}" for key in keys]

    @pytest.mark.parametrize("field", ["key", "address"])
    def test_what_no_program_of_ours_writes_goes_nowhere(self, adapter: Adapter, field: str) -> None:
        attack = "x\r\nBcc: thief@example.org"
        message = self.message()
        is_key = field == "key"
        answer = one(adapter, replace(message, key=attack) if is_key else replace(message, address=attack))

        assert isinstance(answer, DeliveryFailed)
        assert answer.permanent
        assert not answer.is_address_at_fault
        assert self.arrived() == []

    def tells_nothing(self, said: str) -> None:
        """Check that neither a person nor a secret is in what was said."""
        for secret in (self.address, WORDS_OF_A_SECRET, *self.secrets):
            assert secret not in said
