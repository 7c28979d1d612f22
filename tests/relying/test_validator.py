"""Tokens that log a citizen in, and tokens that must not."""

import asyncio
import base64
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import ExtendedKeyUsageOID
from jisr_relying import (
    MOBILE_ID_POLICIES,
    TEST_POLICY,
    AuthTokenValidator,
    CertificateInvalid,
    ChallengeInvalid,
    CrlRevocation,
    MemoryChallengeStore,
    NoRevocationCheck,
    SignatureInvalid,
    ValidationError,
)

from tests.relying.conftest import (
    AUTHENTICATION,
    NONCE,
    NOW,
    ORIGIN,
    SALIM,
    SIGNING,
    UNCHECKED,
    YEAR,
    Authority,
    Leaf,
    authority,
    ec_key,
    issue,
    rsa_key,
    signed_content,
)

Validating = Callable[..., AuthTokenValidator]
OTHER_NONCE = base64.b64encode(bytes(32)).decode()


def refusal(validator: AuthTokenValidator, token: object, nonce: str = NONCE) -> str:
    with pytest.raises(ValidationError) as caught:
        validator.validate(token, nonce)  # type: ignore[arg-type]
    return caught.value.reason


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_rsa_cards_log_in(validator: AuthTokenValidator, rsa_leaf: Leaf, algorithm: str) -> None:
    citizen = validator.validate(rsa_leaf.token(algorithm), NONCE)
    assert citizen.civil_number == "PNOSY-01010012345"
    assert citizen.certificate_der == rsa_leaf.der


@pytest.mark.parametrize(
    ("algorithm", "curve"),
    [("ES256", ec.SECP256R1), ("ES384", ec.SECP384R1), ("ES512", ec.SECP521R1)],
)
def test_ec_cards_log_in(
    validator: AuthTokenValidator, ca: Authority, algorithm: str, curve: type[ec.EllipticCurve]
) -> None:
    token = ca.leaf(ec_key(curve)).token(algorithm)
    assert validator.validate(token, NONCE).arabic_name == "سليم تجربة"


def test_json_text_and_no_extended_key_usage(validator: AuthTokenValidator, ca: Authority) -> None:
    token = json.dumps(ca.leaf(purposes=()).token("RS256"))
    assert not validator.validate(token, NONCE).is_test


def test_it_works_inside_an_event_loop(validator: AuthTokenValidator, rsa_leaf: Leaf) -> None:
    async def handler() -> str:
        return validator.validate(rsa_leaf.token("RS256"), NONCE).common_name

    assert asyncio.run(handler()) == "SALIM TEST"


def test_the_same_bytes_verify_with_openssl(
    validator: AuthTokenValidator, rsa_leaf: Leaf, tmp_path: Path
) -> None:
    token = rsa_leaf.token("RS256")
    assert validator.validate(token, NONCE).civil_number
    certificate, public, signature, content = (str(tmp_path / name) for name in "cpsm")
    Path(certificate).write_bytes(base64.b64decode(token["unverifiedCertificate"]))
    Path(signature).write_bytes(base64.b64decode(token["signature"]))
    Path(content).write_bytes(signed_content("RS256", ORIGIN, NONCE))
    extract = ["openssl", "x509", "-inform", "DER", "-in", certificate, "-pubkey", "-noout"]
    Path(public).write_bytes(subprocess.run(extract, check=True, capture_output=True).stdout)
    verify = ["openssl", "dgst", "-sha256", "-verify", public, "-signature", signature, content]
    done = subprocess.run(verify, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "Verified OK")


@pytest.mark.parametrize(
    ("origin", "nonce"),
    [
        (ORIGIN, OTHER_NONCE),
        ("https://evil.example", NONCE),
        (ORIGIN + "/", NONCE),
        (ORIGIN + ":443", NONCE),
    ],
)
@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_another_origin_or_nonce(
    validator: AuthTokenValidator, rsa_leaf: Leaf, algorithm: str, origin: str, nonce: str
) -> None:
    assert refusal(validator, rsa_leaf.token(algorithm, origin, nonce)) == "signature-invalid"


def test_a_nonce_used_again_or_too_late(validator: AuthTokenValidator, rsa_leaf: Leaf) -> None:
    time = 0.0
    store = MemoryChallengeStore(clock=lambda: time)
    nonce = store.issue("session")
    token = rsa_leaf.token("RS256", nonce=nonce)
    assert validator.validate(token, store.consume("session")).civil_number
    with pytest.raises(ChallengeInvalid):
        validator.validate(token, store.consume("session"))
    store.issue("session")
    time = 300.0
    with pytest.raises(ChallengeInvalid):
        store.consume("session")


