"""A genogram: figures in, one SVG and its words out. A pure function; standard symbols.

Square male, circle female, diamond not known; a double outline is the client, a cross the dead; a box of dashes stands
around each who lives there. Between the client and a relative: two lines close, dots distant, a zigzag conflict, a
crossed line cut off.
"""

from __future__ import annotations

from yimi.rooms.casework.rules.genogram.drawing import Picture, draw
from yimi.rooms.casework.rules.genogram.figures import Figure

__all__ = ["Figure", "Picture", "draw"]
