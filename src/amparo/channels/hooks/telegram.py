"""What Telegram brings: by calling us with a secret of ours, or, where nobody can call us, when we ask for it."""

import asyncio
import hmac
import json
import logging
import re
from datetime import datetime, timedelta
from threading import Event

from django.conf import settings
from django.db import Error, close_old_connections

from amparo.channels import queries
from amparo.channels.adapters import posting
from amparo.channels.adapters.http import LineLost, NotReached, Reply, line_to
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks.exchange import Answer, HookRefused, Request
from amparo.channels.hooks.receiving import receive
from amparo.channels.telegram import updates
from amparo.channels.telegram.adapter import TOKEN, target
from amparo.core import clock

log = logging.getLogger(__name__)

PATH = "/hooks/telegram/"
MOST_AT_ONCE = 20
PAUSE = timedelta(seconds=5)
LONG_PAUSE = timedelta(minutes=5)
_ALLOWED = ["message"]
_UPDATE_ID = re.compile(rb'"update_id":\s*([0-9]{1,15})')


def take_update(request: Request, now: datetime) -> Answer:
    """Take in one update.

    Raises:
        HookRefused: 403 without the secret that we gave to Telegram, 400 for other content, 503 as `receive` does.
    """
    given = request.header("x-telegram-bot-api-secret-token").encode("utf-8", "replace")
    is_right = hmac.compare_digest(given, settings.TELEGRAM_SECRET.encode())
    if request.method != "POST" or not settings.TELEGRAM_SECRET or not is_right:
        raise HookRefused(403)
    try:
        update = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise HookRefused(400) from error
    if updates.number_of(update) is None:
        raise HookRefused(400)
    _take(update, now)
    return Answer()


def _take(update: object, now: datetime) -> None:
    written = updates.read(update)
    if written is not None:
        receive(
            kind=ChannelKind.TELEGRAM,
            sender=written.chat,
            text=written.text,
            event_id=f"telegram:{updates.number_of(update)}",
            now=now,
        )


def is_wanted() -> bool:
    """Tell whether the gateway has a bot to look after."""
    return "telegram" in settings.CHANNEL_ADAPTERS and TOKEN.fullmatch(settings.TELEGRAM_TOKEN) is not None


def look_after(stop: Event) -> None:
    """Tell Telegram where to call us, or ask it again and again, until `stop` is set: the body of a thread."""
    asking = Asking()
    while not stop.is_set():
        close_old_connections()
        pause = asking.step(now=clock.now())
        if pause is None:
            return
        stop.wait(pause.total_seconds())


class Asking:
    """The state of asking for updates: what was confirmed, and how many are asked for at once."""

    def __init__(self) -> None:
        self.offset = 0
        self._most = MOST_AT_ONCE

    def step(self, *, now: datetime) -> timedelta | None:
        """Do one thing; return how long to wait before the next, or None when Telegram calls us from now on."""
        if not queries.is_switched_on(ChannelKind.TELEGRAM):
            return PAUSE
        try:
            if settings.TELEGRAM_SECRET:
                return self._read_webhook(_call("setWebhook", _webhook()))
            content = {"offset": self.offset, "limit": self._most, "allowed_updates": _ALLOWED}
            wait_s = int(settings.TELEGRAM_POLL.total_seconds())
            return self._read(_call("getUpdates", {**content, "timeout": wait_s}), now)
        except (NotReached, LineLost):
            return PAUSE
        except (Error, HookRefused):
            log.warning("What came by Telegram was not taken; it is asked for again.")
            return PAUSE

    def _read_webhook(self, reply: Reply) -> timedelta | None:
        if posting.fields_of(reply.body).get("ok") is True:
            return None
        log.warning("Telegram was not told where to call us: %d", reply.status)
        return LONG_PAUSE

    def _read(self, reply: Reply, now: datetime) -> timedelta:
        fields = posting.fields_of(reply.body)
        found = fields.get("result")
        if reply.status == 200 and isinstance(found, list):
            for update in found:
                _take(update, now)
                self._confirm(updates.number_of(update))
            self._most = MOST_AT_ONCE
            return timedelta(0)
        if reply.status == 200:
            return self._pass_over(reply)
        if reply.status == 409:  # another program asks with our token, or an address was set before
            _call("deleteWebhook", {"drop_pending_updates": False})
            return PAUSE
        if reply.status == 429:
            asked = posting.number_in(posting.inner(fields, "parameters"), "retry_after")
            return max(timedelta(seconds=min(asked, 3600)), PAUSE)
        log.warning("Telegram does not give updates: %d", reply.status)
        return LONG_PAUSE if reply.status in {401, 404} else PAUSE

    def _pass_over(self, reply: Reply) -> timedelta:
        """Ask for less where more came than is read of one answer; one update that is too long is passed over."""
        number = _UPDATE_ID.search(reply.body)
        if self._most == 1 and number is not None:
            log.warning("One update of Telegram is too long, and is passed over.")
            self._confirm(int(number[1]))
        self._most = 1
        return timedelta(0) if number is not None else PAUSE

    def _confirm(self, number: int | None) -> None:
        """Have Telegram forget an update with the next question."""
        if number is not None:
            self.offset = max(self.offset, number + 1)


def _webhook() -> dict[str, object]:
    return {
        "url": f"{settings.GATEWAY_HOOKS_ORIGIN}{PATH}",
        "secret_token": settings.TELEGRAM_SECRET,
        "allowed_updates": _ALLOWED,
        "max_connections": 4,
    }


def _call(method: str, content: dict[str, object]) -> Reply:
    """Call the bot API once, from a thread that waits.

    Raises:
        NotReached: there is no connection.
        LineLost: it ended before the answer.
    """
    patience = settings.TELEGRAM_POLL + settings.CHAT_TIMEOUT

    async def call() -> Reply:
        async with line_to(settings.TELEGRAM_URL, timeout=patience) as line:
            headers = {"Content-Type": "application/json"}
            return await line.post(target(method), json.dumps(content).encode(), headers)

    return asyncio.run(call())
