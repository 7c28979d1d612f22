"""Status words: SW1-SW2 of ISO/IEC 7816-4 §5.6, tolerant of unknown values."""

from typing import Final


class StatusWord(int):
    """Any two-byte status word; unknown ones are as good as known ones."""

    @property
    def sw1(self) -> int:
        return self >> 8

    @property
    def sw2(self) -> int:
        return self & 0xFF

    @property
    def ok(self) -> bool:
        return int(self) == 0x9000

    @property
    def more(self) -> int | None:
        """61xx: bytes still to fetch (0 stands for 256), else None."""
        return self.sw2 if self.sw1 == 0x61 else None

    @property
    def right_le(self) -> int | None:
        """6Cxx: the length to ask again with (0 stands for 256), else None."""
        return self.sw2 if self.sw1 == 0x6C else None

    @property
    def tries_left(self) -> int | None:
        """63Cx: x. 6983, 6984: 0. Otherwise the word does not say: None."""
        if self & 0xFFF0 == 0x63C0:
            return self & 0x0F
        return 0 if int(self) in (0x6983, 0x6984) else None

    def __str__(self) -> str:
        return f"{int(self):04X}"


class SW:
    """Status words that the code asks for by name."""

    OK: Final = StatusWord(0x9000)
    END_OF_FILE: Final = StatusWord(0x6282)
    VERIFICATION_FAILED: Final = StatusWord(0x6300)
    WRONG_LENGTH: Final = StatusWord(0x6700)
    CHAINING_UNSUPPORTED: Final = StatusWord(0x6884)
    SECURITY_NOT_SATISFIED: Final = StatusWord(0x6982)
    METHOD_BLOCKED: Final = StatusWord(0x6983)
    REFERENCE_NOT_USABLE: Final = StatusWord(0x6984)
    CONDITIONS_NOT_SATISFIED: Final = StatusWord(0x6985)
    WRONG_DATA: Final = StatusWord(0x6A80)
    FILE_NOT_FOUND: Final = StatusWord(0x6A82)
    WRONG_P1P2: Final = StatusWord(0x6A86)
    REFERENCE_NOT_FOUND: Final = StatusWord(0x6A88)
    WRONG_OFFSET: Final = StatusWord(0x6B00)
    INS_UNSUPPORTED: Final = StatusWord(0x6D00)
    CLA_UNSUPPORTED: Final = StatusWord(0x6E00)
