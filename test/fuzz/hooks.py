"""What the fuzzer does to each request it made up: signs it, dates it, and names things that exist.

A part that the fuzzer spoiled on purpose stays as it is. Read from the file that FLUXPAY_FUZZ names: the key, the
operator's credentials, the seed, and orders whose buyers have been to the PG's window.
"""

import hashlib
import hmac
import json
import os
import random
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import gateway
import requests
import requests.auth
import schemathesis
import signing
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import negated_parameters

LEAST_VECTORS = 20

town = json.loads(Path(os.environ["FLUXPAY_FUZZ"]).read_text(encoding="utf-8"))
chance = random.Random(town["seed"])

passed = signing.passed_vectors(town["vectors"])
if passed < LEAST_VECTORS:
    raise ValueError(f"{passed} signing vectors, at least {LEAST_VECTORS} are needed")
print(f"vectors {passed} passed", flush=True)


class Clock:
    """The time of whom we talk to, by its last answer: a world's clock is its own."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def heard(self, date: str) -> None:
        then = parsedate_to_datetime(date).timestamp()
        self.ahead = then - datetime.now(timezone.utc).timestamp()

    def now(self) -> datetime:
        return datetime.fromtimestamp(datetime.now(timezone.utc).timestamp() + self.ahead, timezone.utc)


clock = Clock()
if (date := town.get("now")) is not None:
    clock.heard(date)


def fresh(bits: int = 96) -> str:
    return f"{chance.getrandbits(bits):0{bits // 4}x}"


def text(value: str | bytes | None) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value or ""


def body_of(request: requests.PreparedRequest) -> bytes:
    body = request.body
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def sign_as_client(request: requests.PreparedRequest) -> None:
    target = urlsplit(request.url)
    canonical = signing.string_to_sign(
        method=request.method,
        content_type=text(request.headers.get("Content-Type")),
        timestamp=text(request.headers.get("X-Timestamp")),
        nonce=text(request.headers.get("X-Nonce")),
        path=target.path,
        raw_query=target.query,
        body=body_of(request),
        idempotency_key=text(request.headers.get("Idempotency-Key")),
    )
    signed = signing.signature(canonical, town["key"]["secret"])
    request.headers["Authorization"] = f"FLUXPAY-HMAC-SHA256 keyId={town['key']['keyId']},signature={signed}"


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def sign_as_operator(request: requests.PreparedRequest) -> None:
    """AWS Signature Version 4. Source: AWS, "Create a signed AWS API request"."""
    operator = town["operator"]
    target = urlsplit(request.url)
    at = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {"host": target.netloc, "x-amz-date": at}
    if operator.get("sessionToken"):
        headers["x-amz-security-token"] = operator["sessionToken"]
    pairs = sorted((quote(n, safe="-._~"), quote(v, safe="-._~")) for n, v in parse_qsl(target.query, True))
    signed = ";".join(sorted(headers))
    canonical = "\n".join(
        [
            request.method,
            quote(target.path, safe="/-._~"),
            "&".join(f"{name}={value}" for name, value in pairs),
            *(f"{name}:{headers[name]}" for name in sorted(headers)),
            "",
            signed,
            hashlib.sha256(body_of(request)).hexdigest(),
        ]
    )
    scope = f"{at[:8]}/{operator['region']}/execute-api/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{operator['secretAccessKey']}".encode()
    for part in (at[:8], operator["region"], "execute-api", "aws4_request"):
        key = _hmac(key, part)
    proof = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    request.headers.update({name: value for name, value in headers.items() if name != "host"})
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={operator['accessKeyId']}/{scope}, SignedHeaders={signed}, Signature={proof}"
    )


class Signer(requests.auth.AuthBase):
    """Signs what goes out, byte for byte: nothing is changed behind it."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        is_operator = urlsplit(request.url).path.startswith("/admin/")
        (sign_as_operator if is_operator else sign_as_client)(request)
        return request


schemathesis.auth.set_from_requests(Signer())


def names_of(operation, container: str) -> set[str]:
    return {parameter.name for parameter in getattr(operation, container)}


