"""What a job costs a person: taps, letters and pictures, counted while the walk does it; seconds by the keystroke-level model.

docs/guide/effort.md holds the last table; the walk fails when a page asks for more taps than it says, or for fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "guide" / "effort.md"
# Card, Moran and Newell: pointing 1.1 s, one decision 1.35 s, a key of an average typist 0.28 s; a Chinese character
# takes about two and a half keys of pinyin. The same for a thumb: nobody has measured our users yet.
POINT_S, DECIDE_S, KEY_S, KEYS_A_CHARACTER = 1.1, 1.35, 0.28, 2.5


@dataclass
class Effort:
    """Counted from signing in to the sentence that says the job is done."""

    taps: int = 0
    keys: float = 0.0
    pictures: int = 0

    def type(self, words: str) -> None:
        self.keys += sum(KEYS_A_CHARACTER if ord(letter) > 0x2E80 else 1 for letter in words)

    def since(self, before: Effort) -> Effort:
        return Effort(self.taps - before.taps, self.keys - before.keys, self.pictures - before.pictures)

    @property
    def seconds(self) -> int:
        """Without the taking of pictures and without reading, which differ from person to person."""
        return round(
            self.taps * (POINT_S + DECIDE_S) + self.keys * KEY_S + (DECIDE_S if not self.taps else 0)
        )


def table(jobs: dict[str, Effort]) -> str:
    """The lines of the document's table."""
    rows = [
        f"| {name} | {job.taps} | {round(job.keys)} | {job.pictures} | {job.seconds} |"
        for name, job in jobs.items()
    ]
    return "\n".join(
        ["| 要办的事 | 点几下 | 按几键 | 照片、视频、文件 | 约几秒 |", "|---|---:|---:|---:|---:|", *rows]
    )
