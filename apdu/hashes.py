"""The digests a card is asked to sign."""

from enum import StrEnum


class Hash(StrEnum):
    """SHA-2 by its FIPS 180-4 name; ``size`` in bytes."""

    SHA256 = "SHA-256"
    SHA384 = "SHA-384"
    SHA512 = "SHA-512"

    @property
    def size(self) -> int:
        return int(self.value.removeprefix("SHA-")) // 8
