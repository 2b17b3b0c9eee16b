"""A code as a picture to scan: a QR code (ISO/IEC 18004) of the address where it is checked, as one SVG path.

Dark on white with its quiet zone drawn, in light and dark pages alike: readers find no light code on a dark ground.
"""

import qrcode  # type: ignore[import-untyped]  # it has no types
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # as above

# The standard's quiet zone, in modules.
_QUIET = 4


def svg(address: str) -> bytes:
    """Return the QR code of an address; the same bytes for the same address."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows)
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>\n'
    ).encode()
