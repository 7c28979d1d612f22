"""Certificates from the test PKI."""

import pytest

from emulators.pki import SALIM, Credential, TestPki


@pytest.fixture(scope="session")
def pki() -> TestPki:
    return TestPki.create()


@pytest.fixture(scope="session")
def rsa_login(pki: TestPki) -> Credential:
    return pki.authentication(SALIM)


@pytest.fixture(scope="session")
def ec_login(pki: TestPki) -> Credential:
    return pki.authentication(SALIM, "EC")


@pytest.fixture(scope="session")
def rsa_signing(pki: TestPki) -> Credential:
    return pki.signing(SALIM)
