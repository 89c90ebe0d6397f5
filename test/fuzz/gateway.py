"""What a gateway answers by itself, before anybody of ours has seen the request."""

from collections.abc import Collection

# More than 10,240 bytes of request line and headers are too many for it; what is measured here lacks a few of them.
# Source: Amazon API Gateway, quotas of HTTP APIs.
SURELY_TOO_MANY = 10_000

# These ask of a refusal nothing but its status, and no operation lists one that is not its own.
STATUS_CHECKS = frozenset({"status_code_conformance", "negative_data_rejection", "missing_required_header"})


def is_its_own(checks: Collection[str], status: int, sent: int) -> bool:
    """Whether a finding of these checks says only that the gateway refused so many bytes by itself."""
    return status == 431 and sent >= SURELY_TOO_MANY and len(checks) > 0 and STATUS_CHECKS.issuperset(checks)
