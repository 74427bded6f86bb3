"""From a violated constraint to the sentence the model wrote for it."""

from __future__ import annotations

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint
from django.db.models.deletion import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal

UNIQUE, FOREIGN_KEY, EXCLUSION = "23505", "23503", "23P01"


def refusal_for(error: IntegrityError) -> Refusal | None:
    """The refusal for a violated constraint; None when the violation is a mistake of the program."""
    if isinstance(error, ProtectedError | RestrictedError):
        return Refusal(_("这条记录还被其他记录使用，不能删除。请先处理引用它的记录。"), code="in_use")
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    constraint = _constraint(name)
    if (
        constraint is not None
        and constraint.violation_error_message != BaseConstraint.default_violation_error_message
    ):
        return Refusal(constraint.get_violation_error_message(), code=constraint.violation_error_code or name)
    state = getattr(error.__cause__, "sqlstate", "")
    if state in (UNIQUE, EXCLUSION):
        return Refusal(_("同样的记录已经存在，没有重复保存。请刷新页面后查看。"), code=name)
    if state == FOREIGN_KEY:
        return Refusal(_("所选的记录已不存在，或仍被其他记录使用。请刷新页面后重新选择。"), code=name)
    return None


def _constraint(name: str) -> BaseConstraint | None:
    if not name:
        return None
    for model in apps.get_models(include_auto_created=True):
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return constraint
    return None
