"""The key of a function's environment variables, which Lambda does not save where there are none.

Whoever sets one all the same sees a change at every look: the AWS provider's page on functions says so of the argument
`kms_key_arn`. MiniStack saves whatever is given.
"""

from typing import Any


def without_idle_key(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration, changed in place: without a key where nothing is encrypted with it."""
    if not (config.get("Environment") or {}).get("Variables"):
        config["KMSKeyArn"] = ""
    return config


def install() -> None:
    """Forgets keys without use whenever a function is made or changed."""
    from ministack.services import lambda_svc

    build, update = lambda_svc._build_config, lambda_svc._update_config

    def build_without(*args: Any, **kwargs: Any) -> dict[str, Any]:
        return without_idle_key(build(*args, **kwargs))

    def update_without(name: str, data: dict[str, Any]) -> tuple:
        answer = update(name, data)
        if name in lambda_svc._functions:
            without_idle_key(lambda_svc._functions[name]["config"])
        return answer

    lambda_svc._build_config = build_without
    lambda_svc._update_config = update_without
