"""The two symbols of a slip: a QR and a Code128 fail on different damage, so both are printed.

Sizes are dots at 203 dpi (8 dots a millimetre), so every module is a whole number of dots.
"""

import zxingcpp
from PIL import Image

from miz.errors import PortError

QR_LEAST = 4
"""Dots a QR module: 0.5 mm, which a desk camera still sees as 3 px."""

BAR_LEAST = 2
"""Dots a Code128 module: 0.25 mm, the finest a thermal head prints reliably."""

BAR_MOST = 3
BAR_HEIGHT = 72
QR_QUIET = 4
BAR_QUIET = 10


def qr(code: str, *, aim: int) -> Image.Image:
    """A QR (level Q) about ``aim`` dots wide, and four modules of quiet on each side."""
    matrix = _matrix(code, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    scale = max(QR_LEAST, aim // matrix.width)
    size = matrix.width * scale
    return _framed(
        matrix.resize((size, size), Image.Resampling.NEAREST), QR_QUIET * scale, QR_QUIET * scale
    )


def code128(code: str, *, room: int) -> Image.Image:
    """A Code128 with ten modules of quiet on both sides, at most ``room`` dots wide."""
    matrix = _matrix(code, zxingcpp.BarcodeFormat.Code128)
    scale = min(BAR_MOST, room // (matrix.width + 2 * BAR_QUIET))
    if scale < BAR_LEAST:
        raise PortError("The code is too long for this paper; print a shorter one.")
    bars = matrix.crop((0, 0, matrix.width, 1))
    bars = bars.resize((matrix.width * scale, BAR_HEIGHT), Image.Resampling.NEAREST)
    return _framed(bars, BAR_QUIET * scale, 0)


def _matrix(code: str, kind: zxingcpp.BarcodeFormat, **options: str) -> Image.Image:
    """The bare modules, one pixel each, black on white."""
    try:
        symbol = zxingcpp.create_barcode(code, kind, **options)
        return Image.fromarray(symbol.to_image(scale=1, add_quiet_zones=False)).convert("L")
    except (RuntimeError, ValueError, TypeError) as error:
        raise PortError("The code cannot be drawn; print the slip again.") from error


def _framed(symbol: Image.Image, side: int, above: int) -> Image.Image:
    """White around a symbol, which the reader needs to find its edge."""
    framed = Image.new("L", (symbol.width + 2 * side, symbol.height + 2 * above), 255)
    framed.paste(symbol, (side, above))
    return framed
