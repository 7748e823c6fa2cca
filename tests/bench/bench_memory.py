# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for keys and rows in the memory of a tenant, from outside, before and after a lock."""

import base64
import hashlib
import hmac
import pathlib
import secrets
import shutil
import subprocess

ROWS = 2000


def _sbox():
    """The S-box of AES, computed: inverses in GF(2^8), then the affine map."""
    box, p, q = [0] * 256, 1, 1
    box[0] = 0x63
    while True:
        p = (p ^ (p << 1) ^ (0x11b if p & 0x80 else 0)) & 0xff
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xff
        if q & 0x80:
            q ^= 0x09
        rotated = [((q << n) | (q >> (8 - n))) & 0xff for n in range(5)]
        box[p] = rotated[0] ^ rotated[1] ^ rotated[2] ^ rotated[3] ^ rotated[4] ^ 0x63
        if p == 1:
            return box


SBOX = _sbox()


def schedule(key):
    """The 240 bytes of the AES-256 key schedule (FIPS 197)."""
    words, rcon = [key[i:i + 4] for i in range(0, 32, 4)], 1
    while len(words) < 60:
        word, i = words[-1], len(words)
        if i % 8 == 0:
            word = bytes(SBOX[b] for b in word[1:] + word[:1])
            word, rcon = bytes([word[0] ^ rcon]) + word[1:], rcon << 1
        elif i % 8 == 4:
            word = bytes(SBOX[b] for b in word)
        words.append(bytes(a ^ b for a, b in zip(words[-8], word)))
    return b''.join(words)


