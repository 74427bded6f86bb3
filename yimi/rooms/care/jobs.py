"""Background entries: ids in, one action out."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yimi.kernel import outbox
from yimi.kernel.action import System
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions
from yimi.rooms.care.models import RegisterChange
from yimi.rooms.network.queries import reach
from yimi.rooms.people import actions as people
from yimi.rooms.people import comparing
from yimi.rooms.people.compared_words import desk_sentence
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.models import Crosscheck
from yimi.rooms.people.states import CheckState

log = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *", periodic_id="care.expire_overrides")
@app.task(name="care.expire_overrides", queue="rules", pass_context=False)
def expire_overrides(timestamp: int) -> None:
    """Every hour: changes by hand whose last day is over fall back to the confirmed colour."""
    actions.expire_overrides(by=System("care"))


@app.periodic(cron="20 1 * * *", periodic_id="care.plan_windows")
@app.task(name="care.plan_windows", queue="rules", pass_context=False)
def plan_windows(timestamp: int) -> None:
    """Every night: the windows of the coming weeks."""
    actions.plan_windows(by=System("care"))


@app.periodic(cron="40 1 * * *", periodic_id="care.find_alerts")
@app.task(name="care.find_alerts", queue="rules", pass_context=False)
def find_alerts(timestamp: int) -> None:
    """Every night: what the warning rules find."""
    actions.find_alerts(by=System("care"))


@app.periodic(cron="* * * * *", periodic_id="care.follow_changes")
@app.task(name="care.follow_changes", queue="rules", pass_context=False)
def follow_changes(timestamp: int) -> None:
    """Every minute: what changed in the register, when anything did."""
    if RegisterChange.objects.exists():
        actions.follow_changes(by=System("care"))


@app.periodic(cron="*/10 * * * *", periodic_id="care.escalate_alerts")
@app.task(name="care.escalate_alerts", queue="rules", pass_context=False)
def escalate_alerts(timestamp: int) -> None:
    """Every ten minutes: alerts past their clock are told upward."""
    actions.escalate_alerts(by=System("care"))


@app.periodic(cron="30 0 * * *", periodic_id="care.escalate_joint_parts")
@app.task(name="care.escalate_joint_parts", queue="rules", pass_context=False)
def escalate_joint_parts(timestamp: int) -> None:
    """Every day: parts of joint tasks whose day is over are told to the partner and the lead, then upward."""
    actions.escalate_joint_parts(by=System("care"))


@app.periodic(cron="10 2 * * *", periodic_id="care.match_policies")
@app.task(name="care.match_policies", queue="rules", pass_context=False)
def match_policies(timestamp: int) -> None:
    """Every night: whom the released policies may concern."""
    actions.match_policies(by=System("care"))


@app.periodic(cron="40 3 * * *", periodic_id="care.recount")
@app.task(name="care.recount", queue="rules", pass_context=False)
def recount(timestamp: int) -> None:
    """Every night: the roll-ups equal what is counted anew; the log says so when they do not."""
    actions.recount(by=System("care"))


@app.task(name="care.compare", queue="imports")
def compare(crosscheck_id: int, user_id: int) -> None:
    """Compare two lists in the name of who asked, within what they may see today; tell them how it ended."""
    crosscheck, user = (
        Crosscheck.objects.select_related("area").get(pk=crosscheck_id),
        User.objects.get(pk=user_id),
    )

    if crosscheck.state != CheckState.RUNNING:
        return  # given up while it waited in the queue; whoever asked may have begun another

    def progress(step: str, share: float) -> None:
        people.tell_share(crosscheck=crosscheck, share=share, by=System("people"))

    try:
        found = comparing.compare(crosscheck, reach(user), progress)
        actions.settle_crosscheck(crosscheck=crosscheck, rows=found.rows, lines=found.lines, by=user)
        said = _("名单已比对完，可以看结果。")
    except Refused as refused:
        said = _failed(crosscheck, desk_sentence(refused), user)
    except Refusal as refusal:
        said = _failed(crosscheck, refusal.message, user)
    except Exception:
        # whatever it was, who waits is told and can begin again; the log has the rest, without a cell of the lists
        log.exception("crosscheck %d was not compared", crosscheck_id)
        said = _failed(
            crosscheck, _("比对时出了意外，没有比成。请再比一次；还是不行，请告诉系统管理员。"), user
        )
    link = f"/desk/crosschecks/{crosscheck_id}/"
    outbox.tell(user_ids=[user_id], topic="people_compared", text=said, link=link)


def _failed(crosscheck: Crosscheck, said: str, user: User) -> str:
    people.fail_crosscheck(crosscheck=crosscheck, why=said, by=user)
    return said
