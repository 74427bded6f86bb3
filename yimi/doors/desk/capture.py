"""Handing in a session from the worker's phone: the code, pictures, words, and what is still missing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yimi.doors.desk import media as _registers_the_files  # noqa: F401 - /files/thumbnail/… and its siblings
from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.capture_file import hand_in_of, material_of
from yimi.doors.desk.capture_forms import UploadForm, WordsForm
from yimi.doors.porch.refusals import status_of
from yimi.kernel.errors import Refusal
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.examining import hand_in
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.queries import narrative_of
from yimi.rooms.evidence.queries.who import require_own_session
from yimi.rooms.projects.models import Session

WITH = ("type", "village", "town", "site", "provider")


def capture(request: Asked, pk: int) -> HttpResponse:
    session = _mine(request, pk)
    return page(request, "desk/capture/capture.html", _context(request, session, _words_of(session)))


@require_GET
def capture_material(request: Asked, pk: int) -> HttpResponse:
    """What has arrived and what is missing, for the script to show again after each upload."""
    return render(request, "desk/capture/material.html", hand_in_of(_mine(request, pk), request.user))


@require_POST
def capture_code(request: Asked, pk: int) -> HttpResponse:
    session = _mine(request, pk)
    actions.issue_challenge(session=session, by=request.user)
    if request.htmx:
        return render(request, "desk/capture/code.html", hand_in_of(session, request.user))
    return go(request, _url(session) + "#code")


@require_POST
def capture_upload(request: Asked, pk: int) -> HttpResponse:
    """One file from the script (answered by 204 or the sentence of the refusal), or a plain form of many."""
    session = _mine(request, pk)
    form = UploadForm(request.POST, request.FILES, requirements=material_of(session).requirements)
    received = 0
    if form.is_valid():
        try:
            for each in form.pieces():
                actions.receive_media(session=session, by=request.user, **each)
                received += 1
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            form.refusal = refusal  # type: ignore[attr-defined]
    if request.headers.get("X-Requested-With") == "capture":
        return _short_answer(form)
    if form.errors:
        return page(request, "desk/capture/capture.html", _context(request, session, None, upload=form), form)
    return go(request, _url(session), _("已收到 {n} 份材料。").format(n=received))


@require_POST
def capture_withdraw(request: Asked, pk: int, media_pk: int) -> HttpResponse:
    session = _mine(request, pk)
    media = get_object_or_404(Media.objects.visible_to(request.reach).filter(session=session), pk=media_pk)
    return done(
        request,
        lambda: actions.withdraw_media(media=media, by=request.user),
        said=_("已撤下，这份材料不再计入。"),
        to=_url(session),
    )


@require_POST
def capture_words(request: Asked, pk: int) -> HttpResponse:
    session = _mine(request, pk)
    form = _written(request, session)
    if not form.errors:
        return go(request, _url(session) + "#hand-in", _("文字已保存。"))
    return page(request, "desk/capture/capture.html", _context(request, session, form), form)


@require_POST
def capture_submit(request: Asked, pk: int) -> HttpResponse:
    """Hands in; the words still in the page's form go along, so that nobody has to save them first."""
    session = _mine(request, pk)
    if request.POST.get("text"):
        form = _written(request, session)
        if form.errors:
            return page(request, "desk/capture/capture.html", _context(request, session, form), form)
    return done(
        request,
        lambda: hand_in(session=session, by=request.user),
        said=_("已提交。社工站初核之后进入评审。"),
        to=_url(session),
    )


def _written(request: Asked, session: Session) -> WordsForm:
    """The words, kept; a form with errors when they were not."""
    form = WordsForm(request.POST)
    if form.is_valid():
        attempt(form, lambda: actions.write_narrative(session=session, by=request.user, **form.cleaned_data))
    return form


def _mine(request: Asked, pk: int) -> Session:
    """The session, for its own workers and their manager; others who see it are told whose it is (403)."""
    session = get_object_or_404(Session.objects.visible_to(request.reach).select_related(*WITH), pk=pk)
    require_own_session(request.user, session)
    return session


def _context(
    request: Asked, session: Session, words: WordsForm | None, upload: UploadForm | None = None
) -> dict[str, object]:
    material = hand_in_of(session, request.user)
    upload = upload or UploadForm(
        requirements=material_of(session).requirements, initial={"serves": material["wanted"]}
    )
    return {**material, "words": words or _words_of(session), "upload": upload}


def _words_of(session: Session) -> WordsForm:
    written = narrative_of(session)
    fields = ("text", "beneficiary_words", "words_consented")
    return WordsForm(initial={name: getattr(written, name) for name in fields} if written else {})


def _short_answer(form: UploadForm) -> HttpResponse:
    if not form.errors:
        return HttpResponse(status=204)
    refusal = getattr(form, "refusal", None)
    said = " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences)
    return HttpResponse(
        said, status=status_of(refusal) if refusal else 422, content_type="text/plain; charset=utf-8"
    )


def _url(session: Session) -> str:
    return reverse("desk:capture", args=[session.pk])


urlpatterns = [
    path("sessions/<int:pk>/capture/", capture, name="capture"),
    path("sessions/<int:pk>/capture/material/", capture_material, name="capture_material"),
    path("sessions/<int:pk>/capture/code/", capture_code, name="capture_code"),
    path("sessions/<int:pk>/capture/upload/", capture_upload, name="capture_upload"),
    path("sessions/<int:pk>/capture/<int:media_pk>/withdraw/", capture_withdraw, name="capture_withdraw"),
    path("sessions/<int:pk>/capture/words/", capture_words, name="capture_words"),
    path("sessions/<int:pk>/capture/submit/", capture_submit, name="capture_submit"),
]
