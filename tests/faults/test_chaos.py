"""Many pages at once doing everything wrong; afterwards all is as before."""

import asyncio
import contextlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from examples.demo.processes import daemon_status
from examples.demo.stage import daemon
from tests.support.road import until

pytestmark = pytest.mark.hostile

PAGES, ORIGINS, MESSAGES = 40, 9, 40
CALLS: dict[str, dict[str, Any]] = {
    "auth.authenticate": {"nonce": "n" * 44},
    "sign.digest": {"digest": "A" * 43 + "=", "hash": "SHA-256"},
    "bridge.requestAccess": {"capabilities": ["readers", "certificates", "pin"]},
    "pin.verify": {},
    "pin.status": {},
    "certificates.list": {},
    "readers.subscribe": {},
}
RUBBISH = ["{", "[]", "[1,2,3]", "null", '{"jsonrpc":"2.0","method":1}', "x" * 60000]


@pytest.mark.parametrize("seed", range(3))
def test_chaos_leaves_no_trace(tmp_path: Path, seed: int) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"pins": ["000000", "123456"], "access": "once"}))
    cards = ["--virtual-card", "citizen", "--virtual-card", "resident"]
    options = ["--transport", "virtual", *cards, "--answers", str(answers)]
    home = tmp_path / "home"
    with daemon(home, options) as port:
        asyncio.run(chaos(port, random.Random(seed)))
        until("nobody busy", lambda: not daemon_status(home)["busy"])
        until("no connection", lambda: daemon_status(home)["connections"] == 0)
        assert asyncio.run(one_login(port)) in ("result", "pin-last-try", "pin-blocked")
    log = (home / "log" / "jisr.log").read_text()
    assert "Traceback" not in log
    assert "ERROR" not in log


async def chaos(port: int, dice: random.Random) -> None:
    seeds = [dice.randrange(2**32) for _ in range(PAGES)]
    await asyncio.gather(*(page(port, number, seeds[number]) for number in range(PAGES)))


async def page(port: int, number: int, seed: int) -> None:
    dice = random.Random(seed)
    async with connection(port, f"https://p{number % ORIGINS}.example") as socket:
        for _ in range(MESSAGES):
            await socket.send(message(dice))
            if dice.random() < 0.3:
                await asyncio.sleep(dice.random() * 0.02)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.005):
                    while dice.random() < 0.5:
                        await socket.recv()
        if dice.random() < 0.5:
            socket.transport.abort()


def message(dice: random.Random) -> str:
    """A call, a cancel of some call, or rubbish; ids collide on purpose."""
    if dice.random() < 0.1:
        return dice.choice(RUBBISH)
    number = dice.randrange(5)
    if dice.random() < 0.2:
        cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": number}}
        return json.dumps(cancel)
    method = dice.choice(list(CALLS))
    call = {"jsonrpc": "2.0", "id": number, "method": method, "params": CALLS[method]}
    return json.dumps(call)


async def one_login(port: int) -> str:
    async with connection(port, "https://portal.example") as socket:
        call = {"jsonrpc": "2.0", "id": 1, "method": "auth.authenticate"}
        await socket.send(json.dumps({**call, "params": CALLS["auth.authenticate"]}))
        async with asyncio.timeout(20):
            while "id" not in (answer := json.loads(await socket.recv())):
                continue
        if "result" in answer:
            return "result"
        reason: str = answer["error"]["data"]["reason"]
        return reason


def connection(port: int, origin: str) -> connect:
    return connect(
        f"ws://127.0.0.1:{port}/",
        origin=Origin(origin),
        subprotocols=[Subprotocol("jisr.v1")],
        proxy=None,
        compression=None,
    )
