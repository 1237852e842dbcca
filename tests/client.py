#!/usr/bin/env python3
"""Checks a snapshot and applies a delta, written from docs/snapshot-format.md alone.

client.py FOLDER ORGANIZATION ROOT.public.json NOW FROM: FOLDER holds plain files, NOW is RFC 3339 in UTC, and FROM is a
release that is at hand and from which the delta goes. Prints the newest release and its number of rows.
"""
import hashlib, json, pathlib, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def must(holds, word):
    if not holds:
        sys.exit("refused: " + word)


def document(data, form, keys, organization=None):
    """Reads canonical JSON, checks its signature with one of the keys, and answers it with the key."""
    text = data.decode()
    value = json.loads(text)
    must(text == json.dumps(value, ensure_ascii=False, separators=(",", ":")), "unreadable")
    must(value["format"] == form, "unreadable")
    must(value["key_id"] and value["signature"], "unsigned")
    key = next((key for key in keys if key["key_id"] == value["key_id"]), None)
    must(key, "key-unknown")
    public = bytes.fromhex(key["public"])
    must(key["key_id"] == "ed25519-" + sha256(public)[:16] and not key.get("revoked_at"), "key-revoked")
    signed = text[: text.rindex(',"signature":')] + "}"
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(value["signature"]), signed.encode())
    except Exception:
        must(False, "signature-wrong")
    must(organization in (None, value.get("organization")), "other-organization")
    return value, key


def code_of(line):
    value = json.loads(line)
    return value["dictionary"].encode(), value["code"].encode()


def apply(changes, body):
    lines = {code_of(line): line for line in body.split(b"\n")[:-1]}
    for change in changes.split(b"\n")[:-1]:
        if change.startswith(b'{"put":'):
            lines[code_of(change[7:-1])] = change[7:-1]
        else:
            must(change.startswith(b'{"delete":'), "delta-line-wrong")
            lines.pop(code_of(change[10:-1]), None)
    return b"".join(lines[code] + b"\n" for code in sorted(lines))


folder, organization, root, now, start = sys.argv[1:]
here = pathlib.Path(folder, "organizations", organization, "snapshots")
roots = [json.loads(pathlib.Path(root).read_text())]
keys, _ = document((here / "keys.json").read_bytes(), "zhiyu-keys/1", roots)
must(now < keys["expires_at"], "key-set-expired")
pointer, key = document((here / "pointer.json").read_bytes(), "zhiyu-pointer/1", keys["keys"], organization)
must(key["valid_from"] <= now < key["valid_until"], "key-out-of-time")
must(now < pointer["expires_at"], "expired")
must(pointer["key_set"] <= keys["version"], "key-set-mixed")
offered = pointer.get("held") or pointer
release = offered["release"]
must(1 <= release <= pointer["release"], "unreadable")
must(release not in [retracted["release"] for retracted in pointer["retracted"]], "retracted")
data = (here / str(release) / "manifest.json").read_bytes()
must(sha256(data) == offered["manifest"]["sha256"], "manifest-mixed")
manifest, _ = document(data, "zhiyu-snapshot/1", keys["keys"], organization)
body = (here / str(release) / "body.jsonl").read_bytes()
must(len(body) == manifest["body"]["bytes"] and sha256(body) == manifest["body"]["sha256"], "body-digest-wrong")

header, _, changes = (here / str(release) / f"delta-from-{start}.jsonl").read_bytes().partition(b"\n")
header, _ = document(header, "zhiyu-delta/1", keys["keys"], organization)
must(sha256(changes) == header["changes"]["sha256"], "delta-digest-wrong")
base = (here / start / "body.jsonl").read_bytes()
must(header["from"] == {"release": int(start), "sha256": sha256(base)}, "delta-mixed")
must(header["to"] == {"release": release, "sha256": manifest["body"]["sha256"]}, "delta-mixed")
must(apply(changes, base) == body, "body-digest-wrong")
print(release, body.count(b"\n"))
