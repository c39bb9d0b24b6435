"""Which partition keys a DynamoDB request names."""

import pytest
from iam import leading_keys


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    monkeypatch.setattr(leading_keys, "partition_key", lambda name: "id" if name == "ledger" else None)


def text(value):
    return {"S": value}


@pytest.mark.parametrize(
    ("request_body", "keys"),
    [
        ({"TableName": "ledger", "Key": {"id": text("lease#a")}}, ["lease#a"]),
        ({"TableName": "ledger", "Item": {"id": text("claim#b"), "forgetAt": {"N": "1"}}}, ["claim#b"]),
        ({"TableName": "ledger"}, []),
        ({"TableName": "unknown", "Key": {"id": text("a")}}, []),
        (
            {
                "TableName": "ledger",
                "KeyConditionExpression": "#key = :key AND other > :other",
                "ExpressionAttributeNames": {"#key": "id"},
                "ExpressionAttributeValues": {":key": text("a"), ":other": {"N": "1"}},
            },
            ["a"],
        ),
        ({"RequestItems": {"ledger": {"Keys": [{"id": text("a")}, {"id": text("b")}]}}}, ["a", "b"]),
        (
            {
                "RequestItems": {
                    "ledger": [
                        {"PutRequest": {"Item": {"id": text("a")}}},
                        {"DeleteRequest": {"Key": {"id": text("b")}}},
                    ]
                }
            },
            ["a", "b"],
        ),
        ({"TransactItems": [{"Put": {"TableName": "ledger", "Item": {"id": text("a")}}}]}, ["a"]),
    ],
)
def test_leading_keys(request_body, keys):
    assert leading_keys.leading_keys(request_body) == keys
