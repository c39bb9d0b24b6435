"""Objects in S3, by the job's role."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import boto3
from botocore.config import Config


class S3Object(NamedTuple):
    """An object as a listing tells it; `modified` in seconds since 1970."""

    bucket: str
    key: str
    modified: float

    @property
    def uri(self) -> str:
        """The object's URI."""
        return f"s3://{self.bucket}/{self.key}"


@cache
def client() -> Any:
    """The S3 client, made by the environment as on AWS."""
    return boto3.client("s3", config=Config(s3={"addressing_style": "path"}))


def split(uri: str) -> tuple[str, str]:
    """The bucket and the key of a URI."""
    bucket, _, key = uri.split("://", 1)[1].partition("/")
    return bucket, key


def is_s3(path: object) -> bool:
    """Whether a path is a place in S3."""
    return isinstance(path, str) and path.startswith(("s3://", "s3a://"))


def list_objects(uri: str) -> Iterator[S3Object]:
    """The objects under a prefix that have content. Hidden ones, as of Hadoop's, are left out."""
    bucket, key = split(uri)
    for page in client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key):
        for found in page.get("Contents", ()):
            name = found["Key"].rsplit("/", 1)[-1]
            if found["Size"] > 0 and not name.startswith(("_", ".")):
                yield S3Object(bucket, found["Key"], found["LastModified"].timestamp())