# Fields that a request of this operation may leave out, and that most often make it one of nothing: they must fit
# what was sold, and no schema says so. Seven in ten leave them out.
SPARE = {
    "create-order": ["amount", "creditAmount", "taxFreeAmount", "merchantOrderId"],
    "authorize-payment": ["orderId", "serviceId", "paymentKey", "currency"],
    "capture-payment": ["amount"],
    "request-refund": ["expectedRefundable", "taxFreeAmount", "refundAccount"],
    "refund-as-operator": ["expectedRefundable", "taxFreeAmount", "refundAccount"],
    "complete-service": ["captureCreditAmount", "usage"],
    "resume-saga": ["from"],
}
SPARED = 0.7

MERCHANT = town["merchantId"]


def operation_of(case) -> str:
    return case.operation.definition.raw["operationId"].split("-alias-")[0]


def sold_by_product(line: dict) -> dict:
    """A price code is priced by a policy that has some, and none of these has."""
    product = {"productId": "cup", "productName": "컵", "unitPrice": 500}
    return {**product, **{name: value for name, value in line.items() if name not in ("priceCode", "baseAmount")}}


def fitted(operation: str, body: dict) -> dict:
    """The same request about something that there is."""
    if operation == "confirm-payment" and chance.random() < SPARED:
        sale = requests.get(town["sale"], timeout=10).json()
        return {**sale, **({"currency": "KRW"} if "currency" in body else {})}
    if chance.random() < SPARED:
        body = {name: value for name, value in body.items() if name not in SPARE.get(operation, [])}
    if operation == "change-merchant":
        body.setdefault("name", "fuzzed")
    if operation == "create-merchant":
        body["merchantId"] = f"F{fresh(32)}"
    if operation == "create-order" and chance.random() < SPARED:
        body = {**body, "lineItems": [sold_by_product(line) for line in body["lineItems"]]}
    return body


def dated(case, is_bad: bool, spoiled: set[str]) -> dict:
    """The time and a nonce, where the operation takes them: what was spoiled, or left out on purpose, stays so."""
    headers = dict(case.headers or {})
    stamps = {"X-Timestamp": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"), "X-Nonce": fresh()}
    known = names_of(case.operation, "headers")
    for name, value in stamps.items():
        if name in known and name not in spoiled and (name in headers or not is_bad):
            headers[name] = value
    return headers


def keyed(headers: dict, body) -> None:
    """A key of its own for each request; one in eight has the fuzzer's, which may have been used."""
    if isinstance(body, dict) and "idempotencyKey" in body:
        body["idempotencyKey"] = headers["Idempotency-Key"] = fresh()
    elif "Idempotency-Key" not in headers or chance.random() < 0.875:
        headers["Idempotency-Key"] = fresh()


@schemathesis.hook
def before_call(context, case, kwargs) -> None:
    """Gives parts that are not spoiled what no generator can know: the time, a nonce, a key, a sale."""
    meta = case.meta
    is_bad = meta is not None and meta.generation.mode.is_negative
    is_drawn = meta is not None and meta.phase.name.value in ("fuzzing", "stateful")
    if not is_bad and operation_of(case) == "change-merchant" and isinstance(case.body, dict):
        # Whose key we sign with must not be suspended; names of earlier answers come here too.
        if dict(case.path_parameters or {}).get("merchantId") == MERCHANT:
            case.body = {name: value for name, value in case.body.items() if name != "status"} | {"name": "fuzzed"}
    if is_drawn and not is_bad:
        if isinstance(case.body, dict):
            case.body = fitted(operation_of(case), dict(case.body))
        # Sealed: no generator makes one up. Those of earlier answers are walked by hand (test/contract).
        if case.query and chance.random() < SPARED:
            case.query = {name: value for name, value in case.query.items() if name != "cursor"}
    spoiled = {name for name, place in negated_parameters(meta) if place == ParameterLocation.HEADER}
    headers = dated(case, is_bad, spoiled)
    is_body_bad = meta is not None and meta.is_negative_at(ParameterLocation.BODY)
    if "Idempotency-Key" in names_of(case.operation, "headers") and "Idempotency-Key" not in spoiled:
        keyed(headers, None if is_body_bad else case.body)
    case.headers = headers


@schemathesis.hook
def filter_failure(context, failure, case, response) -> bool:
    """Keeps what is said of us: a request too long for the gateway is refused by it, and that status is not ours."""
    request = response.request
    sent = len(request.url) + sum(len(name) + len(text(value)) + 4 for name, value in request.headers.items())
    return not gateway.is_its_own(failure.checks, response.status_code, sent)


@schemathesis.hook
def after_call(context, case, response) -> None:
    for date in response.headers.get("date", []):
        clock.heard(date)
