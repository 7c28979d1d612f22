"""A connection: its calls are its own, and end with it."""

import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from bridge.server.listener import CONNECTIONS_PER_ORIGIN
from bridge.server.methods import Methods
from tests.support.daemon import ORIGIN, Start


def test_binary_frames_close_the_connection(start: Start) -> None:
    page = start().page()
    page.socket.send(b"{}")
    with pytest.raises(ConnectionClosed) as closed:
        page.socket.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1003


def test_oversize_messages_close_the_connection(start: Start) -> None:
    page = start().page()
    page.socket.send("x" * 70000)
    with pytest.raises(ConnectionClosed) as closed:
        page.socket.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize("offered", [None, [Subprotocol("jisr")], [Subprotocol("jisr.v9")]])
def test_versions_that_do_not_meet_are_told_with_a_code_pages_can_see(
    start: Start, offered: list[Subprotocol] | None
) -> None:
    daemon = start()
    with connect(
        f"ws://127.0.0.1:{daemon.port}/",
        origin=Origin(ORIGIN),
        subprotocols=offered,
        proxy=None,
    ) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4001


def test_connections_of_one_origin_are_capped(start: Start) -> None:
    from websockets.exceptions import InvalidStatus

    daemon = start()
    for _ in range(CONNECTIONS_PER_ORIGIN):
        daemon.page()
    with pytest.raises(InvalidStatus, match="429"), daemon.connect():
        pass
    daemon.page("https://other.example").call("bridge.hello")


def test_a_fault_of_ours_tells_the_page_nothing(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr(Methods, "_hello", broken)
    page = start().page()
    answer = page.answer(page.send("bridge.hello"))
    assert answer["error"]["data"]["reason"] == "internal"
    assert "secret" not in json.dumps(answer)


def test_batches_are_answered_in_one_message(start: Start) -> None:
    page = start().page()
    batch = [{"jsonrpc": "2.0", "id": n, "method": "bridge.hello"} for n in (1, 2)]
    page.socket.send(json.dumps(batch))
    answers = json.loads(page.socket.recv(timeout=5))
    assert {answer["id"] for answer in answers} == {1, 2}


def test_a_stopping_daemon_says_goodbye(start: Start) -> None:
    daemon = start()
    page = daemon.page()
    daemon.loop.call_soon_threadsafe(daemon._stop.set)
    with pytest.raises(ConnectionClosed) as closed:
        page.socket.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001
