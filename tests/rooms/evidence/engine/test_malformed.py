"""Broken and hostile files are refused; none takes more memory than it is allowed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.rooms.evidence.imaging import attacks as files
from yimi.rooms.evidence import demo_pictures

CHILD = """
import random, resource, sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
from yimi.rooms.evidence.fingerprint import grey, look
from yimi.rooms.evidence.fingerprint.clips import looks
from yimi.rooms.evidence.intake import Unacceptable
resource.setrlimit(resource.RLIMIT_AS, (1536 * 2**20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
dice, refused, read = random.Random(7), 0, 0
for path in sorted(Path(sys.argv[1]).iterdir()):
    whole = path.read_bytes()
    for number in range(1 if path.suffix == ".once" else int(sys.argv[2])):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 60) if number else 0):
            data[dice.randrange(len(data) if number % 2 else min(600, len(data)))] = dice.randrange(256)
        if number % 7 == 3:
            data = data[: dice.randrange(len(data))]
        try:
            if path.suffix == ".mp4":
                list(looks(bytes(data)))
            else:
                grey(bytes(data))
            read += 1
        except Unacceptable:
            refused += 1
        except Exception as failure:
            sys.exit(f"{path.name} {number}: {failure!r}")
print(refused, read)
"""


def test_malformed_files_are_refused_in_a_bounded_child(tmp_path: Path) -> None:
    heic = demo_pictures.taken_heic(files.PHOTO, datetime(2026, 11, 1, tzinfo=UTC))
    held = {"a.jpg": files.PHOTO, "b.heic": heic, "c.mp4": files.clip(), "d.png": files.png()}
    held |= {
        "bomb.once": files.png_claiming(60_000, 60_000),
        "zip.once": files.zip_bytes(),
        "none.once": b"\xff\xd8",
    }
    for name, data in held.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), "40"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[4],
    )
    assert done.returncode == 0, done.stderr[-500:]
    refused, read = map(int, done.stdout.split())
    assert refused >= 40
    assert refused + read == 4 * 40 + 3