@pytest.mark.parametrize("nonce", ["", "n" * 43, "n" * 129, "ن" * 44])
def test_nonces_of_another_shape(validator: AuthTokenValidator, rsa_leaf: Leaf, nonce: str) -> None:
    assert refusal(validator, rsa_leaf.token("RS256", nonce=nonce), nonce) == "challenge-invalid"


@pytest.mark.parametrize("nonce", ["n" * 44, "n" * 128])
def test_nonces_of_any_allowed_length(
    validator: AuthTokenValidator, rsa_leaf: Leaf, nonce: str
) -> None:
    assert validator.validate(rsa_leaf.token("RS256", nonce=nonce), nonce).civil_number


def test_certificates_out_of_their_dates(validator: AuthTokenValidator, ca: Authority) -> None:
    instant = timedelta(seconds=1)
    expired = ca.leaf(end=NOW - instant).token("RS256")
    early = ca.leaf(start=NOW + instant).token("RS256")
    assert refusal(validator, expired) == "certificate-expired"
    assert refusal(validator, early) == "certificate-not-yet-valid"
    assert validator.validate(
        ca.leaf(start=NOW, end=NOW + instant).token("RS256"), NONCE
    ).civil_number


def test_certificates_of_others(
    validator: AuthTokenValidator, validating: Validating, root: Authority, rsa_leaf: Leaf
) -> None:
    impostor = authority("TEST issuing CA")
    itself = issue(None, rsa_key(), SALIM, [(AUTHENTICATION, True)], NOW - YEAR, NOW + YEAR)
    assert refusal(validator, impostor.leaf().token("RS256")) == "certificate-untrusted"
    assert refusal(validator, authority("Other").leaf().token("RS256")) == "certificate-untrusted"
    assert refusal(validator, Leaf(itself, rsa_key()).token("RS256")) == "certificate-untrusted"
    assert refusal(validating(root.der), rsa_leaf.token("RS256")) == "certificate-untrusted"


def test_an_expired_ca(validating: Validating, root: Authority) -> None:
    old = root.authority("Old CA", end=NOW - timedelta(seconds=1))
    new = root.authority("New CA", start=NOW + timedelta(seconds=1))
    for each in (old, new):
        token = each.leaf().token("RS256")
        assert refusal(validating(each.der, root.der), token) == "certificate-untrusted"


@pytest.mark.parametrize(
    "changed",
    [
        {"usage": SIGNING},
        {"usage": None},
        {"purposes": [ExtendedKeyUsageOID.EMAIL_PROTECTION]},
        {"purposes": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]},
    ],
)
def test_certificates_for_something_else(
    validator: AuthTokenValidator, ca: Authority, changed: dict[str, object]
) -> None:
    token = ca.leaf(**changed).token("RS256")  # type: ignore[arg-type]
    assert refusal(validator, token) == "certificate-purpose"


def test_policies(validator: AuthTokenValidator, validating: Validating, ca: Authority) -> None:
    mobile = ca.leaf(policies=[min(MOBILE_ID_POLICIES)]).token("RS256")
    assert refusal(validator, mobile) == "certificate-policy"
    assert validating(disallowed_policies=frozenset()).validate(mobile, NONCE).civil_number
    strict = validating(required_policies=frozenset({"1.2.3", "1.2.4"}))
    assert refusal(strict, ca.leaf(policies=["1.2.5"]).token("RS256")) == "certificate-policy"
    assert strict.validate(ca.leaf(policies=["1.2.4"]).token("RS256"), NONCE).civil_number


def test_test_cards(validator: AuthTokenValidator, validating: Validating, ca: Authority) -> None:
    token = ca.leaf(policies=[TEST_POLICY]).token("RS256")
    assert refusal(validator, token) == "certificate-test"
    assert validating(allow_test_cards=True).validate(token, NONCE).is_test


@pytest.mark.parametrize(
    ("algorithm", "claimed"),
    [("RS256", "ES256"), ("RS256", "none"), ("RS256", "HS256"), ("RS256", "rs256"), ("RS256", "")],
)
def test_algorithms_that_do_not_fit_an_rsa_key(
    validator: AuthTokenValidator, rsa_leaf: Leaf, algorithm: str, claimed: str
) -> None:
    token = {**rsa_leaf.token(algorithm), "algorithm": claimed}
    assert refusal(validator, token) == "algorithm-unsupported"


@pytest.mark.parametrize("claimed", ["RS256", "PS256", "ES384", "ES512"])
def test_algorithms_that_do_not_fit_an_ec_key(
    validator: AuthTokenValidator, ec_leaf: Leaf, claimed: str
) -> None:
    token = {**ec_leaf.token("ES256"), "algorithm": claimed}
    assert refusal(validator, token) == "algorithm-unsupported"


