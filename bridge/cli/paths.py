"""Where a daemon keeps what it keeps: all under one home."""

import sys
from dataclasses import dataclass
from pathlib import Path

SOCKET_LIMIT = 100
"""sun_path holds 108 bytes on Linux, 104 on macOS."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one daemon."""

    root: Path

    @classmethod
    def default(cls) -> "Home":
        import platformdirs

        return cls(platformdirs.user_state_path("jisr", appauthor=False))

    @property
    def socket(self) -> Path:
        return self.root / "run" / "control.sock"

    @property
    def log(self) -> Path:
        return self.root / "log" / "jisr.log"

    def make(self) -> None:
        """Create the folders, readable by this user alone.

        Raises OSError; ValueError when the path is too long for a socket, which
        only Linux can help.
        """
        if sys.platform != "linux" and len(str(self.socket)) > SOCKET_LIMIT:
            raise ValueError(f"--home is too long for a socket in it: {self.root}")
        for folder in (self.root, self.socket.parent, self.log.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
