"""A large sheet enters the register in the background."""

from __future__ import annotations

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Stale
from yimi.rooms.people.access import named
from yimi.rooms.people.actions.imports import _own_staged
from yimi.rooms.people.models import ImportBatch
from yimi.rooms.people.queries import acceptance_lock, being_accepted


@action
def accept_batch_later(*, batch: ImportBatch, by: Actor) -> ImportBatch:
    """Let the worker accept a batch; who asked is told how it ended.

    Refused: somebody else's (NotYours), decided before or already on its way (Stale).
    """
    batch = _own_staged(batch, by)
    if being_accepted(batch):  # the batch's row is locked, so nobody comes between this look and the order
        raise Stale(_("这个批次正在导入，不用再点一次。"))
    task = app.configure_task("people.accept_batch", queue="imports", queueing_lock=acceptance_lock(batch.pk))
    task.defer(batch_id=batch.pk, user_id=named(by).pk)
    return batch
