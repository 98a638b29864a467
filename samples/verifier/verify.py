#!/usr/bin/env python3
"""Verifies commit certificates of a federation, independently of the product.

    verify.py TRUST CERTIFICATES...      ("-" reads standard input)

TRUST is the folder with genesis.json and voters/*.pem; CERTIFICATES holds one JSON object a line.
Written from docs/formats.md with Python's standard library; the signatures are checked by the `openssl` command.
Exit code: 0 all certificates are valid, 1 a certificate is not, 2 usage, unreadable input or unusable trust.
"""
import base64, concurrent.futures, hashlib, json, os, re, subprocess, sys, tempfile

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SPKI_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
MEMBERS = {"format", "leaf", "path", "statement", "signatures", "payload", "proposal", "committedAt"}

class Invalid(Exception):
    """What was checked does not hold."""

def need(condition, reason):
    if not condition:
        raise Invalid(reason)

def sha256(data):
    return hashlib.sha256(data).digest()

def uint(data, at, size):
    return int.from_bytes(data[at:at + size], "big")

def unbase64(value, name, length=None):
    need(isinstance(value, str), f"{name} is not a string")
    try:
        data = base64.b64decode(value, validate=True)
    except ValueError:
        raise Invalid(f"{name} is not base64") from None
    need(base64.b64encode(data).decode() == value, f"{name} is not canonical base64")
    need(length in (None, len(data)), f"{name} has {len(data)} bytes instead of {length}")
    return data

def parse_json(text, what):
    try:
        value = json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError) as e:
        raise Invalid(f"{what} is not JSON: {e}") from None
    need(isinstance(value, dict), f"{what} is not a JSON object")
    return value

def unique(pairs):
    need(len({name for name, _ in pairs}) == len(pairs), "a member stands there twice")
    return dict(pairs)

def did_of_pem(text):
    """did:key of a P-256 public key: base58btc of the multicodec prefix 80 24 and the compressed point."""
    body = re.fullmatch(r"-----BEGIN PUBLIC KEY-----(.+)-----END PUBLIC KEY-----\s*", text, re.S)
    der = base64.b64decode("".join(body[1].split())) if body else b""
    need(der.startswith(SPKI_P256) and len(der) == 91 and der[26] == 4, "not an uncompressed P-256 PUBLIC KEY in PEM")
    number, text = int.from_bytes(b"\x80\x24" + bytes([2 + der[90] % 2]) + der[27:59], "big"), ""
    while number:
        number, text = number // 58, ALPHABET[number % 58] + text
    return "did:key:z" + text

def der_signature(raw):
    """The 64 bytes r | s as the ASN.1 sequence that openssl reads."""
    parts = b""
    for half in (raw[:32], raw[32:]):
        half = half.lstrip(b"\0") or b"\0"
        half = b"\0" + half if half[0] & 0x80 else half
        parts += bytes([2, len(half)]) + half
    return bytes([0x30, len(parts)]) + parts

class Trust:
    """The trust bundle: the genesis document, its hash, and the voters' keys."""
    def __init__(self, folder, work):
        with open(os.path.join(folder, "genesis.json"), encoding="utf-8") as file:
            genesis = parse_json(file.read(), "genesis.json")
        need(genesis.keys() == {"format", "document", "signatures"}, "genesis.json has other members")
        need(genesis["format"] == "akka-federation/genesis/v1", "genesis.json has another format")
        document = unbase64(genesis.get("document"), "the genesis document")
        self.hash, self.members = sha256(document), self.parse(document)
        keys, voters = {}, os.path.join(folder, "voters")
        for name in sorted(n for n in os.listdir(voters) if n.endswith(".pem")):
            with open(os.path.join(voters, name), encoding="ascii") as file:
                did = did_of_pem(file.read())
            need(did not in keys, f"voters/{name}: this key stands there twice")
            keys[did] = os.path.join(voters, name)
        need(sorted(keys) == self.members, "the keys in voters/ are not the members of the genesis")
        self.keys, self.work, self.results = keys, work, {}
        signed = signers(genesis.get("signatures"), self.members, document)
        need(len(signed) == len(self.members), "the genesis is not signed by all of its members")
        self.check_signatures(signed)
        need(all(self.results[s] for s in signed), "a signature of the genesis is wrong")

    def check_signatures(self, triples):
        """Asks openssl about each (signer, statement, signature) once, however many certificates share it."""
        todo = sorted(set(triples) - self.results.keys())
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            self.results.update(zip(todo, pool.map(self.openssl, range(len(todo)), todo)))

    def openssl(self, number, triple):
        files = [os.path.join(self.work, f"{number}.{kind}") for kind in ("signature", "statement")]
        for name, data in zip(files, (der_signature(triple[2]), triple[1])):
            with open(name, "wb") as file:
                file.write(data)
        command = ["openssl", "dgst", "-sha256", "-verify", self.keys[triple[0]], "-signature", *files]
        return subprocess.run(command, capture_output=True).returncode == 0

    def parse(self, document):
        need(document[:16] == b"AKFED-GENESIS-V1", "the genesis document has another tag")
        at, members = 20 + uint(document, 16, 2), []
        for _ in range(uint(document, at - 2, 2)):
            members.append(document[at + 2:at + 2 + uint(document, at, 2)].decode("ascii"))
            at += 2 + uint(document, at, 2)
        need(at == len(document) and members, "the genesis document has a wrong length")
        need(all(a < b for a, b in zip(members, members[1:])), "the members of the genesis are not in order")
        return members