@pytest.mark.parametrize("claimed", ["PS256", "RS384"])
def test_another_algorithm_of_the_same_key(
    validator: AuthTokenValidator, rsa_leaf: Leaf, claimed: str
) -> None:
    token = {**rsa_leaf.token("RS256"), "algorithm": claimed}
    assert refusal(validator, token) == "signature-invalid"


def test_ecdsa_in_der(validator: AuthTokenValidator, ec_leaf: Leaf) -> None:
    token = ec_leaf.token("ES256")
    raw = base64.b64decode(token["signature"])
    numbers = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    token["signature"] = base64.b64encode(utils.encode_dss_signature(*numbers)).decode()
    assert refusal(validator, token) == "signature-invalid"


def test_a_token_with_somebody_elses_certificate(
    validator: AuthTokenValidator, ca: Authority, rsa_leaf: Leaf, ec_leaf: Leaf
) -> None:
    other = ca.leaf(ec.generate_private_key(ec.SECP256R1())).token("ES256")
    own = ec_leaf.token("ES256")
    swapped = {**own, "unverifiedCertificate": other["unverifiedCertificate"]}
    assert refusal(validator, swapped) == "signature-invalid"


def test_what_is_not_a_certificate(validator: AuthTokenValidator, rsa_leaf: Leaf) -> None:
    token = {**rsa_leaf.token("RS256"), "unverifiedCertificate": "AAAA"}
    assert refusal(validator, token) == "certificate-malformed"


def test_what_is_not_a_token(validator: AuthTokenValidator, rsa_leaf: Leaf) -> None:
    text = json.dumps(rsa_leaf.token("RS256"))
    assert refusal(validator, text[:-1]) == "token-malformed"
    assert refusal(validator, text + " " * 10_000) == "token-malformed"


def test_revocation(validating: Validating, ca: Authority, rsa_leaf: Leaf) -> None:
    token = rsa_leaf.token("RS256")
    assert validating(revocation=CrlRevocation([ca.crl()])).validate(token, NONCE).civil_number
    revoking = validating(revocation=CrlRevocation([ca.crl(rsa_leaf)]))
    assert refusal(revoking, token) == "certificate-revoked"
    foreign = validating(revocation=CrlRevocation([authority("Other").crl()]))
    assert refusal(foreign, token) == "revocation-unavailable"


def test_only_the_holder_makes_the_server_ask(validating: Validating, rsa_leaf: Leaf) -> None:
    class Counting:
        asked = 0

        def check(self, certificate_der: bytes, issuer_der: bytes, moment: object) -> None:
            self.asked += 1

    counting = Counting()
    validator = validating(revocation=counting)
    assert refusal(validator, rsa_leaf.token("RS256"), OTHER_NONCE) == "signature-invalid"
    assert counting.asked == 0
    validator.validate(rsa_leaf.token("RS256"), NONCE)
    assert counting.asked == 1


def test_the_constructor_wants_decisions(ca: Authority, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no trusted CA"):
        AuthTokenValidator(ORIGIN, [], revocation=UNCHECKED)
    with pytest.raises(TypeError, match="revocation"):
        AuthTokenValidator(ORIGIN, [ca.der])  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="origin"):
        AuthTokenValidator(ORIGIN + "/", [ca.der], revocation=UNCHECKED)
    with pytest.raises(ValueError, match="why"):
        NoRevocationCheck(" ")


def test_the_clock_is_the_real_one_unless_given(root: Authority, ca: Authority) -> None:
    long = authority("Long CA", end=NOW + 20 * YEAR, start=NOW - 20 * YEAR)
    token = long.leaf(end=NOW + 20 * YEAR, start=NOW - 20 * YEAR).token("RS256")
    pem = long.certificate.public_bytes(serialization.Encoding.PEM)
    assert (
        AuthTokenValidator(ORIGIN, [pem], revocation=UNCHECKED).validate(token, NONCE).civil_number
    )


def test_errors_carry_no_content(validator: AuthTokenValidator, rsa_leaf: Leaf) -> None:
    with pytest.raises(SignatureInvalid) as signature:
        validator.validate(rsa_leaf.token("RS256"), OTHER_NONCE)
    assert repr(signature.value) == "SignatureInvalid('signature-invalid')"
    with pytest.raises(CertificateInvalid) as untrusted:
        validator.validate(authority("Other").leaf().token("RS256"), NONCE)
    assert (untrusted.value.__cause__, untrusted.value.__suppress_context__) == (None, True)
