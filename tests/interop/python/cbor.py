"""cbor2 as writer and reader of CBOR."""

from importlib.metadata import version

import cbor2
from peer import serve


def to_peer(value):
    kind, content = value["t"], value.get("v")
    match kind:
        case "null":
            return None
        case "bytes":
            return bytes.fromhex(content)
        case "list":
            return [to_peer(item) for item in content]
        case "map":
            return {key: to_peer(item) for key, item in content}
        case "tag":
            return cbor2.CBORTag(content[0], to_peer(content[1]))
        case _:
            return content


def from_peer(value):
    match value:
        case None:
            return {"t": "null"}
        case bool():
            return {"t": "bool", "v": value}
        case int():
            return {"t": "int", "v": value}
        case str():
            return {"t": "text", "v": value}
        case bytes():
            return {"t": "bytes", "v": value.hex()}
        case cbor2.CBORTag():
            return {"t": "tag", "v": [value.tag, from_peer(value.value)]}
        case list() | tuple():
            return {"t": "list", "v": [from_peer(item) for item in value]}
        case _:
            return {"t": "map", "v": sorted([key, from_peer(item)] for key, item in value.items())}


def read(bytes):
    value = cbor2.loads(bytearray.fromhex(bytes))
    return {"value": from_peer(value), "again": cbor2.dumps(value, canonical=True).hex()}


serve(
    {
        "version": lambda: version("cbor2"),
        "read": read,
        "write": lambda value, canonical: cbor2.dumps(to_peer(value), canonical=canonical).hex(),
    }
)
