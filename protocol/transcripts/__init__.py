"""Packaged transcripts: what daemon and page must both get right.

``dialogues.json`` holds calls with every message both ways; Python plays the
daemon's side of them, TypeScript the page's. ``traps.json`` holds raw texts and
the daemon's answer to each (null: silence).
"""

import json
from importlib.resources import files
from typing import Any


def dialogues() -> list[dict[str, Any]]:
    """Each: name, call, wire (pairs of ``-->`` or ``<--`` and message), outcome, progress."""
    return _load("dialogues.json")


def traps() -> list[dict[str, Any]]:
    """Each: name, send (text), answer (JSON, or null for silence)."""
    return _load("traps.json")


def _load(name: str) -> list[dict[str, Any]]:
    text = files("protocol.transcripts").joinpath(name).read_text(encoding="utf-8")
    loaded: list[dict[str, Any]] = json.loads(text)
    return loaded
