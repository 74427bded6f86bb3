"""What `yimi compare` says, once Django knows the language."""

from __future__ import annotations

from yimi.rooms.people.linkage.refused import Refused


def sentence(refused: Refused) -> str:
    """One sentence: which file, which row and column, and what to do."""
    import django

    django.setup()
    from yimi.rooms.people import compared_words

    return compared_words.sentence(refused)


def words() -> dict[str, str]:
    """Titles and reasons of the workbook."""
    import django

    django.setup()
    from yimi.rooms.people import compared_words

    return compared_words.words()
