"""README's picture: the Arabic portal with the PIN window over it.

Taken on every run; kept where JISR_PICTURES names a folder:

    JISR_PICTURES=docs/images scripts/test tests/e2e/test_picture.py
"""

import os
import subprocess
import time
from pathlib import Path

import pytest

from emulators import deck
from tests.support.road import Road, until

pytestmark = pytest.mark.e2e

MOST_COLOURS_OF_A_BLANK = 50


def test_the_window_over_the_portal(at: Road, tmp_path: Path) -> None:
    at.insert(deck.citizen(at.pki))
    driver = at.chromium(headless=False)
    try:
        driver.set_window_rect(0, 0, 1280, 900)
        driver.get(f"{at.browser.portal}/language/ar")
        driver.execute_script("document.getElementById('login').click()")
        at.display.wait_for_window()
        until("the PIN page", lambda: "waiting-user" in driver.page_source)
        time.sleep(1.0)
        picture = tmp_path / "login-ar.png"
        at.display.picture(picture)
    finally:
        driver.quit()
    at.window_closes()
    colours = subprocess.run(
        ["identify", "-format", "%k", str(picture)], capture_output=True, text=True, check=True
    )
    assert int(colours.stdout) > MOST_COLOURS_OF_A_BLANK
    if "JISR_PICTURES" in os.environ:
        kept = Path(os.environ["JISR_PICTURES"]) / picture.name
        subprocess.run(
            ["convert", str(picture), "+dither", "-colors", "128", "-strip", str(kept)], check=True
        )
