"""JSON of states from and to the values that botocore takes and gives.

Step Functions writes every member's name with a capital first letter, also where the API does not:
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

import datetime
import json
from typing import Any

from stepfunctions.optimized_integrations import JSON_AS_TEXT


def unsupported_fields(value: Any, shape: Any, allowed: frozenset[str] | None = None) -> list[str]:
    """The names of the fields, at any depth, that an API's request does not have.

    Args:
        value: the state's arguments. A text such as a JSONata expression may stand for anything.
        shape: the request's shape in the API model.
        allowed: where not all of the request's own fields are accepted, those that are.
    """
    if shape is None:
        return list(value) if isinstance(value, dict) else []
    if shape.type_name == "structure" and isinstance(value, dict) and not getattr(shape, "is_document_type", False):
        members = {capital(name): member for name, member in shape.members.items()}
        found = []
        for field, inner in value.items():
            name = field.removesuffix(".$")
            if name not in members or (allowed is not None and name not in allowed):
                found.append(name)
            elif name == field:
                found += unsupported_fields(inner, members[name])
        return found
    if shape.type_name == "list" and isinstance(value, list):
        return [name for item in value for name in unsupported_fields(item, shape.member)]
    if shape.type_name == "map" and isinstance(value, dict):
        return [name for item in value.values() for name in unsupported_fields(item, shape.value)]
    return []


def to_request(value: Any, shape: Any, service: str, name: str = "") -> Any:
    """A state's arguments as the parameters of a botocore call; what does not fit is left for botocore to refuse."""
    if (service, name) in JSON_AS_TEXT:
        value = value if isinstance(value, str) else compact(value)
    elif shape.type_name == "blob":
        # Step Functions writes whatever it is given as JSON: an object as it should be, and a text in quotes.
        value = compact(value)
    if shape.type_name == "structure" and isinstance(value, dict):
        members = {capital(own): (own, member) for own, member in shape.members.items()}
        return {
            members[field][0]: to_request(inner, members[field][1], service, field)
            for field, inner in value.items()
            if field in members
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [to_request(item, shape.member, service) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: to_request(item, shape.value, service) for key, item in value.items()}
    if shape.type_name == "blob" and isinstance(value, str):
        return value.encode()
    if shape.type_name in ("integer", "long") and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def from_response(value: Any, epoch: bool = False) -> Any:
    """A botocore answer as JSON.

    Args:
        epoch: whether times are numbers of milliseconds, as optimized integrations give them, rather than texts.
    """
    if isinstance(value, dict):
        return {key: from_response(item, epoch) for key, item in value.items()}
    if isinstance(value, list):
        return [from_response(item, epoch) for item in value]
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.UTC)
        return int(utc.timestamp() * 1000) if epoch else utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return from_response(value.read(), epoch) if hasattr(value, "read") else value


def capitalized(value: Any, shape: Any) -> Any:
    """An answer's members with capital first letters; the keys of maps stay as they are."""
    if shape is not None and shape.type_name == "structure" and isinstance(value, dict):
        return {capital(name): capitalized(item, shape.members.get(name)) for name, item in value.items()}
    if shape is not None and shape.type_name == "list" and isinstance(value, list):
        return [capitalized(item, shape.member) for item in value]
    if shape is not None and shape.type_name == "map" and isinstance(value, dict):
        return {key: capitalized(item, shape.value) for key, item in value.items()}
    return value


def capital(name: str) -> str:
    """A name with a capital first letter."""
    return name[:1].upper() + name[1:]


def compact(value: Any) -> str:
    """JSON without spaces, as Step Functions writes it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
