"""When two members count as two people.

The problem: whoever may invite can make himself a second account, and a third one that vouches for the second; then
"a second person must release" says nothing. Accounts can't prove that people stand behind them, and a network of
volunteers has no personnel office. What it has is who brought whom: every account was invited by somebody, and
another member may have vouched for it ("I know this person").

The choice: an account is backed by its inviter and its voucher, and everyone stands behind himself. Two accounts are
*not* two people if

1. they are one account;
2. one invited the other, and no third member vouched for the invited one;
3. some single member who is no founder stands behind both: each of the two reaches a founder only through that
   member. Whole families of accounts made by one hand fail here, however they vouch for each other.

Whoever makes a member's link for a new password could use it himself. So an account with new access counts as brought
in by the one who made the link, until a member vouches for it who does not himself rest on that one.

Founders are made at the console of the machine by someone who could do anything there, so rule 3 would protect from
nobody; and a network that begins with one founder descends from that founder, so it would stop everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from amparo.core.errors import AmparoError

Why = Literal["same_account", "invited_without_voucher", "same_hand_behind_both"]


class NotIndependent(AmparoError):
    """The two accounts don't count as two people; `fields` has `why` (`Why`)."""

    code = "NOT_INDEPENDENT"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands behind an account: None where nobody does. A founder was invited by nobody."""

    invited_by: UUID | None
    vouched_by: UUID | None = None
    renewed_by: UUID | None = None

    @property
    def brought_by(self) -> UUID | None:
        """Who let in whoever holds the account now, as far as anybody vouched for."""
        return self.invited_by if self.vouched_by or not self.renewed_by else self.renewed_by

    @property
    def is_founder(self) -> bool:
        """Whether the account was made at the console, and is still held by whom it was made for."""
        return self.brought_by is None


def check(composer: UUID, releaser: UUID, standings: Mapping[UUID, Standing]) -> None:
    """Go on only if the two accounts count as two people; the order of the two does not matter.

    Args:
        composer: one account.
        releaser: the other.
        standings: of both, and of everyone who stands behind them, directly or not.

    Raises:
        NotIndependent: they don't count as two people.
    """
    if composer == releaser:
        raise NotIndependent(why="same_account")
    for inviter, invited in ((composer, releaser), (releaser, composer)):
        standing = standings[invited]
        if standing.brought_by == inviter and standing.vouched_by in {None, inviter, invited}:
            raise NotIndependent(why="invited_without_voucher")
    suspects = (_behind(composer, standings) & _behind(releaser, standings)) - {
        each for each, standing in standings.items() if standing.is_founder
    }
    for suspect in suspects:
        if rests_on(composer, suspect, standings) and rests_on(releaser, suspect, standings):
            raise NotIndependent(why="same_hand_behind_both")


def check_voucher(voucher: UUID, account: UUID, standings: Mapping[UUID, Standing]) -> None:
    """Go on only if a word for an account with new access is not its renewer's own word in another's mouth.

    Raises:
        NotIndependent: the voucher rests on the one who made the link for new access.
    """
    standing = standings[account]
    if standing.renewed_by is None or standings[standing.renewed_by].is_founder:
        return
    as_it_was = {**standings, account: Standing(standing.invited_by)}
    if rests_on(voucher, standing.renewed_by, as_it_was):
        raise NotIndependent(why="same_hand_behind_both")


def _backers(account: UUID, standings: Mapping[UUID, Standing]) -> set[UUID]:
    standing = standings[account]
    return {each for each in (standing.brought_by, standing.vouched_by) if each is not None}


def _behind(account: UUID, standings: Mapping[UUID, Standing], *, without: UUID | None = None) -> set[UUID]:
    """Return everyone reached by going from an account to its backers, itself among them."""
    seen: set[UUID] = set()
    open_ends = {account} - {without}
    while open_ends:
        each = open_ends.pop()
        seen.add(each)
        open_ends |= _backers(each, standings) - seen - {without}
    return seen


def rests_on(account: UUID, suspect: UUID, standings: Mapping[UUID, Standing]) -> bool:
    """Tell whether an account reaches no founder without the suspect."""
    return not any(standings[each].is_founder for each in _behind(account, standings, without=suspect))
