"""What stands on a service card: a code for the camera, a number for the fingers; no database."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from yimi.kernel.fields import blind_index

#: Crockford's base 32: nothing in it is mistaken for anything else.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20  # letters of five bits each: 100 bits, all of them random
DIGITS = 12  # eleven random ones and one that catches a slip of the finger
#: Purposes of the keyed indexes.
CODE_PURPOSE, NUMBER_PURPOSE = "people.card_code", "people.card_number"


def new_code() -> str:
    """What the QR holds: 100 random bits, made of nothing else."""
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


def new_number() -> str:
    """What is typed: eleven random digits and their check digit. Worth something only beside a signed-in worker."""
    first = "".join(secrets.choice("0123456789") for _digit in range(DIGITS - 1))
    return first + check_digit(first)


def check_digit(first: str) -> str:
    """Luhn's (ISO/IEC 7812-1): one wrong digit, or two neighbours exchanged, is noticed on the phone itself."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(first))]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def plain(text: str) -> str:
    """A code or a number as it is compared: without blanks and hyphens, in capital letters."""
    return "".join(text.replace("-", "").split()).upper()


def in_groups(number: str) -> str:
    """384722109956 → 3847 2210 9956, as it is printed."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def key_of(session_id: int) -> str:
    """What a phone needs to recognise the cards of one session, hexadecimal.

    Another session has another one: two lists do not tell that the same card stands on both.
    """
    return blind_index(str(session_id), "people.card_key")


def mark_of(value: str, key: str) -> str:
    """How a code or a number looks on the phone before it was scanned: HMAC-SHA256 under the session's key."""
    return hmac.new(bytes.fromhex(key), plain(value).encode(), hashlib.sha256).hexdigest()
