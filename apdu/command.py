"""Command APDUs: ISO/IEC 7816-4 §5.1, short form."""

from dataclasses import dataclass

from apdu.errors import MalformedData

MAX_DATA = 255
MAX_LE = 256
HEADER = 4


@dataclass(frozen=True, slots=True)
class CommandAPDU:
    """CLA INS P1 P2 [Lc data] [Le].

    ``le`` is None (no response data), or 1 to 256. ``data`` may be longer than
    255 bytes; such a command has no short form and is chained by the channel.
    Its data never shows in ``repr``: it may hold a PIN.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None

    def __post_init__(self) -> None:
        if any(not 0 <= value <= 0xFF for value in (self.cla, self.ins, self.p1, self.p2)):
            raise ValueError("CLA, INS, P1 and P2 are single bytes")
        if self.le is not None and not 1 <= self.le <= MAX_LE:
            raise ValueError("Le is 1 to 256")

    @property
    def header(self) -> bytes:
        return bytes((self.cla, self.ins, self.p1, self.p2))

    def to_bytes(self) -> bytes:
        """The short form. Raises ValueError for more than 255 bytes of data."""
        if len(self.data) > MAX_DATA:
            raise ValueError("more than 255 bytes of data need chaining")
        body = bytes((len(self.data),)) + self.data if self.data else b""
        return self.header + body + (b"" if self.le is None else bytes((self.le & 0xFF,)))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CommandAPDU":
        """Parse a short command. Raises MalformedData."""
        if len(raw) < HEADER:
            raise MalformedData("a command has at least four bytes")
        (cla, ins, p1, p2), body = raw[:HEADER], raw[HEADER:]
        if not body:
            return cls(cla, ins, p1, p2)
        if len(body) == 1:
            return cls(cla, ins, p1, p2, le=body[0] or MAX_LE)
        size, rest = body[0], body[1:]
        if size == 0 or len(rest) not in (size, size + 1):
            raise MalformedData("Lc does not match the data")
        le = (rest[size] or MAX_LE) if len(rest) > size else None
        return cls(cla, ins, p1, p2, rest[:size], le)

    def __repr__(self) -> str:
        return f"CommandAPDU({self.header.hex()}, {len(self.data)} bytes, le={self.le})"
