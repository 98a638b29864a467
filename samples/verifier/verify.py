#!/usr/bin/env python3
"""Verifies what a federation has decided, independently of the product.

    verify.py TRUST FILES...         ("-" reads standard input)
    verify.py --vectors FOLDER       checks itself against the known answers in tests/vectors

TRUST is the folder with genesis.json, voters/*.pem and perhaps links.jsonl. FILES hold certificates, links, consistency
proofs and evidence, one JSON object a line, or an exported log.
Written from docs/formats.md with Python's standard library; the signatures are checked by the `openssl` command.
Exit code: 0 everything is valid, 1 something is not, 2 usage, unreadable input or unusable trust.
"""
import base64, concurrent.futures, hashlib, json, os, re, subprocess, sys, tempfile

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SPKI_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
SPKI_SHORT = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")
FORMAT = "akka-federation/"
KINDS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}

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

def hashes(value, name, most):
    need(isinstance(value, list) and len(value) <= most, f"{name} is not a list of hashes")
    return [unbase64(h, name, 32) for h in value]

def number(value, name):
    need(type(value) is int and 0 <= value < 1 << 64, f"{name} is not a number")
    return value

def members(value, name, wanted, optional=()):
    need(isinstance(value, dict), f"{name} is not a JSON object")
    need(set(wanted) <= value.keys() <= set(wanted) | set(optional), f"{name} has other members")
    return value

def parse_json(text, what):
    try:
        value = json.loads(text if isinstance(text, str) else text.decode("utf-8"), object_pairs_hook=unique)
    except (ValueError, RecursionError) as e:
        raise Invalid(f"{what} is not JSON: {e}") from None
    need(isinstance(value, dict), f"{what} is not a JSON object")
    return value

def unique(pairs):
    need(len({name for name, _ in pairs}) == len(pairs), "a member stands there twice")
    return dict(pairs)

def did_of_key(compressed):
    """did:key of a P-256 key: base58btc of the multicodec prefix 80 24 and the compressed point."""
    value, text = int.from_bytes(b"\x80\x24" + compressed, "big"), ""
    while value:
        value, text = value // 58, ALPHABET[value % 58] + text
    return "did:key:z" + text

def key_of_did(did):
    need(isinstance(did, str) and did.startswith("did:key:zDn") and len(did) == 57, f"{did} is no did:key of a P-256 key")
    value = 0
    for digit in did[9:]:
        need(digit in ALPHABET, f"{did} is not base58btc")
        value = value * 58 + ALPHABET.index(digit)
    data = value.to_bytes(36, "big")
    need(data[:3] == b"\0\x80\x24" and data[3] in (2, 3), f"{did} is no did:key of a P-256 key")
    return data[3:]

def did_of_pem(text):
    body = re.fullmatch(r"-----BEGIN PUBLIC KEY-----(.+)-----END PUBLIC KEY-----\s*", text, re.S)
    der = base64.b64decode("".join(body[1].split())) if body else b""
    need(der.startswith(SPKI_P256) and len(der) == 91 and der[26] == 4, "not an uncompressed P-256 PUBLIC KEY in PEM")
    return did_of_key(bytes([2 + der[90] % 2]) + der[27:59])

def der_signature(raw):
    """The 64 bytes r | s as the ASN.1 sequence that openssl reads."""
    parts = b""
    for half in (raw[:32], raw[32:]):
        half = half.lstrip(b"\0") or b"\0"
        half = b"\0" + half if half[0] & 0x80 else half
        parts += bytes([2, len(half)]) + half
    return bytes([0x30, len(parts)]) + parts

class OpenSsl:
    """Asks openssl about each (signer, statement, signature) once, however many proofs share it."""
    def __init__(self, work):
        self.work, self.results = work, {}

    def ask(self, triples):
        todo = sorted(set(triples) - self.results.keys())
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            self.results.update(zip(todo, pool.map(self.verify, range(len(todo)), todo)))

    def verify(self, place, triple):
        files = [os.path.join(self.work, f"{place}.{kind}") for kind in ("key", "signature", "statement")]
        key = base64.b64encode(SPKI_SHORT + key_of_did(triple[0])).decode()
        pem = f"-----BEGIN PUBLIC KEY-----\n{key[:64]}\n{key[64:]}\n-----END PUBLIC KEY-----\n".encode()
        for name, data in zip(files, (pem, der_signature(triple[2]), triple[1])):
            with open(name, "wb") as file:
                file.write(data)
        command = ["openssl", "dgst", "-sha256", "-verify", files[0], "-signature", *files[1:]]
        return subprocess.run(command, capture_output=True).returncode == 0

    def need(self, triples):
        self.ask(triples)
        for triple in triples:
            need(self.results[triple], f"the signature of {triple[0]} is wrong")

