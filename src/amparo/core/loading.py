"""Loading a program's modules without looking for garbage among them.

Importing makes hundreds of thousands of objects, of which nearly all stay. Python's collector goes through them again
and again meanwhile: a sixth of the time to the first page, and nothing to be found.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Collect nothing inside; afterwards collect as before, but pass over what was loaded."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_collecting:
            gc.enable()
