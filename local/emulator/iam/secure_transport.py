"""How IAM sees the way that requests come.

AWS is called over TLS. Here requests stay on the loopback interface, where nobody can read them and there is no TLS:
`aws:SecureTransport` holds, or a bucket that demands TLS would refuse every request of the local stage.
"""

import ministack.app
from ministack.core.iam_evaluator import pin_request_origin


def install() -> None:
    """Lets requests over the loopback interface count as secure."""
    ministack.app.pin_request_origin = lambda source_ip, _: pin_request_origin(source_ip, True)
