from __future__ import annotations

import pytest

from tests.doors.client import BadPage, look


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">',
        "<script>alert(1)</script>",
        '<a onclick="x()">',
        "<p>{{ name }}</p>",
        '<p id="a"></p><p id="a"></p>',
        '<img src="a.jpg">',
        "<html><h1>一</h1><h1>二</h1></html>",
    ],
)
def test_a_planted_bad_page_is_refused(html: str) -> None:
    with pytest.raises(BadPage):
        look(html, "planted")


def test_a_good_page_passes() -> None:
    look('<html><h1 id="a">一</h1><img src="a.jpg" alt=""><script src="/a.js"></script></html>', "good")