def hkdf_expand(key, info, size, digest):
    out, block = b'', b''
    while len(out) < size:
        block = hmac.new(key, block + info + bytes([len(out) // hashlib.new(digest).digest_size + 1]), digest).digest()
        out += block
    return out[:size]


def forms(name, key):
    """(name, bytes) of everything a 32-byte key can look like in memory."""
    rounds = schedule(key)
    found = [(f'{name} whole', key), (f'{name} first half', key[:16]), (f'{name} second half', key[16:]),
             (f'{name} schedule', rounds)]
    # The last round key alone: a schedule for decryption has the others in another form.
    found += [(f'{name} last round key', rounds[224:])]
    for text in (key.hex(), key.hex().upper(), base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()):
        text = text.rstrip('=')
        found += [(f'{name} as text', text.encode()), (f'{name} as UTF-16', text.encode('utf-16-le'))]
    return found


def derived_keys(folder, deks):
    """The keys made from the data keys: of every container and of every database (khc-labels.h, khc-container.h)."""
    found = []
    for store, dek in deks:
        for place in folder.glob(f'environments/*/{store}'):
            first = (place / 'store.db').read_bytes()[:16]
            found.append((f'page key of {store}', hkdf_expand(dek, b'keyhold/1/page\0' + first[4:], 32, 'sha256')))
            for path in (place / 'items').iterdir():
                prefix = path.read_bytes()[:136]
                info = b'c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0' + prefix[80:104] + prefix[:80]
                made = hkdf_expand(dek, info, 76, 'sha512')
                if made[44:76] != prefix[104:136]:
                    raise SystemExit('the key of a container was not derived rightly: the search would be blind')
                found.append((f'container key of {store}', made[:32]))
    return found


def elements(data):
    """The (tag, content) of the DER elements that stand one after the other in @data."""
    found, at = [], 0
    while at < len(data):
        tag, size = data[at], data[at + 1]
        at += 2
        if size & 0x80:
            count = size & 0x7f
            size, at = int.from_bytes(data[at:at + count], 'big'), at + count
        found.append((tag, data[at:at + size]))
        at += size
    return found


def private_forms(der):
    """(name, bytes) of what makes an RSA key private (RFC 8017, A.1.2): as it is stored, and as OpenSSL calculates with it."""
    wrapped = elements(elements(der)[0][1])[2][1]
    numbers = [content.lstrip(b'\0') for _, content in elements(elements(wrapped)[0][1])]
    found = []
    for name, number in zip(('d', 'p', 'q', 'dp', 'dq', 'qi'), numbers[3:9]):
        found += [(f'private key {name}', number), (f'private key {name}, least byte first', number[::-1])]
    modulus, first, second = (int.from_bytes(numbers[i], 'big') for i in (1, 4, 5))
    if first * second != modulus:
        raise SystemExit('the private key was not read rightly: the search would be blind')
    return found


class Subject:
    """The process under test."""

    def __init__(self, bench, folder, file, table):
        self.process = subprocess.Popen([bench.program('bench-secrets'), 'hold', folder, file, table],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answer('ready')

    def answer(self, wanted):
        line = self.process.stdout.readline().strip()
        if line != wanted:
            raise SystemExit(f'bench-secrets answered {line!r} instead of {wanted!r}')

    def order(self, word):
        self.process.stdin.write(word + '\n')
        self.process.stdin.flush()
        self.answer('done')

    def end(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            raise SystemExit('bench-secrets failed')

    def search(self, folder, needles):
        """{name: hits} of the needles in all of the process's memory, that left out of ordinary dumps too."""
        prefix = folder / 'core'
        subprocess.run(['gcore', '-a', '-o', prefix, str(self.process.pid)], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        core = pathlib.Path(f'{prefix}.{self.process.pid}')
        hits = {}
        pages = used_pages(core)
        for name, needle in needles:
            count = pages.count(needle)
            if count:
                hits[name] = hits.get(name, 0) + count
        core.unlink()
        return hits


def used_pages(core):
    """What is in a core, without its pages of zeros; no needle can lie across one."""
    empty, pages = bytes(4096), []
    with core.open('rb') as file:
        while page := file.read(4096):
            if page != empty:
                pages.append(page)
    return b''.join(pages)


def make_needles(bench, folder, canaries):
    copy = folder / 'copy'
    shutil.copytree(folder / 'tenant', copy, ignore=shutil.ignore_patterns('*.sock'))
    lines = subprocess.run([bench.program('bench-secrets'), 'reveal', copy], check=True, capture_output=True,
                           text=True).stdout.split('\n')
    keys = [(line.split()[0], bytes.fromhex(line.split()[1])) for line in lines if line]
    deks = [key for key in keys if key[0] != 'private']
    needles = [form for name, key in keys if name == 'private' for form in private_forms(key)]
    needles += [form for store, dek in deks for form in forms(f'DEK of {store}', dek)]
    needles += [form for name, key in derived_keys(copy, deks) for form in forms(name, key)]
    return needles + canaries


def total(hits, word):
    return sum(count for name, count in hits.items() if word in name)


def memory(bench):
    if not shutil.which('gcore'):
        bench.note('memory after a lock', 'not measured: gcore is not installed')
        return
    folder = bench.folder / 'memory'
    folder.mkdir()
    in_row, in_file = secrets.token_hex(12), secrets.token_hex(12)
    (folder / 'rows.csv').write_text('id,note\n' + ''.join(f'{i},{in_row}-{i}\n' for i in range(1, ROWS + 1)))
    (folder / 'file.bin').write_bytes(in_file.encode() * 40000)
    subject = Subject(bench, folder / 'tenant', folder / 'file.bin', folder / 'rows.csv')
    needles = make_needles(bench, folder, [('row', in_row.encode()), ('bytes of a file', in_file.encode())])
    for number in range(bench.runs):
        before = subject.search(folder, needles)
        for word in ('DEK', 'schedule', 'page key', 'container key', 'private key', 'row', 'bytes of a file'):
            if number == 0:
                bench.goal(f'memory before the lock: {word}', total(before, word), '>=', 1,
                           'hits: the search can see', always=True)
        subject.order('lock')
        after = subject.search(folder, needles)
        detail = ', '.join(f'{name}: {count}' for name, count in sorted(after.items())) or \
            f'{len(needles)} needles in the whole memory'
        bench.goal(f'memory after lock {number + 1}: hits', sum(after.values()), '<=', 0, detail, always=True)
        subject.order('unlock')
    subject.end()
    shutil.rmtree(folder)
