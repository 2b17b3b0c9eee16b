"""What the network asks the holder of a receipt, as the receipt's page takes it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import translation

from amparo.core import languages, phrases
from amparo.reports.domain.asking import OpenQuestion
from amparo.reports.domain.views import ReceiptView
from amparo.reports.forms.receipt import AnswerForm
from amparo.reports.queries import asking


@dataclass(frozen=True, slots=True)
class Shown:
    """One question with the form that answers it."""

    question_id: UUID
    text: str
    language: str
    direction: str
    form: AnswerForm


def questions(found: ReceiptView, wrong: AnswerForm | None) -> list[Shown]:
    """Return what waits for an answer; a form that could not be taken stands at its question again."""
    if found.is_closed:
        return []
    return [_shown(each, number, wrong) for number, each in enumerate(asking.open_questions(found.report_id))]


def question_of(request: HttpRequest) -> UUID | None:
    """Return which question a form answers; nonsense answers none."""
    try:
        return UUID(request.POST.get("question", ""))
    except ValueError:
        return None


def _shown(question: OpenQuestion, number: int, wrong: AnswerForm | None) -> Shown:
    text, language = _text(question)
    is_wrong = wrong is not None and wrong.question_id == question.question_id
    form = wrong if wrong is not None and is_wrong else AnswerForm(question_id=question.question_id)
    form.auto_id = f"answer_{number}_%s"
    return Shown(question.question_id, text, language, languages.get(language).direction, form)


def _text(question: OpenQuestion) -> tuple[str, str]:
    if question.canned is None:
        return question.words, question.language
    rendered = phrases.book("reports").render(
        f"question.{question.canned.value}", translation.get_language() or question.language
    )
    return rendered.text, rendered.language
