"""Files of before the register was searched by sound get their keys, some thousands at a time."""

from __future__ import annotations

from django.db import connection

from yimi.kernel.action import Actor, action, note
from yimi.rooms.people.models import Person
from yimi.rooms.people.sounding import sound_keys

STEP = 5000
#: A name that was corrected between the look and the write has its keys already.
WRITE = """
UPDATE people_person AS who SET name_sounds = string_to_array(found.keys, ' ')
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS found (id, name, keys)
 WHERE who.id = found.id AND who.name = found.name AND who.name_sounds IS NULL
"""


@action
def hear_names(*, by: Actor) -> int:
    """Give the next `STEP` files without them the keys of their sound; returns how many were looked at, 0 at the end.

    A job calls it until nobody is left; it may be stopped at any time and go on later.
    """
    rows = list(Person.objects.filter(name_sounds=None).order_by("pk").values_list("pk", "name")[:STEP])
    if rows:
        known = {name: " ".join(sound_keys(name)) for name in {name for _pk, name in rows}}
        with connection.cursor() as cursor:
            given = (
                [pk for pk, _name in rows],
                [name for _pk, name in rows],
                [known[name] for _pk, name in rows],
            )
            cursor.execute(WRITE, given)
    note(people=len(rows))
    return len(rows)
