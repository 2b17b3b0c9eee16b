"""When two pictures look alike: their difference hashes differ in few of 64 bits.

The hash (dHash) asks of each of 8 × 8 places of the picture, made 9 × 8 and grey, whether it is brighter than its
right neighbour. It survives scaling, another compression and a brighter sky; a crop or a mirror it does not.
"""

HASH_COLUMNS = 9
HASH_ROWS = 8
# Nearly one colour: night, a thumb on the lens. All such pictures would be alike.
_FLATTEST = 12


def difference_hash(grey: bytes) -> int | None:
    """Return the hash of 9 × 8 grey values as a signed 64-bit number, or None where there is nothing to tell apart.

    Args:
        grey: 72 values, row by row.
    """
    if max(grey) - min(grey) < _FLATTEST:
        return None
    found = 0
    for row in range(HASH_ROWS):
        for column in range(HASH_COLUMNS - 1):
            place = row * HASH_COLUMNS + column
            found = found << 1 | (grey[place] > grey[place + 1])
    return found - (1 << 64) if found >> 63 else found
