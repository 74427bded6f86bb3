"""A genogram: figures in, one SVG and its words out. A pure function; standard symbols.

Square male, circle female, diamond not known; a double outline is the client, a cross the dead; a line of dashes
encloses the home. Between the client and a relative: ═ close, ┄ distant, a zigzag conflict, a broken line cut off.
"""

from __future__ import annotations

from yimi.rooms.casework.rules.genogram.drawing import Picture, draw
from yimi.rooms.casework.rules.genogram.figures import Figure

__all__ = ["Figure", "Picture", "draw"]
