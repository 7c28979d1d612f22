"""Answers from a script, for cards of software only.

The daemon builds this only when every transport is ``virtual``: there is no
real PIN that a script could type. A script is a JSON object:

    {"pins": ["123456"], "access": "once" | "remember" | "deny", "card": 0}

PINs are used in order, the last one again and again; after a wrong last one the
question is cancelled.
"""

import asyncio
from typing import Any

from bridge.prompt.base import (
    Allowed,
    Answer,
    AskAccess,
    Cancelled,
    ChooseCard,
    Chosen,
    EnterPin,
    Notice,
    Page,
    PinEntered,
    Prompt,
    PromptFactory,
    Question,
)


class ScriptedPrompts(PromptFactory):
    """Opens prompts that answer by ``script``."""

    def __init__(self, script: dict[str, Any]) -> None:
        unknown = script.keys() - {"pins", "access", "card"}
        if unknown:
            raise ValueError(f"unknown in the script of answers: {', '.join(sorted(unknown))}")
        self._pins = [str(pin) for pin in script.get("pins", [])]
        self._last_used = False
        self._access = script.get("access", "deny")
        self._card = int(script.get("card", 0))
        self.shown: list[tuple[Question, Page]] = []

    async def open(self, question: Question) -> Prompt:
        return _ScriptedPrompt(self, question)

    def reply(self, page: Page) -> Answer | None:
        """None: the page takes no answer."""
        match page:
            case EnterPin(wrong=wrong):
                if not self._pins or (wrong and self._last_used):
                    return Cancelled()
                self._last_used = len(self._pins) == 1
                pin = self._pins[0] if self._last_used else self._pins.pop(0)
                return PinEntered(bytearray(pin.encode("ascii")))
            case ChooseCard(cards=cards):
                return Chosen(cards[min(self._card, len(cards) - 1)].device)
            case AskAccess():
                if self._access == "deny":
                    return Cancelled()
                return Allowed(remember=self._access == "remember")
            case Notice():
                return Cancelled()
            case _:
                return None


class _ScriptedPrompt(Prompt):
    def __init__(self, script: ScriptedPrompts, question: Question) -> None:
        self._script = script
        self._question = question
        self._answers: asyncio.Queue[Answer] = asyncio.Queue()

    async def show(self, page: Page) -> None:
        self._script.shown.append((self._question, page))
        reply = self._script.reply(page)
        if reply is not None:
            self._answers.put_nowait(reply)

    async def answer(self) -> Answer:
        return await self._answers.get()

    async def close(self) -> None:
        """Nothing to take away."""
