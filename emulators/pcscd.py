"""A private pcscd with virtual readers, beside whatever the machine runs.

It has its own mount namespace (pcscd's folder is compiled in) and its own
socket, which clients find by ``PCSCLITE_CSOCK_NAME``. Needs Debian's ``pcscd``
and ``vsmartcard-vpcd``. Readers come and go only by restarting pcscd, as vpcd
has no hot-plug; clients see exactly what a service restart looks like.
"""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
START_SECONDS = 10.0
READER = "Jisr Virtual"


class PcscdMissing(Exception):
    """A program is not installed. The message says which package has it."""


def available() -> bool:
    """Whether pcscd and its virtual driver are installed."""
    return _pcscd() is not None and DRIVER.exists()


class PrivatePcscd:
    """Start with :meth:`start`; ``environment`` is what clients need."""

    def __init__(self, folder: Path, readers: int = 1) -> None:
        """``readers`` blocks, each with two slots. Raises PcscdMissing."""
        if not available():
            raise PcscdMissing("install it: sudo apt install pcscd vsmartcard-vpcd")
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.ports = _free_ports(readers)
        for name in ("run", "conf", "lib"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def socket(self) -> Path:
        return self._folder / "run" / "pcscd.comm"

    @property
    def environment(self) -> dict[str, str]:
        return {"PCSCLITE_CSOCK_NAME": str(self.socket)}

    def start(self, plugged: int | None = None) -> None:
        """Run pcscd with the first ``plugged`` readers (all by default). Raises OSError."""
        count = len(self.ports) if plugged is None else plugged
        self._configure(count)
        run = self._folder / "run"
        polkit = " --disable-polkit" if _knows_polkit_switch() else ""
        script = (
            f"mkdir -p /run/pcscd && mount --bind {run} /run/pcscd || exit 1; "
            f"{_pcscd()} --foreground --config {self._folder / 'conf'}{polkit} & pcscd=$!; "
            "trap 'kill $pcscd' TERM INT; wait $pcscd; wait $pcscd; umount -l /run/pcscd"
        )
        unshare = _unshare()
        with (self._folder / "pcscd.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*unshare, "sh", "-c", script], stdout=log, stderr=subprocess.STDOUT
            )
        self._wait(count)

    def stop(self) -> None:
        """End pcscd, as an administrator would."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        for path in (self._folder / "run").iterdir():
            path.unlink()

    def plug(self, readers: int) -> None:
        """Restart with ``readers`` readers."""
        self.stop()
        self.start(readers)

    def _configure(self, count: int) -> None:
        conf = self._folder / "conf"
        for old in conf.iterdir():
            old.unlink()
        for number, port in enumerate(self.ports[:count]):
            library = self._folder / "lib" / f"vpcd{number}.so"
            if not library.exists():
                shutil.copy(DRIVER, library)  # one each: the driver has a static table
            (conf / f"reader{number}").write_text(
                f'FRIENDLYNAME "{READER} {number}"\n'
                f"DEVICENAME /dev/null:{port}\nLIBPATH {library}\nCHANNELID {port}\n"
            )

    def _wait(self, count: int) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self._process is not None
            if self._process.poll() is not None:
                log = (self._folder / "pcscd.log").read_text(errors="replace")
                raise OSError(f"pcscd ended: {log[-500:]}")
            if self.socket.exists():
                return
            time.sleep(0.02)
        raise OSError("pcscd did not come up")


def _pcscd() -> str | None:
    return shutil.which("pcscd", path=os.environ.get("PATH", "") + ":/usr/sbin")


def _unshare() -> list[str]:
    """How to get a mount namespace here: as a user, as root, in a chroot that is no mount."""
    command = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-r", "--mount"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
        return command
    return [*command, "--propagation", "unchanged"]


def _knows_polkit_switch() -> bool:
    done = subprocess.run([str(_pcscd()), "--help"], capture_output=True, check=False, text=True)
    return "disable-polkit" in done.stdout + done.stderr


def _free_ports(count: int) -> tuple[int, ...]:
    """Ports P such that P and P+1 are free on all interfaces (vpcd binds those)."""
    found: list[int] = []
    port = 36000 + os.getpid() % 2000 * 8
    while len(found) < count:
        if _free(port) and _free(port + 1):
            found.append(port)
        port += 2
    return tuple(found)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True
