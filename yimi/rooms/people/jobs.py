"""Background entries: large sheets, and sheets that nobody decided on."""

from __future__ import annotations

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yimi.kernel import outbox
from yimi.kernel.action import System
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.people import actions
from yimi.rooms.people.models import ImportBatch, Person

#: At most this many steps of `hear_names` in one run of its job, so that others get their turn.
TURNS = 60


@app.task(name="people.accept_batch", queue="imports")
def accept_batch(batch_id: int, user_id: int) -> None:
    """Accept in the name of who asked, within what they may today; tell them how it ended."""
    batch = ImportBatch.objects.get(pk=batch_id)
    try:
        batch = actions.accept_batch(batch=batch, by=User.objects.get(pk=user_id))
        said = _("名单已导入：%(good)d 行进入台账，%(refused)d 行有问题。") % {
            "good": batch.rows_good,
            "refused": batch.rows_refused,
        }
    except Refusal as refused:
        said = _("名单没有导入：%(why)s") % {"why": refused.message}
    outbox.tell(user_ids=[user_id], topic="people_imported", text=said, link=f"/desk/imports/{batch_id}/")


@app.periodic(cron="10 3 * * *", periodic_id="people.discard_stale_batches")
@app.task(name="people.discard_stale_batches", queue="rules", pass_context=False)
def discard_stale_batches(timestamp: int) -> None:
    """Every night: cells of sheets that waited for a month are erased."""
    actions.discard_stale_batches(by=System("people"))


@app.periodic(cron="30 0 * * *", periodic_id="people.complete_rounds")
@app.task(name="people.complete_rounds", queue="rules", pass_context=False)
def complete_rounds(timestamp: int) -> None:
    """Every night: households that are new in the register get their form in the open rounds."""
    actions.complete_rounds(by=System("people"))


@app.periodic(cron="15 3 * * *", periodic_id="people.erase_old_crosschecks")
@app.task(name="people.erase_old_crosschecks", queue="rules", pass_context=False)
def erase_old_crosschecks(timestamp: int) -> None:
    """Every night: what lists of other departments said is erased when its time is over."""
    actions.erase_old_crosschecks(by=System("people"))


@app.periodic(cron="*/10 * * * *", periodic_id="people.free_stalled_crosschecks")
@app.task(name="people.free_stalled_crosschecks", queue="rules", pass_context=False)
def free_stalled_crosschecks(timestamp: int) -> None:
    """Every ten minutes: a comparison whose worker is gone can be begun again."""
    actions.free_stalled_crosschecks(by=System("people"))


@app.periodic(cron="*/10 * * * *", periodic_id="people.hear_names")
@app.task(name="people.hear_names", queue="rules", lock="people.hear_names", pass_context=False)
def hear_names(timestamp: int) -> None:
    """Until every file of before has the keys of its sound; then it finds nobody and ends at once."""
    for _turn in range(TURNS):
        if not Person.objects.filter(name_sounds=None).exists() or not actions.hear_names(
            by=System("people")
        ):
            break
