"""Taking files in: what is it really, is it whole, does it hide anything? Imports no Django."""

from .examine import examine, first_look
from .findings import BUSY, MAX_BYTES, MAX_PIXELS, SENTENCES, Examined, Kind, Unacceptable

__all__ = [
    "BUSY",
    "MAX_BYTES",
    "MAX_PIXELS",
    "SENTENCES",
    "Examined",
    "Kind",
    "Unacceptable",
    "examine",
    "first_look",
]
