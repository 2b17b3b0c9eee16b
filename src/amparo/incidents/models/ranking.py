"""Where an undecided incident stands in the queue, as one number that the database keeps and indexes.

Who is in danger comes first, then what is urgent, then the greater weight, then what nobody has; the newest sighting
decides between equals. An incident that waits for nobody has no rank.
"""

from typing import Final

from django.db.models import Case, F, IntegerField, Q, Value, When

from amparo.incidents.domain.states import UNDECIDED, State

# A weight fits into 16 bits, and one more says that nobody has it; above them stand urgency and danger.
_LEAST_WEIGHT: Final = -(2**15)
_URGENT: Final = 2**17
DANGER_RANK: Final = 2 * _URGENT


def rank() -> Case:
    """Return the expression by which the database ranks an incident."""
    step = _if(Q(child_alone=True) | Q(someone_hurt=True), DANGER_RANK) + _if(Q(is_urgent=True), _URGENT)
    weighed = (F("weight") - _LEAST_WEIGHT) * 2
    free = _if(Q(state=State.CHECKING.value), 0, otherwise=1)
    waits = Q(state__in=sorted(each.value for each in UNDECIDED)) | Q(has_news=True)
    return Case(When(waits, then=step + weighed + free), default=None, output_field=IntegerField())


def _if(condition: Q, number: int, *, otherwise: int = 0) -> Case:
    return Case(When(condition, then=Value(number)), default=Value(otherwise), output_field=IntegerField())
