"""The interface as one object, and its own description of itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from yimi.doors.api import (
    attendance,
    calling,
    capture,
    handing_in,
    hosting,
    orders,
    people,
    prechecking,
    problems,
    sessions,
    standing,
    tokens,
    uploading,
    wechat_tokens,
)

INTRODUCTION = """What a worker's phone needs: sign in, my sessions, codes, uploads, handing in.

Send `Authorization: Bearer <token>`; cookies open nothing here. Every error is an RFC 9457 document
(`application/problem+json`): show `detail`, act on `code`. Sentences come in Chinese, or in English when
`Accept-Language` asks for it. 300 requests a minute for a token, 30 sign-ins a minute from an address;
429 says `Retry-After`. JSON bodies up to 256 kB; photos and documents up to 30 MB, clips up to 300 MB."""

LOCAL = (hosting, orders, calling, prechecking)  # village and station


class Interface(NinjaAPI):
    """Ninja's description, with the media type errors really have."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**where)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[problems.MEDIA_TYPE] = content.pop("application/json")
        return schema


def build() -> Interface:
    """Every operation but the sign-in asks for a token: a router added here is never open by mistake."""
    made = Interface(
        title="Yimi field interface",
        version="1",
        description=INTRODUCTION,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
    )
    problems.handle_with_problems(made)
    made.add_router("", tokens.router)
    made.add_router("", wechat_tokens.router)
    # hosting before sessions: its word "hosted" stands where they expect a number
    # uploading first: addresses are tried in turn, and most requests are photos
    for part in (uploading, *LOCAL, sessions, capture, attendance, people, handing_in, standing):
        made.add_router("", part.router, auth=tokens.CURRENT)
    return made


api = build()


def describe(request: HttpRequest, interface: NinjaAPI) -> JsonResponse:
    """/api/openapi.json: OpenAPI 3.1."""
    return JsonResponse(interface.get_openapi_schema())
