"""The length of an object's key: 1,024 bytes of UTF-8 at most, which MiniStack does not ask for.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html and the error `KeyTooLongError` of
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from typing import Any

LIMIT = 1024


def install() -> None:
    """Refuses longer keys, whatever is asked of them."""
    from ministack.services import s3

    dispatch = s3._dispatch

    def dispatch_short(method: str, bucket: str, key: str, *request: Any) -> tuple:
        size = len((key or "").encode())
        if size <= LIMIT:
            return dispatch(method, bucket, key, *request)
        about = {"Size": str(size), "MaxSizeAllowed": str(LIMIT)}
        return s3._error("KeyTooLongError", "Your key is too long", 400, f"/{bucket}/{key}", about)

    s3._dispatch = dispatch_short
