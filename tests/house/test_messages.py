"""Every Chinese sentence of the interface has its English, with the same blanks to fill."""

from __future__ import annotations

import ast
import gettext
import re
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import templatize, trans_real

from tests.house.tree import ROOT, sources, templates
from yimi.commands import messages
from yimi.rooms.evidence.intake import SENTENCES

CALLS = ("_", "_lazy", "_noop", "gettext", "gettext_lazy", "gettext_noop")
QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
IN_TEMPLATE = re.compile(rf"(?:gettext|_)\(u?({QUOTED})")
# what follows a field's colon may differ: the order of a date
BLANK = re.compile(r"%\(\w+\)[a-z]|%[ds%]|\{\w*|<[^>]+>")


def from_python(text: str) -> Iterator[str]:
    for _, said, _, _ in extract("python", BytesIO(text.encode()), dict.fromkeys(CALLS)):
        yield said if isinstance(said, str) else said[0]


def from_template(text: str) -> Iterator[str]:
    if "i18n" in text or "_(" in text:
        for quoted in IN_TEMPLATE.findall(templatize(text)):
            yield ast.literal_eval(quoted)


@cache
def collected() -> frozenset[str]:
    python = {said for _, text in sources("yimi") if "gettext" in text for said in from_python(text)}
    pages = {said for _, text in templates() for said in from_template(text)}
    return frozenset(python | pages | set(SENTENCES.values())) - {""}


@cache
def english() -> Catalog:
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as stream:
        return read_po(stream, locale="en")


def wrong(said: str, catalogue: Catalog) -> str | None:
    message = catalogue.get(said)
    if message is None:
        return f"{said}: not in the .po file"
    words = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if not all(words):
        return f"{said}: no English"
    if message.fuzzy:
        return f"{said}: fuzzy"
    if any(Counter(BLANK.findall(each)) != Counter(BLANK.findall(said)) for each in words):
        return f"{said}: other blanks than {words}"
    return None


def test_every_sentence_has_english() -> None:
    assert len(collected()) > 2000
    assert [fault for said in sorted(collected()) if (fault := wrong(said, english()))] == []


def test_planted_sentences_are_caught() -> None:
    source = 'x = _("没有这句")\ny = _lazy("也没有" "这句")\n'
    page = "{% load i18n %}{% translate '页上没有' %}{% blocktranslate with n=x %}还有 {{ n }} 句{% endblocktranslate %}"
    found = [*from_python(source), *from_template(page)]
    assert found == ["没有这句", "也没有这句", "页上没有", "还有 %(n)s 句"]
    assert all(wrong(said, english()) for said in found)
    planted = Catalog(locale="en")
    planted.add("空的", "")
    planted.add("存疑", "Doubtful", flags=["fuzzy"])
    planted.add("还有 %(n)s 句", "some left")
    planted.add("共 {n} 句", "{n} in all")
    assert all(wrong(said, planted) for said in ("空的", "存疑", "还有 %(n)s 句"))
    assert wrong("共 {n} 句", planted) is None


def test_the_compiled_catalogue_speaks_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = copytree(ROOT / "locale", tmp_path / "locale", ignore=ignore_patterns("*.mo"))
    monkeypatch.setattr(messages, "LOCALE", copied)
    messages.compile_all(Namespace(step="compile"))
    with (copied / "en/LC_MESSAGES/django.mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("社工站") == "Station"
    monkeypatch.setattr(trans_real, "_translations", {})
    monkeypatch.setattr("django.conf.settings.LOCALE_PATHS", [copied])
    with translation.override("en"):
        assert translation.gettext("社工站") == "Station"
    with translation.override("zh-hans"):
        assert translation.gettext("社工站") == "社工站"
