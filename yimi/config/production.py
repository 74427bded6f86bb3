"""What a production copy refuses to start with, and where its files are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from yimi.config import environment

DEFAULT_SECRET = "yimi-development-only-not-a-secret"  # noqa: S105  (a production start with it is refused)


def check(
    *, production: bool, secret_key: str, debug: bool, secure_cookies: bool, hosts: list[str], keys: Path
) -> None:
    """Stop a production start that would leak; every sentence ends with the cure."""
    if not production:
        return
    wrong = []
    if secret_key == DEFAULT_SECRET or len(secret_key) < 40:
        wrong.append(
            "YIMI_SECRET_KEY is the default or shorter than 40 characters: set it to the output of "
            "`yimi secret`, or point YIMI_SECRET_KEY_FILE at a file that holds it."
        )
    if debug:
        wrong.append("YIMI_DEBUG is True: remove it, debug pages show people's data.")
    if not secure_cookies:
        wrong.append("YIMI_SECURE_COOKIES is False: remove it and serve Yimi over HTTPS.")
    if not hosts or "*" in hosts:
        wrong.append(
            "YIMI_HOSTS is open: name the hosts of this county, such as YIMI_HOSTS=yimi.example.gov.cn."
        )
    if not keys.is_dir():
        wrong.append(
            f"The key folder {keys} does not exist: run `yimi keys create` once and back it up apart."
        )
    if wrong:
        raise ImproperlyConfigured("Yimi does not start in production:\n- " + "\n- ".join(wrong))


def file_storage(folder: Path) -> dict[str, Any]:
    """Uploads go to a local folder, or to an S3-compatible bucket when YIMI_S3_BUCKET is set."""
    bucket = environment.text("YIMI_S3_BUCKET")
    if not bucket:
        return {
            "BACKEND": "yimi.kernel.kept.KeptFiles",
            "OPTIONS": {"location": str(folder)},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": environment.text("YIMI_S3_ENDPOINT") or None,
            "access_key": environment.text("YIMI_S3_KEY"),
            "secret_key": environment.text("YIMI_S3_SECRET"),
            "default_acl": "private",
            "file_overwrite": True,  # content-addressed: the same name is the same bytes
            "querystring_auth": True,
        },
    }
