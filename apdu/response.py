"""Response APDUs: ISO/IEC 7816-4 §5.1."""

from dataclasses import dataclass, field

from apdu.errors import CardLost, CommandFailed, PinNotVerified
from apdu.status import SW, StatusWord


@dataclass(frozen=True, slots=True)
class ResponseAPDU:
    """Data and status word. Data does not show in ``repr``."""

    data: bytes = field(repr=False)
    sw: StatusWord

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ResponseAPDU":
        """Parse a response. Raises CardLost when there is no status word in it."""
        if len(raw) < 2:
            raise CardLost
        return cls(raw[:-2], StatusWord(int.from_bytes(raw[-2:], "big")))

    def to_bytes(self) -> bytes:
        return self.data + int(self.sw).to_bytes(2, "big")

    @property
    def ok(self) -> bool:
        return self.sw.ok

    def check(self) -> bytes:
        """The data of a 9000 response.

        Raises PinNotVerified for 6982, CommandFailed for everything else.
        """
        if self.ok:
            return self.data
        if self.sw == SW.SECURITY_NOT_SATISFIED:
            raise PinNotVerified(self.sw)
        raise CommandFailed(self.sw)
