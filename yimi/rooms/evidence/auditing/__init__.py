"""A folder of photos and clips checked against itself or another folder, with no database. Imports no Django.

`audit` does it; `listing` names the files, `crew` and `worker` keep the processors busy, `workplace` survives a kill,
`lines` and `page` write what was found.
"""

from .course import Course, audit
from .listing import Item, listed
from .refused import Refused
from .workplace import Answer

__all__ = ["Answer", "Course", "Item", "Refused", "audit", "listed"]
