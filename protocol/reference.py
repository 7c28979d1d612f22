"""The reference pages in docs/, made from the contract."""

import json
from typing import Any

HEAD = "<!-- Made by `python -m protocol.openrpc --write`; do not edit. -->\n"


def protocol_page(contract: dict[str, Any]) -> str:
    """docs/protocol.md: every method with parameters and result."""
    schemas = contract["components"]["schemas"]
    lines = [
        HEAD,
        "# Protocol reference",
        "",
        contract["info"]["description"],
        "Parameters are given by name. Errors: [errors.md](errors.md).",
        "`rpc.discover` answers the same as an OpenRPC document.",
        "",
    ]
    for method in contract["methods"]:
        lines += _method(method, schemas)
    lines += ["## Notifications", ""]
    for each in contract["x-notifications"]:
        lines += [f"### {each['name']}", "", f"{each['summary']}.", ""]
        lines += _table(_schema(each["params"], schemas), schemas)
    return "\n".join(lines).rstrip() + "\n"


def errors_page() -> str:
    """docs/errors.md: the error table and what citizens read."""
    from protocol.errors import TABLE
    from protocol.texts import catalogue

    english, arabic = catalogue("en"), catalogue("ar")
    lines = [
        HEAD,
        "# Errors",
        "",
        "`error.data.reason` is stable; decide by it. `retryable` tells whether the same call can",
        "succeed later. `retriesLeft` comes with PIN errors where the card counts tries.",
        "",
        "| reason | code | who can act | retryable | for developers |",
        "|---|---|---|---|---|",
    ]
    for reason, entry in TABLE.items():
        retryable = "yes" if entry.retryable else "no"
        lines.append(
            f"| `{reason.value}` | {entry.code} | {entry.blame.value} | {retryable} "
            f"| {entry.message} |"
        )
    lines += [
        "",
        "## What the citizen reads",
        "",
        "| reason | English | العربية |",
        "|---|---|---|",
    ]
    for reason in TABLE:
        key = f"reason.{reason.value}"
        lines.append(f"| `{reason.value}` | {english[key]} | {arabic[key]} |")
    return "\n".join(lines) + "\n"


def _method(method: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    lines = [f"## {method['name']}", "", f"{method['summary']}.", ""]
    if "x-capability" in method:
        lines += [f"Needs the capability `{method['x-capability']}`.", ""]
    lines += ["Parameters:", "", *_table(_schema(method["x-params"], schemas), schemas)]
    lines += ["Result:", "", *_table(_schema(method["result"]["schema"], schemas), schemas)]
    return lines


def _schema(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schemas[_name(schema)] if "$ref" in schema else schema
    return found


def _table(schema: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    properties = schema.get("properties", {})
    if not properties:
        return ["none" if "$ref" not in schema and "title" in schema else "an object", ""]
    required = schema.get("required", [])
    rows = ["| name | type | required |", "|---|---|---|"]
    rows += [
        f"| `{name}` | {_type(each, schemas)} | {'yes' if name in required else 'no'} |"
        for name, each in properties.items()
    ]
    return [*rows, ""]


def _type(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    if "$ref" in schema:
        inside = schemas[_name(schema)].get("properties", {})
        fields = ", ".join(f"{name}: {_type(each, schemas)}" for name, each in inside.items())
        return f"{{{fields}}}"
    if "anyOf" in schema:
        return " or ".join(_type(each, schemas) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if schema.get("type") == "array":
        return f"array of {_type(schema['items'], schemas)}"
    return str(schema.get("type", "any"))


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
