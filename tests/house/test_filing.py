"""The filing pack of the mini program says what the client really asks for, and how long things are really kept."""

from __future__ import annotations

import json
import re

from tests.house.tree import ROOT
from yimi.kernel.figures import DEFAULTS

PACK = (ROOT / "docs" / "field-filing.md").read_text(encoding="utf-8")
FIELD = ROOT / "field" / "src"
# What WeChat calls private: each has to stand in the privacy guide of whoever calls it.
PRIVATE = [
    "camera",
    "getLocation",
    "getFuzzyLocation",
    "startLocationUpdate",
    "startLocationUpdateBackground",
    "chooseLocation",
    "choosePoi",
    "chooseImage",
    "chooseMedia",
    "chooseVideo",
    "saveImageToPhotosAlbum",
    "saveVideoToPhotosAlbum",
    "getRecorderManager",
    "scanCode",
    "login",
    "getPhoneNumber",
    "getUserProfile",
    "getUserInfo",
    "chooseAddress",
    "chooseContact",
    "addPhoneContact",
    "getWeRunData",
    "getClipboardData",
    "setClipboardData",
    "openBluetoothAdapter",
    "startAccelerometer",
    "startCompass",
    "startDeviceMotionListening",
    "chooseMessageFile",
]


def called() -> set[str]:
    """Private interfaces in the client's source, be they called or drawn."""
    source = "\n".join(
        each.read_text(encoding="utf-8") for each in FIELD.rglob("*") if each.suffix in (".ts", ".vue")
    )
    found = {name for name in PRIVATE if re.search(rf"\b(?:wx|uni)\.{name}\b|open-type=\"{name}\"", source)}
    return found | ({"camera"} if "<camera" in source else set())


def table() -> dict[str, str]:
    """Interface → its row; one interface may need two permissions."""
    rows = re.findall(r"^\| `(\w+)`(.*)\|$", PACK, re.MULTILINE)
    return {name: "".join(row for other, row in rows if other == name) for name, _row in rows}


def test_what_the_client_calls_is_declared_and_nothing_else_is() -> None:
    assert set(table()) == called()


def test_the_manifests_permissions_stand_in_it_with_the_same_words() -> None:
    manifest = json.loads((FIELD / "manifest.json").read_text(encoding="utf-8"))["mp-weixin"]
    for scope, said in manifest["permission"].items():
        assert f"`{scope}` | {said['desc']} |" in PACK
    assert set(manifest["requiredPrivateInfos"]) <= set(table())
    scopes = set(re.findall(r"`(scope\.\w+)`", PACK))
    assert scopes == {
        "scope.camera",
        "scope.record",
        *manifest["permission"],
    }  # WeChat asks for the first two itself


def test_it_says_how_long_things_are_kept_as_the_rules_do() -> None:
    for key, unit in (
        ("evidence_keep_years", "年"),
        ("audit_keep_years", "年"),
        ("unused_evidence_keep_days", "天"),
    ):
        assert re.search(rf"{DEFAULTS[key].value} {unit}（`{key}`）", PACK), key
    assert f"{DEFAULTS['rights_answer_days'].value} 个工作日" in PACK
