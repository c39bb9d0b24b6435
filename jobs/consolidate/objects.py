"""Objects of S3, read on the workers; a path of this machine is read likewise."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

# What is kept in memory of an object; a larger one goes to the disk.
_MEMORY_BYTES = 2**24


class ObjectMissing(Exception):
    """An object is not there any more, e.g. since it was kept for long enough."""


@dataclass(frozen=True)
class Opened:
    """An object's content, and when it was written."""

    uri: str
    content: BinaryIO
    modified: datetime

    @property
    def version(self) -> str:
        """What tells this content from another one of the same name."""
        return f"{self.uri}@{self.modified.isoformat()}"

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines that are not blank, with their numbers from 1."""
        for number, line in enumerate(self.content, 1):
            if line.strip():
                yield number, line.rstrip(b"\r\n")


def open_object(uri: str) -> Opened:
    """Opens an object. Raises ObjectMissing."""
    if not uri.startswith("s3://"):
        path = Path(uri)
        if not path.exists():
            raise ObjectMissing(uri)
        return Opened(uri, path.open("rb"), datetime.fromtimestamp(path.stat().st_mtime, timezone.utc))
    bucket, key = split(uri)
    try:
        answer = client().get_object(Bucket=bucket, Key=key)
    except client().exceptions.NoSuchKey:
        raise ObjectMissing(uri) from None
    content = tempfile.SpooledTemporaryFile(_MEMORY_BYTES)
    for chunk in answer["Body"].iter_chunks(2**20):
        content.write(chunk)
    content.seek(0)
    return Opened(uri, content, answer["LastModified"])


def read_text(uri: str) -> str | None:
    """The text of an object; None where there is none."""
    if not uri.startswith("s3://"):
        return Path(uri).read_text(encoding="utf-8") if Path(uri).exists() else None
    bucket, key = split(uri)
    try:
        return client().get_object(Bucket=bucket, Key=key)["Body"].read().decode("utf-8")
    except client().exceptions.NoSuchKey:
        return None


def write_text(uri: str, text: str) -> None:
    """Writes an object of JSON."""
    if not uri.startswith("s3://"):
        Path(uri).parent.mkdir(parents=True, exist_ok=True)
        Path(uri).write_text(text, encoding="utf-8")
        return
    bucket, key = split(uri)
    client().put_object(Bucket=bucket, Key=key, Body=text.encode("utf-8"), ContentType="application/json")


def delete_below(uri: str) -> None:
    """Deletes all that is below a prefix of S3."""
    bucket, prefix = split(uri)
    for page in client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        objects = [{"Key": found["Key"]} for found in page.get("Contents", ())]
        if objects:
            client().delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})


def split(uri: str) -> tuple[str, str]:
    """The bucket and the key of a URI."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


@cache
def client() -> Any:
    """The S3 client of this process."""
    import boto3

    return boto3.client("s3")
