"""The portal's certificate: for this run, this machine and nobody else."""

import base64
import datetime
import hashlib
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from examples.demo import tls
from examples.demo.tls import PortalTls


@pytest.fixture
def made(tmp_path: Path) -> PortalTls:
    return tls.make(tmp_path)


@pytest.fixture
def certificate(made: PortalTls) -> x509.Certificate:
    return x509.load_pem_x509_certificate(made.certificate.read_bytes())


def test_it_is_for_localhost_and_loopback_only(certificate: x509.Certificate) -> None:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_it_can_issue_for_nobody_below_it(certificate: x509.Certificate) -> None:
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value.path_length == 0


def test_it_lives_for_two_days(certificate: x509.Certificate) -> None:
    now = datetime.datetime.now(datetime.UTC)
    assert certificate.not_valid_before_utc < now < certificate.not_valid_after_utc
    assert certificate.not_valid_after_utc <= now + tls.LIFETIME
    assert datetime.timedelta(days=2) == tls.LIFETIME


def test_it_says_that_it_is_a_test(certificate: x509.Certificate) -> None:
    assert "TEST" in certificate.subject.rfc4514_string()


def test_the_key_fits_and_is_for_its_owner_only(made: PortalTls) -> None:
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.certificate, made.key)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600


def test_the_browser_is_told_the_hash_of_its_key(
    made: PortalTls, certificate: x509.Certificate
) -> None:
    public = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert base64.b64decode(made.spki) == hashlib.sha256(public).digest()


def test_each_run_has_its_own(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    first, second = (tls.make(folder) for folder in folders)
    assert first.spki != second.spki
