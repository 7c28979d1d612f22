"""How long cards take. Figures: published measurements of deployed cards."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds: per APDU, per byte either way, and on top for slow commands."""

    apdu: float
    byte: float
    verify: float
    sign: float


PRESETS = {
    "modern": Latency(5, 0.04, 15, 60),
    "typical": Latency(8, 0.1, 30, 185),
    "old": Latency(30, 1.0, 100, 440),
}
