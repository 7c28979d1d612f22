"""The Omani ID card and resident card, as far as anything public tells.

ATRs: pcsc-tools' list and a public learning page. All are T=0 only. That the
byte after 65 B0 85 tells citizen (20) from resident (21) is inferred. No real
card was tried yet.
"""

from dataclasses import dataclass
from enum import StrEnum

from apdu.atr import AtrPattern


class Holder(StrEnum):
    """Whose card it is, by the ATR alone."""

    CITIZEN = "citizen"
    RESIDENT = "resident"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Model:
    """One row of the table. ``ias`` tells a generation that carries IAS Classic."""

    pattern: AtrPattern
    holder: Holder
    ias: bool


MODELS = (
    Model(AtrPattern.parse("3B7A97000080 65B08520..02 72D64."), Holder.CITIZEN, ias=True),
    Model(AtrPattern.parse("3B7A97000080 65B08521..02 72D64."), Holder.RESIDENT, ias=True),
    Model(AtrPattern.parse("3B7A97000080 65B0852...02 72D64."), Holder.UNKNOWN, ias=True),
    Model(AtrPattern.parse("3B7A96000080 65A20120013D 72D641"), Holder.CITIZEN, ias=False),
    Model(AtrPattern.parse("3B7A96000080 65A20120010030 3D72D641"), Holder.CITIZEN, ias=False),
)


def model(atr: bytes) -> Model | None:
    """The row that ``atr`` matches, most specific first."""
    return next((each for each in MODELS if each.pattern.matches(atr)), None)
