"""Spark's file system for `s3://`: Parquet is read and written by way of a folder on this machine.

What the role must be allowed is what it must be on AWS: to list, to read, to write and, where a folder is written
anew, to delete. Other formats have no such file system here, and Spark says so.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, DataFrameReader, DataFrameWriter

from awsglue.local.objects import client, is_s3, split

MOST_DELETED = 1000


def install(key: str | None) -> None:
    """Teaches Spark's readers and writers of Parquet S3.

    Args:
        key: the security configuration's, for what is written; None for the bucket's own.
    """
    read, write, set_mode = DataFrameReader.parquet, DataFrameWriter.parquet, DataFrameWriter.mode

    def parquet(reader: DataFrameReader, *paths: str, **options: Any) -> DataFrame:
        return read(reader, *(_downloaded(path) if is_s3(path) else path for path in paths), **options)

    def mode(writer: DataFrameWriter, name: str | None) -> DataFrameWriter:
        writer.local_mode = name
        return set_mode(writer, name)

    def write_parquet(writer: DataFrameWriter, path: str, mode: str | None = None, *rest: Any, **options: Any) -> None:
        if not is_s3(path):
            return write(writer, path, mode, *rest, **options)
        if (mode or getattr(writer, "local_mode", None)) != "overwrite":
            raise NotImplementedError('The local stage writes to S3 in the mode "overwrite" alone.')
        folder = Path(tempfile.mkdtemp(dir=Path.cwd())) / "data"
        write(writer, str(folder), "overwrite", *rest, **options)
        _replace(path, folder, key)

    DataFrameReader.parquet = parquet
    DataFrameWriter.mode = mode
    DataFrameWriter.parquet = write_parquet


def _downloaded(uri: str) -> str:
    bucket, prefix = split(uri)
    folder = Path(tempfile.mkdtemp(dir=Path.cwd()))
    keys = _keys(bucket, prefix)
    if not keys:
        raise AnalysisException(f"[PATH_NOT_FOUND] Path does not exist: {uri}.")
    for key in keys:
        file = folder / (key.removeprefix(prefix).lstrip("/") or key.rsplit("/", 1)[-1])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(client().get_object(Bucket=bucket, Key=key)["Body"].read())
    return str(folder)


def _replace(uri: str, folder: Path, kms_key: str | None) -> None:
    """Puts a folder's files in the place of what is under a URI."""
    bucket, prefix = split(uri)
    old = _keys(bucket, prefix)
    for start in range(0, len(old), MOST_DELETED):
        objects = [{"Key": key} for key in old[start : start + MOST_DELETED]]
        answer = client().delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        if answer.get("Errors"):
            raise PermissionError(f"{answer['Errors'][0]['Key']}: {answer['Errors'][0].get('Message')}")
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key} if kms_key else {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.name.startswith("."):
            key = f"{prefix.rstrip('/')}/{file.relative_to(folder)}"
            client().put_object(Bucket=bucket, Key=key, Body=file.read_bytes(), **encryption)


def _keys(bucket: str, prefix: str) -> list[str]:
    pages = client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix.rstrip('/')}/")
    return [found["Key"] for page in pages for found in page.get("Contents", ())]