def signers(value, members, statement):
    need(isinstance(value, list), "signatures is not a list")
    result = []
    for item in value:
        need(isinstance(item, dict) and item.keys() == {"signer", "signature"}, "a signature lacks signer or signature")
        need(item["signer"] in members, f"{item['signer']} is not a member of the genesis")
        result.append((item["signer"], statement, unbase64(item["signature"], "a signature", 64)))
    need(len({r[0] for r in result}) == len(result), "a signer stands there twice")
    return result

def included(leaf_hash, index, size, path):
    """The root that an inclusion proof of RFC 9162, 2.1.3.2 leads to."""
    fn, sn, r = index, size - 1, leaf_hash
    for p in path:
        need(sn != 0, "the inclusion proof is too long")
        if fn & 1 or fn == sn:
            r = sha256(b"\x01" + p + r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01" + r + p)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0, "the inclusion proof is too short")
    return r

def check_certificate(line, trust):
    """Everything but the signatures themselves; answers what has still to be checked by openssl."""
    c = parse_json(line, "the certificate")
    need(c.get("format") == "akka-federation/commit-certificate/v1" and c.keys() <= MEMBERS, "another format")
    leaf, statement = unbase64(c.get("leaf"), "leaf", 133), unbase64(c.get("statement"), "statement", 104)
    need(leaf[:16] == b"AKFED-LEAF-V0001" and statement[:16] == b"AKFED-SEAL-V0001", "another tag")
    index, size = uint(leaf, 16, 8), uint(statement, 64, 8)
    need(leaf[40] <= 3, "the leaf is of an unknown kind")
    need(statement[16:48] == trust.hash, "another genesis")
    need(uint(statement, 48, 8) == 0, "another epoch than that of the genesis")
    need(1 <= index <= size, f"index {index} is outside of the tree of size {size}")
    need(uint(leaf, 24, 8) <= uint(statement, 56, 8), "the leaf is of a later term than the statement")
    need(isinstance(c.get("path"), list) and len(c["path"]) <= 64, "path is not a list of hashes")
    path = [unbase64(p, "path", 32) for p in c["path"]]
    need(included(sha256(b"\0" + leaf), index - 1, size, path) == statement[72:], "the leaf is not under the root")
    p = c.get("proposal")
    need(isinstance(p, dict) and p.keys() == {"term", "seq", "origin", "session"}, "proposal lacks a member")
    need(isinstance(p["origin"], str) and sha256(p["origin"].encode()) == leaf[41:73], "origin is not that of the leaf")
    for name, at in (("session", 73), ("term", 81), ("seq", 89)):
        need(type(p[name]) is int and p[name] == uint(leaf, at, 8), f"{name} is not that of the leaf")
    if "payload" in c:
        payload = unbase64(c["payload"], "payload")
        need(len(payload) == uint(leaf, 97, 4) and sha256(payload) == leaf[101:], "payload is not that of the leaf")
    signed = signers(c.get("signatures"), trust.members, statement)
    need(len(signed) > len(trust.members) // 2, f"{len(signed)} signatures of {len(trust.members)} voters are no quorum")
    return signed

def check_file(name, trust):
    text = sys.stdin.buffer.read() if name == "-" else open(name, "rb").read()
    lines = {number: line for number, line in enumerate(text.split(b"\n"), 1) if line}
    if not lines:
        raise OSError(f"{name} holds no certificate")
    failures, signed = {}, {}
    for number, line in lines.items():
        try:
            signed[number] = check_certificate(line, trust)
        except Invalid as e:
            failures[number] = str(e)
    trust.check_signatures([s for found in signed.values() for s in found])
    for number, found in signed.items():
        for triple in (t for t in found if not trust.results[t]):
            failures[number] = f"the signature of {triple[0]} is wrong"
    for number in sorted(failures)[:10]:
        print(f"{name}:{number}: {failures[number]}", file=sys.stderr)
    print(f"{name}: {len(lines) - len(failures)} of {len(lines)} certificates are valid")
    return not failures

def main(arguments):
    try:
        if len(arguments) < 2:
            raise OSError(__doc__)
        with tempfile.TemporaryDirectory() as work:
            trust = Trust(arguments[0], work)
            return 0 if all([check_file(name, trust) for name in arguments[1:]]) else 1
    except (OSError, Invalid, ValueError) as e:
        print(f"verify.py: {e}", file=sys.stderr)
        return 2

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
