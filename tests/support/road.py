"""The whole road with real parts: pcscd, daemon, window, portal, Chromium.

Only the card is made of software, and it plugs in below pcscd. Nothing here
reaches into the daemon: what happens is seen in the browser, on the display
and in the card's own log.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from emulators.card import EmulatedCard
from emulators.pcscd import PrivatePcscd
from emulators.pki import TestPki
from emulators.vpcd import VpcdCard
from examples.demo import tls
from examples.demo.display import Display, virtual_display
from examples.demo.processes import Started, daemon_status, start

SECONDS = 20.0
CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1100,860",
)


def until(what: str, check: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait for ``check``; fails saying ``what`` did not come."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"in vain waited for: {what}"
        time.sleep(0.03)


class Browser:
    """The portal in Chromium."""

    def __init__(self, driver: webdriver.Chrome, portal: str) -> None:
        self.driver = driver
        self.portal = portal

    def fresh(self, language: str = "ar") -> None:
        """A new visitor at the portal."""
        for handle in self.driver.window_handles[1:]:
            self.driver.switch_to.window(handle)
            self.driver.close()
        self.driver.switch_to.window(self.driver.window_handles[0])
        self.driver.delete_all_cookies()
        self.driver.get(f"{self.portal}/language/{language}")

    def click(self, element: str) -> None:
        self.driver.find_element(By.ID, element).click()

    def text(self, element: str) -> str:
        return self.driver.find_element(By.ID, element).text

    def has(self, element: str) -> bool:
        return bool(self.driver.find_elements(By.ID, element))

    def stage(self) -> str:
        """What the page was told last, or "" before."""
        return self._status("stage")

    def reason(self) -> str:
        return self._status("reason")

    def retries_left(self) -> str:
        return self._status("retries-left")

    def wait_for_stage(self, stage: str) -> None:
        until(f"stage {stage} (now {self.stage()})", lambda: self.stage() == stage)

    def wait_for_reason(self, reason: str) -> None:
        until(f"reason {reason}", lambda: self.reason() != "")
        assert self.reason() == reason, self.text("status-text")

    def wait_for(self, element: str) -> None:
        until(f"element {element}", lambda: self.has(element))

    def _status(self, name: str) -> str:
        script = "const s = document.getElementById('status'); return s && s.dataset[arguments[0]]"
        camel = re.sub(r"-(.)", lambda match: match[1].upper(), name)
        return str(self.driver.execute_script(script, camel) or "")


class Road:
    """Everything that stands between a page and a card."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self.pki = TestPki.create()
        self.pcscd = PrivatePcscd(folder / "pcscd", readers=1)
        self.pcscd.start()
        stack.callback(self.pcscd.stop)
        self.slots = [VpcdCard(self.pcscd.ports[0] + number) for number in (0, 1)]
        for slot in self.slots:
            stack.callback(slot.remove)
        self.display: Display = stack.enter_context(virtual_display())
        self.home = folder / "home"
        self.port = 0
        self.daemon: Started
        self.start_daemon()
        stack.callback(lambda: self.daemon.stop())
        self._start_portal()
        self.browser = Browser(self.chromium(), self.portal.first_line.split()[-1])

    def start_daemon(self) -> None:
        """Start, or start again on the same port."""
        self.daemon = start(
            "the daemon",
            [
                *("bridge.cli.main", "run", "--home", str(self.home)),
                *("--port", str(self.port), "--transport", "pcsc"),
            ],
            {**self.pcscd.environment, **self.display.environment},
        )
        self.port = int(self.daemon.first_line.rpartition(":")[2])
        until("the daemon's readers", lambda: self.readers() != [])

    def _start_portal(self) -> None:
        trusted = self._folder / "trusted.pem"
        trusted.write_bytes(self.pki.issuing_pem)
        self.tls = tls.make(self._folder)
        self.portal = start(
            "the portal",
            [
                *("examples.portal", "--port", "0", "--jisr-port", str(self.port)),
                *("--certificate", str(self.tls.certificate), "--key", str(self.tls.key)),
                *("--trusted-ca", str(trusted), "--allow-test-cards"),
            ],
        )
        self._stack.callback(self.portal.stop)

    def chromium(self, *, headless: bool = True) -> webdriver.Chrome:
        options = webdriver.ChromeOptions()
        for argument in CHROMIUM:
            if headless or argument != "--headless":
                options.add_argument(argument)
        profile = self._folder / ("profile" if headless else "profile-on-display")
        options.add_argument(f"--user-data-dir={profile}")
        options.add_argument(f"--ignore-certificate-errors-spki-list={self.tls.spki}")
        if not headless:
            options.add_experimental_option("excludeSwitches", ["enable-automation"])
        environment = {**os.environ, **self.display.environment}
        service = Service("/usr/bin/chromedriver", env=environment)
        driver = webdriver.Chrome(options, service)
        self._stack.callback(driver.quit)
        return driver

    # -- the citizen's hands ---------------------------------------------------

    def reset(self, language: str = "ar") -> None:
        """As before any test: no card, no window, a new visitor."""
        self.browser.fresh(language)
        self.remove(0)
        self.remove(1)
        for _ in self.display.windows():
            self.display.key("Escape")
        until("no window", lambda: self.display.windows() == [])
        until("nobody busy", lambda: not self.status()["busy"])

    def insert(self, card: EmulatedCard, slot: int = 0) -> EmulatedCard:
        """Put a card in and wait until the daemon knows."""
        self.slots[slot].insert(card)
        self._wait_for_state(slot, "present")
        return card

    def remove(self, slot: int = 0) -> None:
        self.slots[slot].remove()
        self._wait_for_state(slot, "empty")

    def _wait_for_state(self, slot: int, state: str) -> None:
        until(
            f"slot {slot} is {state}",
            lambda: len(self.readers()) > slot and self.readers()[slot]["state"] == state,
        )

    def log_in(self, pin: str = "123456") -> None:
        """Click, type, arrive."""
        self.browser.click("login")
        self.browser.wait_for_stage("waiting-user")
        self.display.type(pin)
        self.browser.wait_for("civil-number")

    def window_closes(self) -> None:
        until("the window closes", lambda: self.display.windows() == [])

    def reading(self) -> str:
        """What the display shows, read by tesseract (English only)."""
        picture = self._folder / "reading.png"
        self.display.picture(picture)
        subprocess.run(["mogrify", "-resize", "300%", str(picture)], check=True)
        done = subprocess.run(
            ["tesseract", str(picture), "-", "--psm", "11"],
            capture_output=True,
            text=True,
            check=True,
        )
        return " ".join(done.stdout.split())

    # -- what the daemon says --------------------------------------------------

    def status(self) -> dict[str, object]:
        return daemon_status(self.home)

    def readers(self) -> list[dict[str, object]]:
        found = self.status().get("readers", [])
        assert isinstance(found, list)
        return sorted(found, key=lambda reader: str(reader["name"]))


def verifies(card: EmulatedCard) -> list[bytes]:
    """The VERIFYs with data that ``card`` got."""
    return [each for each in card.log if each[1] == 0x20 and len(each) > 5]


@contextmanager
def road(folder: Path) -> Iterator[Road]:
    """Build it, and take it down in order."""
    assert sys.platform == "linux"
    os.environ.setdefault("SE_AVOID_STATS", "true")
    with ExitStack() as stack:
        yield Road(folder, stack)
