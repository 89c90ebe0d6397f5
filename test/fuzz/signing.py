"""Signs requests as the API demands it, from its specification alone: a second opinion on the engine's own text.

Source: API specification, 4.1; vectors: sdk/signing-vectors.json.
"""

import hashlib
import hmac
import json
from urllib.parse import quote, unquote_to_bytes

UNRESERVED = "-._~"


def _encode(raw: bytes) -> str:
    return quote(raw, safe=UNRESERVED)


def _canonical_path(path: str) -> str:
    return "/".join(_encode(unquote_to_bytes(segment)) for segment in path.split("/")) or "/"


def _canonical_query(raw: str) -> str:
    pairs = []
    for part in raw.split("&") if raw else []:
        name, _, value = part.replace("+", " ").partition("=")
        pairs.append((_encode(unquote_to_bytes(name)), _encode(unquote_to_bytes(value))))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def string_to_sign(
    *,
    method: str,
    content_type: str | None,
    timestamp: str,
    nonce: str,
    path: str,
    raw_query: str,
    body: bytes,
    idempotency_key: str | None,
) -> str:
    """The eight parts, joined by line feeds."""
    return "\n".join(
        [
            method.upper(),
            (content_type or "").split(";")[0].strip().lower(),
            timestamp,
            nonce,
            _canonical_path(path),
            _canonical_query(raw_query),
            hashlib.sha256(body).hexdigest(),
            idempotency_key or "",
        ]
    )


def signature(text: str, secret: str) -> str:
    """Lower-case hex HMAC-SHA256 under the whole secret, prefix included."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def passed_vectors(path: str) -> int:
    """How many shared vectors give the stated text and signature. Raises at the first that does not."""
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    for case in vectors["cases"]:
        request = case["request"]
        text = string_to_sign(
            method=request["method"],
            content_type=request["contentType"],
            timestamp=request["timestamp"],
            nonce=request["nonce"],
            path=request["path"],
            raw_query=request["rawQuery"],
            body=request["body"].encode(),
            idempotency_key=request["idempotencyKey"],
        )
        if text != case["stringToSign"] or signature(text, vectors["key"]["secret"]) != case["signature"]:
            raise ValueError(f"vector {case['name']} is signed otherwise")
    return len(vectors["cases"])
