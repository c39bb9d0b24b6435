"""Where a changed rule's referenced group is read."""

from services import security_group_rules


def test_the_group_that_a_rule_is_to_reference_is_read_where_the_api_has_it() -> None:
    rule = "SecurityGroupRule.1.SecurityGroupRule"
    asked = {"GroupId": ["sg-1"], f"{rule}.ReferencedGroupId": ["sg-2"]}
    assert security_group_rules.as_read(asked) == {**asked, f"{rule}.ReferencedGroupInfo.GroupId": ["sg-2"]}
