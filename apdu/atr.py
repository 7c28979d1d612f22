"""ATR patterns: a mask says which bits count."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AtrPattern:
    """Matches an ATR of the same length whose bits under ``mask`` are equal."""

    value: bytes
    mask: bytes

    @classmethod
    def parse(cls, text: str) -> "AtrPattern":
        """From hexadecimal with ``.`` for any nibble; blanks are ignored.

        Raises ValueError.
        """
        digits = "".join(text.split())
        mask = "".join("0" if digit == "." else "F" for digit in digits)
        return cls(bytes.fromhex(digits.replace(".", "0")), bytes.fromhex(mask))

    def matches(self, atr: bytes) -> bool:
        return len(atr) == len(self.value) and all(
            got & bits == want & bits
            for got, want, bits in zip(atr, self.value, self.mask, strict=True)
        )
