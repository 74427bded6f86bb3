"""Who a mini program's user is: WeChat is asked for the person behind a code that works once.

`jscode2session`, as WeChat documents it: GET with appid, secret, js_code, grant_type; the answer's `openid` names the person
for this mini program, `errcode` says what was wrong. The session key it also sends is not needed and not kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode
from urllib.request import urlopen

from django.conf import settings
from django.utils.translation import gettext as _

from yimi.doors.api.problems import Trouble

PATIENCE_S = 5
ENOUGH = 10_000
BUSY = {-1, 45011}  # WeChat is overloaded, or this person asked too often: later


class Exchange(Protocol):
    def openid(self, code: str) -> str:
        """The person behind a code of `wx.login`. Raises Trouble 401 (the code) and 503 (no answer)."""


@dataclass(frozen=True)
class WeChat:
    """The real one; the address is that of a local stand-in in tests."""

    address: str
    appid: str
    secret: str

    def openid(self, code: str) -> str:
        asked = urlencode(
            {
                "appid": self.appid,
                "secret": self.secret,
                "js_code": code,
                "grant_type": "authorization_code",
            }
        )
        try:
            with urlopen(f"{self.address}/sns/jscode2session?{asked}", timeout=PATIENCE_S) as answer:  # noqa: S310  (https by settings)
                said = json.loads(answer.read(ENOUGH))
        except (OSError, ValueError) as error:
            raise _later() from error
        wrong = said.get("errcode", 0)
        if wrong in BUSY:
            raise _later()
        if wrong or not said.get("openid"):
            raise Trouble(401, "wechat_code", _("微信没有认出这次登录，请退出小程序重新打开，或用密码登录。"))
        return str(said["openid"])


def exchange() -> Exchange:
    """The county's mini program. Raises Trouble 403 where there is none."""
    if not settings.WECHAT_APPID:
        raise Trouble(403, "wechat_off", _("这里没有开通微信登录，请用密码登录。"))
    return WeChat(settings.WECHAT_ADDRESS, settings.WECHAT_APPID, settings.WECHAT_SECRET)


def _later() -> Trouble:
    sentence = _("微信现在没有回应，请稍后再试，或用密码登录。")
    return Trouble(503, "wechat_busy", sentence, headers={"Retry-After": "30"})
