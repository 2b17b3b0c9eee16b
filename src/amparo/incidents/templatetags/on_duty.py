"""What the board says about who is on: counts, no names."""

from dataclasses import dataclass
from datetime import timedelta

from django import template
from django_stubs_ext import StrOrPromise

from amparo.core import clock
from amparo.core.remembered import Remembered
from amparo.incidents.forms import words_numbers as words
from amparo.network import api as network

register = template.Library()
# Every page of the board says it; somebody who came or went may show some seconds late.
_on = Remembered(lambda: network.on_by_task(network.who_is_on(clock.now())), timedelta(seconds=5))


@dataclass(frozen=True, slots=True)
class Task:
    """One task, and how many of those who are on can do it."""

    label: StrOrPromise
    count: int


@register.simple_tag
def tasks_in_hand() -> list[Task]:
    """Return the tasks of a night and how many can do each; one query."""
    return [Task(words.TASKS[task], count) for task, count in _on.get()]
