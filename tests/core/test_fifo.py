"""A bounded memory: what came first goes first, one key can be dropped, and threads don't hurt each other."""

from concurrent.futures import ThreadPoolExecutor

from amparo.core.fifo import FifoCache


def test_what_came_first_is_forgotten_first() -> None:
    cache: FifoCache[int, str] = FifoCache(2)
    cache.update({1: "one", 2: "two"})
    cache.update({1: "one"})
    cache.update({3: "three"})

    assert [each for each in (1, 2, 3) if each in cache] == [2, 3]
    assert cache.get(1) is None
    assert cache.get(3) == "three"


def test_more_than_fits_keeps_the_last() -> None:
    cache: FifoCache[int, int] = FifoCache(3)
    cache.update({each: each for each in range(10)})
    assert [each for each in range(10) if each in cache] == [7, 8, 9]


def test_one_or_all_can_be_forgotten() -> None:
    cache: FifoCache[int, int] = FifoCache(3)
    cache.update({1: 1, 2: 2})
    cache.drop(1)
    cache.drop(7)
    assert 1 not in cache
    assert 2 in cache
    cache.clear()
    assert 2 not in cache


def test_threads_never_find_it_broken() -> None:
    cache: FifoCache[int, int] = FifoCache(50)

    def use(start: int) -> None:
        for each in range(start, start + 2_000):
            cache.update({each: each})
            cache.drop(each - 3)
            assert cache.get(each) in {each, None}

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, range(0, 4_000, 1_000)))
    assert sum(each in cache for each in range(6_000)) <= 50
