"""Put a reporter's addition to the question that it answers. Inside the transaction that stores the addition."""

from uuid import UUID

from amparo.reports.models import Question, Report, ReportAddition


def oldest_open(report_id: UUID) -> UUID | None:
    """Return the question that a reporter's next message answers: who is asked twice answers in turn."""
    waiting = Question.objects.filter(report=report_id, answer__isnull=True).order_by("number")
    return waiting.values_list("pk", flat=True).first()


def is_open(report: Report, question_id: UUID | None) -> bool:
    """Tell whether this is a question about this report that has no answer."""
    if question_id is None:
        return False
    return Question.objects.filter(pk=question_id, report=report, answer__isnull=True).exists()


def answered(report: Report, question_id: UUID | None, addition: ReportAddition) -> None:
    """Note that an addition answers a question; one that has an answer already keeps it."""
    if question_id is not None:
        waiting = Question.objects.filter(pk=question_id, report=report, answer__isnull=True)
        waiting.update(answer=addition)
