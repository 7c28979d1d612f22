"""The OpenRPC document: the contract that ``rpc.discover`` serves.

Made from :mod:`protocol.messages` and the error table, committed as
``openrpc.json`` and checked for drift, like everything made from it:

    python -m protocol.openrpc --check
    python -m protocol.openrpc --write

Notifications have no place in OpenRPC 1.3; they are under ``x-notifications``.
"""

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
REFERENCE = "#/components/schemas/{model}"


def discover() -> dict[str, Any]:
    """The committed document, as served. Needs no model to be imported."""
    document: dict[str, Any] = json.loads(
        files("protocol").joinpath("openrpc.json").read_text(encoding="utf-8")
    )
    return document


def document() -> dict[str, Any]:
    """The document made from the models now."""
    from protocol.errors import TABLE
    from protocol.messages import API_LEVEL, METHODS, NOTIFICATIONS

    schemas = _schemas()
    return {
        "openrpc": "1.3.2",
        "info": {
            "title": "Jisr",
            "version": f"{API_LEVEL}.0.0",
            "description": "JSON-RPC 2.0 over a WebSocket on loopback, subprotocol jisr.v1.",
            "license": {"name": "Apache-2.0"},
        },
        "methods": [_method(method, schemas) for method in METHODS.values()],
        "components": {
            "schemas": schemas,
            "errors": {
                reason.value: {
                    "code": entry.code,
                    "message": entry.message,
                    "data": {
                        "reason": reason.value,
                        "retryable": entry.retryable,
                        "blame": entry.blame.value,
                    },
                }
                for reason, entry in TABLE.items()
            },
        },
        "x-notifications": [
            {"name": name, "summary": summary, "params": _reference(model.__name__)}
            for name, (model, summary) in NOTIFICATIONS.items()
        ],
    }


def _schemas() -> dict[str, Any]:
    from pydantic.json_schema import models_json_schema

    from protocol.messages import METHODS, NOTIFICATIONS

    models = dict.fromkeys(
        [method.params for method in METHODS.values()]
        + [method.result for method in METHODS.values() if method.result is not None]
        + [model for model, _ in NOTIFICATIONS.values()]
    )
    _, definitions = models_json_schema(
        [(model, "validation") for model in models],
        by_alias=True,
        ref_template=REFERENCE,
    )
    return {name: _tidy(schema) for name, schema in sorted(definitions["$defs"].items())}


def _tidy(schema: dict[str, Any]) -> dict[str, Any]:
    """Titles of properties make type generators invent aliases: drop them."""
    for member in schema.get("properties", {}).values():
        member.pop("title", None)
    return schema


def _method(method: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    params = schemas[method.params.__name__]
    required = params.get("required", [])
    described: dict[str, Any] = {
        "name": method.name,
        "summary": method.summary,
        "paramStructure": "by-name",
        "params": [
            {"name": name, "required": name in required, "schema": schema}
            for name, schema in params.get("properties", {}).items()
        ],
        "result": {"name": "result", "schema": {"type": "object"}},
        "x-params": _reference(method.params.__name__),
    }
    if method.result is not None:
        described["result"]["schema"] = _reference(method.result.__name__)
    if method.capability is not None:
        described["x-capability"] = method.capability
    return described


def _reference(model: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model)}


def generated(docs: Path) -> dict[Path, str]:
    """Every file that is made from the contract, with what it should hold."""
    from protocol.reference import errors_page, protocol_page

    contract = document()
    return {
        ROOT / "openrpc.json": json.dumps(contract, indent=1, ensure_ascii=False) + "\n",
        docs / "protocol.md": protocol_page(contract),
        docs / "errors.md": errors_page(),
    }


def main(argv: list[str], docs: Path = ROOT.parent / "docs") -> int:
    """Check or write. Exit code 1 when something committed is not what is made."""
    if argv not in (["--check"], ["--write"]):
        print("usage: python -m protocol.openrpc --check | --write", file=sys.stderr)
        return 2
    stale = [
        path
        for path, content in generated(docs).items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    if argv == ["--write"]:
        for path in stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(generated(docs)[path], encoding="utf-8")
            print(f"wrote {path.name}")
        return 0
    for path in stale:
        print(f"{path.name} is stale: run python -m protocol.openrpc --write", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
