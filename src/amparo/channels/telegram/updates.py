"""Reading what Telegram hands over when somebody writes to the bot (https://core.telegram.org/bots/api#update)."""

from dataclasses import dataclass, field

# A press on "Start" opens the chat and is no wish for alerts, whatever a link put behind it: the answer says how.
_OPENING = "start"
_HELP = "help"


@dataclass(frozen=True, slots=True)
class Written:
    """What one person wrote to the bot alone."""

    chat: str = field(repr=False)
    text: str = field(repr=False)


def number_of(update: object) -> int | None:
    """Return the update's number, or None where it is no update."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if type(found) is int and found >= 0 else None


def read(update: object) -> Written | None:
    """Return what a person wrote in a private chat; None for groups, channels, bots, and what has no words."""
    message = update.get("message") if isinstance(update, dict) else None
    if not isinstance(message, dict) or number_of(update) is None:
        return None
    chat, person = message.get("chat"), message.get("from")
    if not isinstance(chat, dict) or not isinstance(person, dict):
        return None
    is_theirs = (
        chat.get("type") == "private" and type(chat.get("id")) is int and chat["id"] == person.get("id")
    )
    text = message.get("text") or message.get("caption")
    if not is_theirs or person.get("is_bot") is True or not isinstance(text, str):
        return None
    return Written(str(chat["id"]), without_the_slash(text))


def without_the_slash(text: str) -> str:
    """Return a command as the word it stands for: `/stop@red_bot` is "stop"."""
    if not text.startswith("/"):
        return text
    command, _, rest = text[1:].partition(" ")
    word = command.partition("@")[0]
    return _HELP if word.lower() == _OPENING else f"{word} {rest}".strip()
