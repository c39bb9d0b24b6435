"""What a query leaves in S3: `<id>.csv` and its metadata, written as the caller.

https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from athena.permissions import Caller, bucket_arn
from athena.requests import Unusable
from iam import encryption_at_rest

if TYPE_CHECKING:
    from athena.engine import Answer


def location_of(output: str, query_id: str) -> str:
    """The URI of a query's results."""
    return f"{output.rstrip('/')}/{query_id}.csv"


def check_location(caller: Caller, output: str) -> str | None:
    """Why results cannot go there; None where they can."""
    from ministack.services import s3

    bucket, _ = _split(output)
    if bucket not in s3._buckets:
        return f"Unable to verify/create output bucket {bucket}"
    why = caller.denial("s3:GetBucketLocation", bucket_arn(bucket))
    return None if why is None else f"Unable to verify/create output bucket {bucket}. {why}"


def write(caller: Caller, location: str, answer: Answer, encryption: dict[str, Any]) -> None:
    """Writes the results. Raises Unusable where the caller may not, or S3 does not take them."""
    from ministack.services import s3

    headers = _headers(encryption)
    bucket, key = _split(location)
    encryption_at_rest.write_with(headers)
    for name, content in ((key, csv_of(answer)), (f"{key}.metadata", _metadata(answer))):
        why = caller.denial("s3:PutObject", f"{bucket_arn(bucket)}/{name}", _conditions(headers))
        if why is not None:
            raise Unusable(f"Access denied when writing output to url: s3://{bucket}/{name}. {why}")
        data = content.encode("utf-8")
        status, _, body = s3._put_object(
            bucket, name, data, {"content-type": "text/csv", "content-length": str(len(data)), **headers}
        )
        if status >= 300:
            raise Unusable(f"S3 did not take s3://{bucket}/{name}: {body.decode('utf-8', 'replace')[:300]}")


def csv_of(answer: Answer) -> str:
    """Every value in quotes; one that is not there is nothing at all."""
    rows = [answer.columns, *answer.rows]
    return "".join(",".join(_field(value) for value in row) + "\n" for row in rows)


def _field(value: str | None) -> str:
    return "" if value is None else '"' + value.replace('"', '""') + '"'


def _metadata(answer: Answer) -> str:
    return "\n".join(f"{name}\t{kind}" for name, kind in zip(answer.columns, answer.types, strict=True))


def _headers(encryption: dict[str, Any]) -> dict[str, str]:
    option = encryption.get("EncryptionOption")
    if option == "SSE_KMS":
        return {
            "x-amz-server-side-encryption": "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id": encryption["KmsKey"],
        }
    return {"x-amz-server-side-encryption": "AES256"} if option == "SSE_S3" else {}


def _conditions(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("x-amz-", "s3:x-amz-"): value for name, value in headers.items()}


def _split(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key
