import pytest

from amparo.core import phrases
from amparo.core.phrases import Book


@pytest.fixture
def book() -> Book:
    return phrases.book("alerts")


@pytest.fixture
def english_ids(book: Book) -> tuple[str, ...]:
    return book.ids()
