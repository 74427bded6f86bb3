"""The product's settings, with a cheap password hash: nothing else may differ."""

from __future__ import annotations

from yimi.config.settings import *  # noqa: F403  (the test settings are the product's own)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
