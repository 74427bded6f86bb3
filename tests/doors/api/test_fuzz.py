"""Schemathesis for a minute: whatever fits the description, and much that does not, gets a described answer."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from schemathesis import checks
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi_checks

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from tests.doors.api.planted import urls_with
from yimi.doors.api import limits
from yimi.kernel import clock
from yimi.rooms.projects.models import Session

WATCHED = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.response_headers_conformance,
]
SECONDS = 30  # for all operations together
LEAST = 4  # requests of each kind to each operation, however slow the machine is today
ENDS_THE_TOKEN = {"revoke_token"}


@schemathesis.serializer("application/offset+octet-stream")
def _piece_of_a_file(_context: object, value: object) -> bytes:
    """tus sends bare bytes; whatever was made up goes as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


class TimeIsUp(Exception):
    """This operation has had its share of the time."""


@pytest.fixture(autouse=True)
def without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for scope in limits.PER_MINUTE:
        monkeypatch.setitem(limits.PER_MINUTE, scope, 10**6)


@pytest.fixture(autouse=True)
def in_the_tests_transaction() -> Iterator[None]:
    """A whole request closes old connections at both ends; ours holds the test's rows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    made = walk.delivered_session(cast)
    with clock.frozen(made.ends_at + timedelta(hours=1)):
        yield made


def fuzz(token: str, own: dict[str, Any], seconds: float) -> Counter[str]:
    """Call every operation with made-up requests, half of them about rows that exist; count the answers."""
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [result.ok() for result in described.get_all_operations()]
    answers: Counter[str] = Counter()
    for operation in operations:
        until = time.monotonic() + seconds / len(operations)  # the two kinds of requests share it
        _fuzz(operation, GenerationMode.POSITIVE, token, own, until, answers)
        if takes_anything(operation):
            _fuzz(operation, GenerationMode.NEGATIVE, token, own, until, answers)
    return answers


def _fuzz(
    operation: Any, mode: GenerationMode, token: str, own: dict[str, Any], until: float, answers: Counter[str]
) -> None:
    word, tried = operation.definition.raw["operationId"], list[Any]()

    @given(case=operation.as_strategy(mode))
    @examples(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    def one(case: Any) -> None:
        tried.append(case)
        if len(tried) > LEAST and time.monotonic() > until:
            raise TimeIsUp
        if mode.is_positive and len(tried) % 2:
            case.path_parameters |= {name: own[name] for name in case.path_parameters}
        key = "ended" if word in ENDS_THE_TOKEN else token
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=WATCHED)
        answers[f"{word} {answer.status_code}"] += 1

    with suppress(TimeIsUp):
        one()


def takes_anything(operation: Any) -> bool:
    """Only then can a request be wrong."""
    return bool(operation.path_parameters or operation.query or operation.body)


def test_no_request_breaks_the_interface_and_every_answer_is_described(session: Session) -> None:
    token = Phone.of(walk.worker_of(session)).token
    own = {"session_id": session.pk, "client_id": str(uuid.uuid4()), "media_id": 1}
    answers = fuzz(token, {**own, "participant_id": session.participants.all()[0].pk}, SECONDS)
    words = {word.split()[0] for word in answers}
    assert len(words) >= 12
    # it came through to the operations, and did not only knock at the door
    for word in ("session 200", "media_of_session 200", "issue_challenge 201", "my_sessions 200"):
        assert answers[word], word


@pytest.mark.parametrize(("word", "said"), {"breaks": "Server error", "lies": "schema"}.items())
def test_a_planted_operation_that_breaks_or_lies_is_found(
    db: None, settings: Any, word: str, said: str
) -> None:
    settings.ROOT_URLCONF = urls_with(planted=word)
    with pytest.raises(FailureGroup) as found:
        fuzz("none", {}, 20)
    assert any(said in str(each) for each in found.value.exceptions), found.value.exceptions
