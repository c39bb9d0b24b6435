"""S3's events on EventBridge: MiniStack's leave out which version of an object they are about.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

import contextvars
import json
from typing import Any

# The version that the event which is being sent is about.
_version: contextvars.ContextVar[str | None] = contextvars.ContextVar("version", default=None)


def install() -> None:
    """Adds `version-id` to the events of objects that have versions."""
    from ministack.services import eventbridge, s3

    fire, dispatch = s3._fire_s3_event, eventbridge._dispatch_event

    def fire_with_version(*arguments: Any, version_id: str | None = None, **rest: Any) -> None:
        token = _version.set(version_id)
        try:
            fire(*arguments, version_id=version_id, **rest)
        finally:
            _version.reset(token)

    def dispatch_with_version(event: dict[str, Any], *rest: Any) -> Any:
        version = _version.get()
        if event.get("Source") == "aws.s3" and version:
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version
            event = {**event, "Detail": json.dumps(detail)}
        return dispatch(event, *rest)

    s3._fire_s3_event = fire_with_version
    eventbridge._dispatch_event = dispatch_with_version
