"""Child directors and love mothers: who answers for the people of a village (A0-02, A0-09)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.states import STATION, VILLAGE, Role
from yimi.rooms.network.models import VillagePost
from yimi.rooms.network.queries import reach
from yimi.rooms.network.states import Post
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level

NAMERS: frozenset[str] = frozenset({*VILLAGE, *STATION, Role.COUNTY_BUSINESS})


@action(private=("name", "phone"))
def name_post(*, division: Division, post: str, name: str, by: Actor, phone: str = "") -> VillagePost:
    """Say who is child director or love mother of a village or natural village from today on.

    Refused: outside the actor's area (NotYours), a town, no such post, no name.
    """
    _only_there(by, division.code)
    if division.level < Level.VILLAGE:
        raise Refusal(_("请选到村（社区）或自然村（组）。"), field="division")
    if post not in Post.values:
        raise Refusal(_("请选择岗位。"), field="post")
    if not name.strip():
        raise Refusal(_("请填写姓名。"), field="name")
    return VillagePost.objects.create(
        division=division, post=post, name=name.strip(), phone=phone.strip(), since=clock.today(),
        named_at=clock.now(), named_by=by.audit_name,
    )  # fmt: skip


@action
def end_post(*, post: VillagePost, by: Actor) -> VillagePost:
    """Somebody answers there no longer; the row stays. Refused: outside the area (NotYours), twice (Stale)."""
    post = VillagePost.objects.select_for_update(of=("self",)).get(pk=post.pk)
    _only_there(by, post.division_id)
    if post.ended_at is not None:
        raise Stale(_("这一位已经不再负责，请刷新页面。"))
    post.ended_at, post.ended_by = clock.now(), by.audit_name
    post.save(update_fields=["ended_at", "ended_by"])
    return post


def _only_there(by: Actor, code: str) -> None:
    if not isinstance(by, System) and not reach(by).covers(code, *NAMERS):
        raise NotYours(_("村里的负责人由村（居）委会、镇街社工站或区县业务科室登记。"))
