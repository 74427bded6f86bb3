"""The words of a session, and handing it in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import action
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.actions.flags import raise_flags
from yimi.rooms.evidence.models import Narrative, Upload
from yimi.rooms.evidence.queries import missing
from yimi.rooms.evidence.queries.who import require_open, require_own_session
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Session


@action(private=("text", "beneficiary_words"))
def write_narrative(
    *, session: Session, text: str, by: User, beneficiary_words: str = "", words_consented: bool = False
) -> Narrative:
    """Say what was done, at least 20 characters (A4-04); rewritten until the session is handed in.

    `beneficiary_words` may be shown publicly only with `words_consented`. Raises Refusal, NotYours, Stale.
    """
    require_own_session(by, session)
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    require_open(held)
    if len(text.strip()) < rules.TEXT_LEAST:
        raise Refusal(
            _("文字只有 {have} 个字，至少 {need} 个字：做了什么、多少人、对象怎么说。").format(
                have=len(text.strip()), need=rules.TEXT_LEAST
            ),
            field="text",
        )
    narrative, _created = Narrative.objects.update_or_create(
        session=held,
        defaults={
            "text": text.strip(),
            "beneficiary_words": beneficiary_words.strip(),
            "words_consented": words_consented and bool(beneficiary_words.strip()),
            "written_at": clock.now(),
            "written_by": by,
        },
    )
    return narrative


@action
def submit_session(*, session: Session, by: User) -> Session:
    """Hand in a delivered session whose material is complete; late is allowed and flagged (D1, D8).

    Raises Refusal (code "incomplete") with everything that is missing, or (being_examined) while something that was
    received is not examined yet; NotYours, Stale.
    """
    require_own_session(by, session)
    held = Session.objects.select_for_update(of=("self",)).select_related("type").get(pk=session.pk)
    require_open(held)
    waiting = Upload.objects.waiting().filter(session=held).count()
    if waiting:
        sentence = _("有 {n} 份刚收到，还在检查，请过一会儿再提交。").format(n=waiting)
        raise Refusal(sentence, code="being_examined")
    lacking = missing(held)
    if lacking:
        raise Refusal(_("还不能提交：") + " ".join(lacking), code="incomplete")
    submitted = projects.mark_submitted(session=held, by=by)
    return raise_flags(session=submitted, by=by)
