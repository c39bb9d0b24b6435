"""The condition key `dynamodb:LeadingKeys`: the partition key's values of the items that a request names.

MiniStack knows DynamoDB's other condition keys. Requests that name no item, such as a Scan, do not have the key.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

import json
import re
from typing import Any

# A condition on the partition key, as a Query gives it: `id = :value`, where names and values may stand elsewhere.
EQUALS = r"(?:^|[\s(])%s\s*=\s*(:\w+)"


def partition_key(table_name: str) -> str | None:
    """The name of a table's partition key; None for a table that does not exist."""
    from ministack.services import dynamodb

    table = dynamodb._tables.get(table_name.rsplit("table/", 1)[-1])
    return table["pk_name"] if table else None


def leading_keys(request: dict[str, Any]) -> list[str]:
    """The partition key's values that a request names, over all of its items."""
    return [value for table, item in _items(request) if (value := _value(item, partition_key(table))) is not None]


def _items(request: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The keys, or the items, that a request names, each with its table."""
    items = [(table, key) for table, keys in _batch(request) for key in keys]
    for action in request.get("TransactItems", []):
        items += [(call.get("TableName", ""), call.get("Key") or call.get("Item") or {}) for call in action.values()]
    table = request.get("TableName")
    if isinstance(table, str):
        items += [(table, request[name]) for name in ("Key", "Item") if isinstance(request.get(name), dict)]
        items += _query(table, request)
    return items


def _batch(request: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Reads name keys, writes name items or keys."""
    found = []
    for table, asked in (request.get("RequestItems") or {}).items():
        if isinstance(asked, dict):
            found.append((table, asked.get("Keys", [])))
        else:
            calls = [call for each in asked for call in each.values()]
            found.append((table, [call.get("Item") or call.get("Key") or {} for call in calls]))
    return found


def _query(table: str, request: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    name, condition = partition_key(table), request.get("KeyConditionExpression")
    if name is None or not isinstance(condition, str):
        return []
    aliases = request.get("ExpressionAttributeNames") or {}
    names = [name, *(alias for alias, stands_for in aliases.items() if stands_for == name)]
    values = request.get("ExpressionAttributeValues") or {}
    found = [match for each in names for match in re.findall(EQUALS % re.escape(each), condition)]
    return [(table, {name: values[value]}) for value in found if value in values]


def _value(item: dict[str, Any], name: str | None) -> str | None:
    value = item.get(name) if name and isinstance(item, dict) else None
    return str(next(iter(value.values()))) if isinstance(value, dict) and value else None


def install() -> None:
    """Adds the condition key to those that MiniStack finds in a request."""
    from ministack.core import iam_actions

    context_of = iam_actions.dynamodb_service_context

    def with_leading_keys(body: bytes) -> dict[str, Any]:
        context = context_of(body)
        try:
            keys = leading_keys(json.loads(body or b"{}"))
        except (ValueError, AttributeError, TypeError):  # a request that the service refuses
            return context
        return {**context, "dynamodb:LeadingKeys": keys} if keys else context

    iam_actions.dynamodb_service_context = with_leading_keys
