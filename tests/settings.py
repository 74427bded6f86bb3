"""The product's settings, with a cheap password hash: nothing else may differ."""

from __future__ import annotations

from yimi.config.settings import *  # noqa: F403  (the test settings are the product's own)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIGRATION_MODULES = {  # until the first migrations are drawn up, tables are made from the models
    label: None
    for label in "kernel accounts places ledger network people catalogue projects volunteers evidence review "
    "settlement public reports".split()
}
