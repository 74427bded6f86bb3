from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import HttpResponse

from tests.cast import PASSWORD, Cast
from tests.doors.client import StrictClient
from yimi.kernel import clock


def sign_in(client: StrictClient, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"login": name, "password": password, **more})


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1])))


def test_a_village_member_signs_in_by_name_and_lands_on_the_desk(cast: Cast) -> None:
    client = StrictClient()
    assert sign_in(client, "village_li").headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_phone_does_as_well_as_a_name(cast: Cast) -> None:
    assert cast.village_li.phone
    assert sign_in(StrictClient(), cast.village_li.phone).headers["Location"] == "/desk/"


def test_signing_in_leads_back_to_the_page_one_wanted(cast: Cast) -> None:
    client = StrictClient()
    turned = client.get("/desk/preferences/?a=1")
    assert turned.headers["Location"] == "/sign-in/?next=%2Fdesk%2Fpreferences%2F%3Fa%3D1"
    assert (
        sign_in(client, "village_li", next="/desk/preferences/?a=1").headers["Location"]
        == "/desk/preferences/?a=1"
    )


def test_signing_in_never_leads_to_another_site(cast: Cast) -> None:
    assert sign_in(StrictClient(), "village_li", next="https://evil.example/").headers["Location"] == "/desk/"


def test_a_wrong_password_is_said_in_chinese_and_names_no_account(cast: Cast) -> None:
    known = sign_in(StrictClient(), "village_li", "wrong-password").content.decode()
    unknown = sign_in(StrictClient(), "nobody", "wrong-password").content.decode()
    sentence = "手机号（用户名）或密码不对"
    assert sentence in known and sentence in unknown


def test_five_wrong_passwords_lock_the_account_and_say_for_how_long(cast: Cast) -> None:
    client = StrictClient()
    for _each in range(5):
        answer = sign_in(client, "village_li", "wrong-password")
    assert answer.status_code == 429
    assert "锁定 15 分钟" in answer.content.decode()
    assert sign_in(StrictClient(), "village_li").status_code == 429


def test_nobody_signs_up(cast: Cast) -> None:
    for path in ("/sign-up/", "/accounts/signup/", "/sign-in/signup/"):
        assert StrictClient().get(path).status_code == 404


def test_an_idle_session_ends_and_says_so(cast: Cast) -> None:
    client = StrictClient.of(cast.village_li)
    assert client.get("/desk/").status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        turned = client.get("/desk/")
    assert turned.headers["Location"] == "/sign-in/?next=%2Fdesk%2F&idle=1"
    assert "已自动退出" in client.get(turned.headers["Location"]).content.decode()
    assert client.get("/desk/").status_code == 302


def test_htmx_is_sent_to_the_whole_sign_in_page(cast: Cast) -> None:
    answer = StrictClient().htmx("get", "/desk/")
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    "who", ["reviewer_chen", "business_he", "finance_qian", "sysadmin", "secadmin", "auditor"]
)
def test_roles_that_accept_pay_or_administer_set_up_a_second_factor_first(cast: Cast, who: str) -> None:
    client = StrictClient()
    sign_in(client, who)
    assert client.get("/desk/").headers["Location"] == "/sign-in/second-factor/set-up/?next=%2Fdesk%2F"
    assert client.get("/files/media/x").headers["Location"].startswith("/sign-in/second-factor/set-up/")


def test_setting_up_and_entering_a_second_factor(cast: Cast) -> None:
    client = StrictClient()
    sign_in(client, "reviewer_chen")
    page = client.get("/sign-in/second-factor/set-up/")
    assert page.status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    drawn = client.get("/sign-in/second-factor/picture.svg")
    assert drawn.headers["Content-Type"] == "image/svg+xml" and b"<svg" in drawn.content
    done = client.post("/sign-in/second-factor/set-up/", {"code": code_of(secret)})
    assert done.status_code == 302
    assert client.get(done.headers["Location"]).status_code == 200
    assert client.get("/desk/").status_code == 200
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))  # lies encrypted

    again = StrictClient()
    assert sign_in(again, "reviewer_chen").headers["Location"].startswith("/sign-in/second-factor/enter/")
    assert again.get("/desk/").status_code == 302
    assert again.get("/sign-in/second-factor/enter/").status_code == 200
    wrong = again.post("/sign-in/second-factor/enter/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    assert (
        again.post("/sign-in/second-factor/enter/", {"code": code_of(secret)}).headers["Location"] == "/desk/"
    )
    assert again.get("/desk/").status_code == 200


def test_a_session_from_before_the_second_factor_must_show_it(cast: Cast) -> None:
    old, new = StrictClient(), StrictClient()
    sign_in(old, "reviewer_chen")
    sign_in(new, "reviewer_chen")
    new.get("/sign-in/second-factor/set-up/")
    new.post("/sign-in/second-factor/set-up/", {"code": code_of(new.session[SECRET_SESSION_KEY])})
    assert old.get("/desk/").headers["Location"].startswith("/sign-in/second-factor/again/")


def test_the_demonstration_lists_its_people_and_what_each_can_do(cast: Cast, settings: object) -> None:
    from yimi.rooms.accounts.models import User

    User.objects.exclude(username="village_li").update(is_demo=False)
    User.objects.filter(username="village_li").update(is_demo=True)
    assert "演示账号" not in StrictClient().get("/sign-in/").content.decode()
    settings.DEMO = True  # type: ignore[attr-defined]
    html = StrictClient().get("/sign-in/").content.decode()
    assert "village_li" in html and "替村民点单" in html and "station_zhou" not in html


def test_changing_the_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = StrictClient(), StrictClient()
    for client in (here, there):
        sign_in(client, "village_li")
    new = "sheng-huo-yi-mi-26"
    answer = here.post("/sign-in/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302


def test_the_pages_about_oneself_open(cast: Cast) -> None:
    client = StrictClient()
    sign_in(client, "village_li")
    for path in ("/desk/preferences/", "/sign-in/password/", "/sign-in/second-factor/", "/sign-out/"):
        assert client.get(path).status_code == 200, path
    assert client.post("/sign-out/").headers["Location"] == "/"
    assert client.get("/desk/").status_code == 302


def test_language_and_large_type_are_kept_with_the_account(cast: Cast) -> None:
    client = StrictClient.of(cast.village_li)
    client.post("/desk/preferences/", {"language": "en", "large_type": "1"})
    cast.village_li.refresh_from_db()
    assert (cast.village_li.language, cast.village_li.large_type) == ("en", True)
    assert '<html lang="en" class="large">' in client.get("/desk/preferences/").content.decode()
    elsewhere = StrictClient()
    sign_in(elsewhere, "village_li")
    assert 'class="large"' in elsewhere.get("/").content.decode()