def texts(data, at, count):
    found = []
    for _ in range(count):
        found.append(data[at + 2:at + 2 + uint(data, at, 2)].decode("ascii"))
        at += 2 + uint(data, at, 2)
    need(all(a < b for a, b in zip(found, found[1:])), "names are not in order")
    return found, at

class Trust:
    """The genesis, and the voters of each epoch that links have proven: [(epoch, voters)]."""
    def __init__(self, genesis, pems, openssl):
        members(genesis, "genesis.json", ("format", "document", "signatures"))
        need(genesis["format"] == FORMAT + "genesis/v1", "genesis.json has another format")
        document = unbase64(genesis["document"], "the genesis document")
        need(document[:16] == b"AKFED-GENESIS-V1", "the genesis document has another tag")
        start = 20 + uint(document, 16, 2)
        founders, end = texts(document, start, uint(document, start - 2, 2))
        need(end == len(document) and founders, "the genesis document has a wrong length")
        need(pems is None or sorted(did_of_pem(p) for p in pems) == founders, "the keys in voters/ are not the members of the genesis")
        self.hash, self.epochs, self.openssl = sha256(document), [(0, founders)], openssl
        signed = signers(genesis["signatures"], founders, document)
        need(len(signed) == len(founders), "the genesis is not signed by all of its members")
        openssl.need(signed)

    @staticmethod
    def read(folder, openssl):
        with open(os.path.join(folder, "genesis.json"), encoding="utf-8") as file:
            genesis = parse_json(file.read(), "genesis.json")
        pems = []
        for name in sorted(n for n in os.listdir(os.path.join(folder, "voters")) if n.endswith(".pem")):
            with open(os.path.join(folder, "voters", name), encoding="ascii") as file:
                pems.append(file.read())
        trust = Trust(genesis, pems, openssl)
        if os.path.exists(links := os.path.join(folder, "links.jsonl")):
            with open(links, encoding="utf-8") as file:
                for line in file:
                    if line.strip():
                        trust.extend(parse_json(line, "a link"))
        return trust

    def voters(self, epoch, size):
        """The voters whose signatures count under a statement of this epoch and size."""
        place = next((i for i, (e, _) in enumerate(self.epochs) if e == epoch), None)
        need(place is not None, f"epoch {epoch} is not known: the links lead to epoch {self.epochs[-1][0]}")
        later = self.epochs[place + 1:place + 2]
        need(not later or size < later[0][0], f"a statement of epoch {epoch} covers a later change of the voters")
        return self.epochs[place][1]

    def seal(self, value, signatures):
        """A seal statement with its epoch's quorum; answers (term, size, root), and what openssl is to be asked."""
        statement = unbase64(value, "statement", 104)
        need(statement[:16] == b"AKFED-SEAL-V0001", "the statement has another tag")
        need(statement[16:48] == self.hash, "another genesis")
        size = uint(statement, 64, 8)
        voters = self.voters(uint(statement, 48, 8), size)
        signed = signers(signatures, voters, statement)
        need(len(signed) > len(voters) // 2, f"{len(signed)} signatures of {len(voters)} voters are no quorum")
        return uint(statement, 56, 8), size, statement[72:], signed

    def extend(self, link):
        members(link, "a link", ("format", "leaf", "payload", "path", "statement", "signatures"))
        need(link["format"] == FORMAT + "link/v1", "the link has another format")
        leaf, index, _ = check_leaf(link["leaf"])
        payload, statement = unbase64(link["payload"], "payload"), unbase64(link["statement"], "statement", 104)
        need(leaf[40] == 1, "the entry is no configuration")
        need(statement[:16] == b"AKFED-SEAL-V0001" and statement[16:48] == self.hash, "another tag or genesis")
        need(uint(statement, 48, 8) == index, "the statement is of another epoch")
        need(uint(leaf, 24, 8) <= uint(statement, 56, 8), "the leaf is of a later term than the statement")
        need(len(payload) == uint(leaf, 97, 4) and sha256(payload) == leaf[101:], "payload is not that of the leaf")
        need(payload[:16] == b"AKFED-VOTERS-V01", "the configuration has another tag")
        voters, at = texts(payload, 26, uint(payload, 24, 2))
        learners, end = texts(payload, at + 2, uint(payload, at, 2))
        need(end == len(payload) and voters and not set(voters) & set(learners), "the configuration is malformed")
        if any(e == index for e, _ in self.epochs):
            return
        need(uint(payload, 16, 8) == self.epochs[-1][0] < index, "the link does not follow from the chain")
        need(len(set(self.epochs[-1][1]) ^ set(voters)) <= 1, "the configuration changes more than one voter")
        need(included(sha256(b"\0" + leaf), index, uint(statement, 64, 8), hashes(link["path"], "path", 64)) == statement[72:],
             "the leaf is not under the root")
        before = self.epochs[-1][1]
        signed = signers(link["signatures"], set(before) | set(voters), statement)
        for side in (before, voters):
            need(sum(s[0] in side for s in signed) > len(side) // 2, "no majorities of the voters before and after")
        self.openssl.need(signed)
        self.epochs.append((index, voters))

def signers(value, voters, statement):
    need(isinstance(value, list), "signatures is not a list")
    result = []
    for item in value:
        members(item, "a signature", ("signer", "signature"))
        need(item["signer"] in voters, f"{item['signer']} is not a voter")
        result.append((item["signer"], statement, unbase64(item["signature"], "a signature", 64)))
    need(len({r[0] for r in result}) == len(result), "a signer stands there twice")
    return result

def check_leaf(value):
    leaf = unbase64(value, "leaf", 133)
    need(leaf[:16] == b"AKFED-LEAF-V0001", "the leaf has another tag")
    need(leaf[40] in KINDS, "the leaf is of an unknown kind")
    need(uint(leaf, 16, 8) >= 1, "entries are counted from 1")
    return leaf, uint(leaf, 16, 8), uint(leaf, 24, 8)

def included(leaf_hash, index, size, path):
    """The root that an inclusion proof of RFC 9162, 2.1.3.2 leads to; entry 1 is leaf number 0."""
    need(1 <= index <= size, f"index {index} is outside of the tree of size {size}")
    fn, sn, r = index - 1, size - 1, leaf_hash
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

def check_consistency(first, second, first_root, second_root, path):
    """RFC 9162, 2.1.4.2: the tree of `first` leaves is the beginning of that of `second`."""
    wrong = "the first log is not the beginning of the second"
    need(first <= second, wrong)
    if first == second or first == 0:
        need(not path and first_root == (second_root if first else sha256(b"")), wrong)
        return
    path = [first_root] + path if first & (first - 1) == 0 else path
    need(path, wrong)
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for p in path[1:]:
        need(sn != 0, wrong)
        if fn & 1 or fn == sn:
            fr, sr = sha256(b"\x01" + p + fr), sha256(b"\x01" + p + sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\x01" + sr + p)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and fr == first_root and sr == second_root, wrong)

def check_certificate(c, trust):
    """Everything but the signatures themselves; answers (leaf, size, root) and what has still to be checked by openssl."""
    members(c, "the certificate", ("format", "leaf", "path", "statement", "signatures"), ("payload", "proposal", "committedAt"))
    need(c["format"] == FORMAT + "commit-certificate/v1", "another format")
    leaf, index, term = check_leaf(c["leaf"])
    seal_term, size, root, signed = trust.seal(c["statement"], c["signatures"])
    need(term <= seal_term, "the leaf is of a later term than the statement")
    need(included(sha256(b"\0" + leaf), index, size, hashes(c["path"], "path", 64)) == root, "the leaf is not under the root")
    if any(leaf[41:73]):
        p = members(c.get("proposal"), "proposal", ("term", "seq", "origin", "session"))
        need(isinstance(p["origin"], str) and sha256(p["origin"].encode()) == leaf[41:73], "origin is not that of the leaf")
        for name, at in (("session", 73), ("term", 81), ("seq", 89)):
            need(number(p[name], name) == uint(leaf, at, 8), f"{name} is not that of the leaf")
    need(any(leaf[41:73]) or "proposal" not in c, "the entry is the leader's own, and a proposal is named")
    if "payload" in c:
        payload = unbase64(c["payload"], "payload")
        need(len(payload) == uint(leaf, 97, 4) and sha256(payload) == leaf[101:], "payload is not that of the leaf")
    return leaf, size, root, signed

def check_evidence(e, trust):
    members(e, "evidence", ("format", "signer", "first", "second"))
    sides = [members(e[name], name, ("statement", "signature")) for name in ("first", "second")]
    first, second = (unbase64(s["statement"], "statement") for s in sides)
    same = {b"AKFED-SEAL-V0001": (104, slice(56, 72), slice(72, 104)), b"AKFED-VOTE-V0001": (88, slice(48, 56), slice(56, 88))}.get(first[:16])
    need(same and first[:16] == second[:16] and len(first) == len(second) == same[0], "no two statements of one kind")
    need(first[16:48] == second[16:48] == trust.hash, "another genesis")
    need(first[same[1]] == second[same[1]], "both statements may be true")
    need(first[same[2]] != second[same[2]], "both statements say the same")
    need(first < second, "the statements are not in order")
    need(any(e["signer"] in voters for _, voters in trust.epochs), f"{e['signer']} is no voter of a known epoch")
    return [(e["signer"], s, unbase64(side["signature"], "signature", 64)) for s, side in zip((first, second), sides)]

def check_line(line, trust):
    """One line of a file that is no export; answers what openssl is still to be asked."""
    value = parse_json(line, "the line")
    kind = value.get("format")
    if kind == FORMAT + "link/v1":
        trust.extend(value)
        return []
    if kind == FORMAT + "evidence/v1":
        return check_evidence(value, trust)
    if kind == FORMAT + "consistency/v1":
        members(value, "the proof", ("format", "first", "second", "path"))
        seals = [members(value[name], name, ("statement", "signatures")) for name in ("first", "second")]
        ends = [trust.seal(seal["statement"], seal["signatures"]) for seal in seals]
        check_consistency(ends[0][1], ends[1][1], ends[0][2], ends[1][2], hashes(value["path"], "path", 65))
        return ends[0][3] + ends[1][3]
    return check_certificate(value, trust)[3]

class Export:
    """An exported log, line by line; `size` and `peaks` are all that is kept of its tree."""
    def __init__(self, trust):
        self.trust, self.chain, self.header, self.ended, self.leaves = trust, sha256(b"AKFED-EXPORT-V01"), None, False, [None, None]

    def line(self, line):
        need(not self.ended, "a line follows the end")
        content, mark, value = line.rpartition(b',"chain":"')
        need(mark and value.endswith(b'"}'), "the line ends without its chain value")
        expected, self.chain = sha256(self.chain + content), unbase64(value[:-2].decode("latin-1"), "chain", 32)
        found = parse_json(line, "the line")
        if self.header is None:
            self.begin(found)
        elif "end" in found:
            self.end(members(found, "the line", ("end", "chain"))["end"])
        elif "link" in found:
            self.trust.extend(members(found, "the line", ("link", "chain"))["link"])
        else:
            self.entry(members(found, "the line", ("index", "leaf", "payload", "chain"), ("origin",)))
        need(self.chain == expected, "the chain breaks here")

    def begin(self, found):
        members(found, "the header", ("format", "genesis", "from", "to", "frontier", "chain"))
        need(found["format"] == FORMAT + "log-export/v1", "another format")
        need(Trust(found["genesis"], None, self.trust.openssl).hash == self.trust.hash, "the export is of another genesis")
        self.header, self.peaks = found, hashes(found["frontier"], "frontier", 64)
        self.size = number(found["from"], "from") - 1
        need(0 <= self.size < number(found["to"], "to"), "no range")
        need(len(self.peaks) == bin(self.size).count("1"), "the frontier is of another size")

    def entry(self, found):
        leaf, index, _ = check_leaf(found["leaf"])
        need(found["index"] == index == self.size + 1 <= self.header["to"], f"entry {found['index']} where {self.size + 1} is expected")
        payload = unbase64(found["payload"], "payload")
        need(len(payload) == uint(leaf, 97, 4) and sha256(payload) == leaf[101:], "payload is not that of the leaf")
        need((sha256(found["origin"].encode()) if "origin" in found else bytes(32)) == leaf[41:73], "origin is not that of the leaf")
        r, size = sha256(b"\0" + leaf), self.size
        while size & 1:
            r, size = sha256(b"\x01" + self.peaks.pop() + r), size >> 1
        self.peaks.append(r)
        self.size, self.leaves = self.size + 1, [self.leaves[0] or leaf, leaf]

    def end(self, end):
        members(end, "end", ("root", "seal", "path"), ("first", "last", "between"))
        self.ended = True
        need(self.size == self.header["to"], "the export ends early")
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = sha256(b"\x01" + peak + root)
        need(unbase64(end["root"], "root", 32) == root, "the entries do not lead to the root")
        seal = members(end["seal"], "seal", ("statement", "signatures"))
        _, size, sealed, signed = self.trust.seal(seal["statement"], seal["signatures"])
        check_consistency(self.size, size, root, sealed, hashes(end["path"], "path", 65))
        if "first" in end:
            first, last = (check_certificate(end[name], self.trust) for name in ("first", "last"))
            need([first[0], last[0]] == self.leaves and end["last"]["statement"] == seal["statement"], "the certificates are not of both ends")
            (a, b), between = sorted([first[1:3], last[1:3]]), hashes(end["between"], "between", 65)
            check_consistency(a[0], b[0], a[1], b[1], between)
            signed = signed + first[3] + last[3]
        self.trust.openssl.need(signed)

def check_lines(lines, trust):
    """Checks the lines of one file; answers {number of the line: what is wrong}."""
    failures, signed, export = {}, {}, None
    for place, line in enumerate(lines, 1):
        if not line and export is None:
            continue
        if export is None and not signed and not failures and FORMAT.encode() + b"log-export/v1" in line[:60]:
            export = Export(trust)
        try:
            if export is None:
                signed[place] = check_line(line, trust)
            else:
                export.line(line)
        except (Invalid, UnicodeDecodeError, AttributeError, TypeError) as e:
            failures[place] = str(e)
    if export is not None and not export.ended:
        failures[len(lines)] = "the export ends early"
    trust.openssl.ask([s for found in signed.values() for s in found])
    for place, found in signed.items():
        for triple in (t for t in found if not trust.openssl.results[t]):
            failures[place] = f"the signature of {triple[0]} is wrong"
    return failures

def check_file(name, trust):
    text = sys.stdin.buffer.read() if name == "-" else open(name, "rb").read()
    lines = text.split(b"\n")
    lines = lines[:-1] if not lines[-1] else lines
    count = sum(1 for line in lines if line)
    if not count:
        raise OSError(f"{name} holds no certificate")
    failures = check_lines(lines, trust)
    for place in sorted(failures)[:10]:
        print(f"{name}:{place}: {failures[place]}", file=sys.stderr)
    what = "lines of an export" if FORMAT.encode() + b"log-export/v1" in text[:60] else "certificates"
    print(f"{name}: {count - len(failures)} of {count} {what} are valid")
    return not failures

def check_vectors(folder, openssl):
    """The known answers: keys, signatures, trees, and files of proofs that are valid or not."""
    def read(name):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return parse_json(file.read(), name)
    def same(expected, check):
        try:
            check()
            return expected
        except Invalid:
            return not expected
    wrong, unhex = [], bytes.fromhex
    for k in read("keys.json")["keys"]:
        key = bytes([2 + int(k["y"], 16) % 2]) + unhex(k["x"])
        if did_of_key(key) != k["did"] or key_of_did(k["did"]) != key or did_of_pem(k["pem"]) != k["did"]:
            wrong.append(k["did"])
    cases = read("signatures.json")["signatures"]
    wrong += [c["name"] for c in cases if not same(c["valid"], lambda: openssl.need([(c["signer"], unhex(c["statement"]), unhex(c["signature"]))]))]
    tree = read("tree.json")
    for c in tree["inclusion"]:
        run = lambda: need(included(unhex(c["leafHash"]), c["index"], c["size"], [unhex(h) for h in c["path"]]) == unhex(c["root"]), "root")
        wrong += [] if same(c["valid"], run) else [c["name"]]
    for c in tree["consistency"]:
        run = lambda: check_consistency(c["first"], c["second"], unhex(c["firstRoot"]), unhex(c["secondRoot"]), [unhex(h) for h in c["path"]])
        wrong += [] if same(c["valid"], run) else [c["name"]]
    proofs = read("proofs.json")
    for c in proofs["cases"]:
        failures = check_lines([line.encode() for line in c["lines"]], Trust(proofs["genesis"], proofs["voters"], openssl))
        if bool(failures) == c["valid"] or not c["valid"] and min(failures) != c["line"]:
            wrong.append(f"{c['name']}: {failures}")
    for name in wrong:
        print(f"vector fails: {name}", file=sys.stderr)
    print(f"{len(cases) + len(tree['inclusion']) + len(tree['consistency']) + len(proofs['cases']) - len(wrong)} vectors hold, {len(wrong)} do not")
    return not wrong

def main(arguments):
    try:
        if len(arguments) < 2:
            raise OSError(__doc__)
        with tempfile.TemporaryDirectory() as work:
            if arguments[0] == "--vectors":
                return 0 if check_vectors(arguments[1], OpenSsl(work)) else 1
            trust = Trust.read(arguments[0], OpenSsl(work))
            return 0 if all([check_file(name, trust) for name in arguments[1:]]) else 1
    except (OSError, Invalid, ValueError) as e:
        print(f"verify.py: {e}", file=sys.stderr)
        return 2

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
