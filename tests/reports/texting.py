"""What the tests of conversations share: an invented person with a telephone, and the machine around them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from amparo.channels import api as channels
from amparo.channels.models import RecordedMessage
from amparo.channels.services import answers, pace
from amparo.core import jobs
from tests.channels.keys import being_the_gateway
from tests.reports.reporting import NOW

NUMBER = "+12135550123"


@contextmanager
def a_gateway(folder: Path, now: datetime = NOW) -> Iterator[None]:
    """Be the gateway, with SMS switched on and no memory of earlier senders."""
    pace.forget_providers()
    answers.forget_answers()
    with being_the_gateway(folder):
        channels.switch_on(channels.ChannelKind.SMS, by="system", now=now)
        yield
    pace.forget_providers()


@dataclass
class Phone:
    """Somebody who writes from one number, and reads what comes back."""

    number: str = NUMBER
    kind: channels.ChannelKind = channels.ChannelKind.SMS
    now: datetime = NOW
    count: int = 0
    read: int = field(default=0)

    def puts_in(self, text: str, *, event: str = "") -> None:
        """Have one message taken in, and nothing done with it yet."""
        self.count += 1
        channels.receive_text(
            kind=self.kind,
            sender=self.number,
            text=text,
            event_id=event or f"{self.number}-{self.count}",
            now=self.now,
        )

    def writes(self, text: str, *, event: str = "") -> list[str]:
        """Send one message, let everything run, and return what came back for it."""
        self.puts_in(text, event=event)
        return self.waits(timedelta(seconds=10))

    def waits(self, time: timedelta) -> list[str]:
        """Let time pass, and return what came meanwhile."""
        self.now += time
        drained = jobs.run_all(now=self.now)
        assert drained.failed == []
        return self.gets()

    def gets(self) -> list[str]:
        """Return what arrived since the last look, oldest first."""
        bodies = list(RecordedMessage.objects.order_by("pk").values_list("body", flat=True))
        new, self.read = bodies[self.read :], len(bodies)
        return new
