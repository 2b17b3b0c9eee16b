"""What the terminal says when the demonstration is up."""

from amparo.demo.services import entrance


def link(origin: str, handle: str) -> str:
    """Return the address that signs a visitor in as a persona."""
    return f"{origin}/demo/enter/{handle}/{entrance.read().token}/"


def banner(origin: str) -> str:
    """Return the address, the personas with their links, and what to try."""
    door = entrance.read()
    width = max(len(each.name) for each in door.personas)
    people = "\n".join(
        f"  {each.name:<{width}}  {link(origin, each.handle)}\n  {'':<{width}}  {each.tries_en}"
        for each in door.personas
    )
    return f"""
Amparo's demonstration: everything in it is invented, and nothing leaves this machine.

  Public pages  {origin}/
  Report        {origin}/report/
  Personas      {origin}/demo/
  Outbox        {origin}/demo/outbox/   (what would have left by e-mail)

Sign in by one click, as a member of the network:

{people}

To try, with two browsers or two private windows:
  1. Report something near Pico-Union, and keep the receipt.
  2. As Dani, see it arrive on the board. As Vera, record what was found, compose an alert and propose it.
  3. As Emilio, preview it in each language and release it. Vera can't.
  4. Read it on the public page, in the outbox and in the feeds. Open your receipt.

The data is kept; a new weekend: end this, and delete the data folder. Ctrl-C ends everything.
"""
