"""What is searched for stays out of addresses, where every log would keep it: sent by POST, sealed in the session.

The address says only that something is kept (`?kept=1`), so that reload and the way back find the same list again,
for half an hour. An address may still name a village, a category or part of a name; never a number.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from yimi.doors.desk.asked import Asked
from yimi.kernel import clock
from yimi.kernel.crypto import open_text, seal_text

KEPT = "kept"
LASTS = timedelta(minutes=30)
WORDS = "searched"  # in the session: {page: [sealed words, when]}
PLACE = "django_session.searched"
LEFT_OUT = ("csrfmiddlewaretoken", "after")


def given(request: Asked) -> QueryDict:
    """What is asked for, whichever way it came; what was posted is kept."""
    if request.method == "POST":
        words = request.POST.copy()
        for name in LEFT_OUT:
            words.pop(name, None)
        sealed = [seal_text(words.urlencode(), PLACE), clock.now().isoformat()]
        request.session[WORDS] = request.session.get(WORDS, {}) | {request.path: sealed}
        return words
    if KEPT in request.GET:
        return _kept(request)
    return _without_numbers(request.GET)


def _kept(request: Asked) -> QueryDict:
    sealed, at = request.session.get(WORDS, {}).get(request.path, ("", ""))
    if not sealed or clock.now() - datetime.fromisoformat(at) > LASTS:
        return QueryDict()
    return QueryDict(open_text(sealed, PLACE))


def _without_numbers(asked: QueryDict) -> QueryDict:
    """Four digits in a row are a number of somebody, unless a dash makes them one of a case."""
    text = asked.get("q", "")
    if "-" not in text and sum(each.isdecimal() for each in text) > 3:
        asked = asked.copy()
        asked["q"] = ""
    return asked


def answered(request: Asked, response: HttpResponse) -> HttpResponse:
    """A search that was posted leads to an address of its own, by htmx without loading the page again."""
    if request.method != "POST":
        return response
    address = f"{request.path}?{KEPT}=1"
    if not request.htmx:
        return HttpResponseRedirect(address)
    response["HX-Replace-Url"] = address
    return response


def following(request: Asked, after: str) -> str:
    """The address of the next page of the same list; empty at its end."""
    if not after:
        return ""
    query = QueryDict(mutable=True) if request.method == "POST" else request.GET.copy()
    if request.method == "POST":
        query[KEPT] = "1"
    query["after"] = after
    return f"?{query.urlencode()}"
