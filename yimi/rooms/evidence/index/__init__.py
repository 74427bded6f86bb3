"""The engine's index on disk beside the database: only ever a cache of the rows of `Fingerprint`.

Whoever searches first brings it up to date, in place, whatever process that is. It proves in one look-up a quarter
that it holds the very rows the database does, and is rebuilt where it does not: nobody can lose or forge a picture by
touching files.
"""

from .catching_up import caught_up, newer
from .numbering import numbered
from .place import root
from .proving import Proof, proofs, repaired
from .snapshot import Snapshot

__all__ = ["Proof", "Snapshot", "caught_up", "newer", "numbered", "proofs", "repaired", "root"]
