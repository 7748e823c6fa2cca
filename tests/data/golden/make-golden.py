#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the golden files of the formats of crypto/, from their descriptions alone.

A second implementation (python3-cryptography), so that a file here and the code cannot share a mistake.
Not run by the tests: the files stay as they are for ever, and a new version of a format gets new ones.
Usage: make-golden.py FOLDER (the RSA key of the record is made anew when key-rsa-2048.p8 is not there).
"""
import base64
import hashlib
import os
import struct
import sys

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

FOLDER = sys.argv[1]
DEK = bytes(range(32))
ENVIRONMENT = b"environment-0001"
ITEM = b"item-00000000001"
DEK_ID = b"dek-000000000001"


def save(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def expand(key, info, size=32, algorithm=hashes.SHA256):
    return HKDFExpand(algorithm(), size, info).derive(key)


def derive(key, label, context=b""):
    return expand(key, b"keyhold/1/" + label + (b"\0" + context if context else b""))


def plain_bytes(size):
    """The same bytes in test-golden.c."""
    return bytes((i * 7 + i // 251) & 0xFF for i in range(size))


def container(size, generation, salt):
    header = b"\xcbHFILE\r\n" + struct.pack(">HHHH", 1, 80, 1, 0)
    header += ENVIRONMENT + ITEM + DEK_ID + struct.pack(">QQ", generation, 0)
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + header
    okm = expand(DEK, info, 76, hashes.SHA512)
    key, base, commitment = okm[:32], int.from_bytes(okm[32:44], "big"), okm[44:]
    out = header + salt + commitment
    plain = plain_bytes(size)
    for i in range(size // 16384 + 1):
        nonce = (base ^ i).to_bytes(12, "big")
        out += AESGCM(key).encrypt(nonce, plain[i * 16384 : (i + 1) * 16384], b"")
    return out


def ecb(key, data):
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(data)


def xaes(key, nonce, data, aad):
    zero = ecb(key, bytes(16))
    doubled = int.from_bytes(zero, "big") << 1
    k1 = (doubled ^ 0x87 if zero[0] & 0x80 else doubled) & (2**128 - 1)
    subkey = b""
    for i in (1, 2):
        block = int.from_bytes(bytes([0, i, 0x58, 0]) + nonce[:12], "big") ^ k1
        subkey += ecb(key, block.to_bytes(16, "big"))
    return AESGCM(subkey).encrypt(nonce[12:], data, aad)


DATABASE = b"database-001"


def page(number, nonce):
    key = derive(DEK, b"page", DATABASE)
    plain = plain_bytes(4048)
    aad = DATABASE + struct.pack(">II", number, 1)
    clear = b""
    if number == 1:
        clear = b"\xcbHD\x01" + DATABASE + b"\x10\x00\x02\x02\x30\x40\x20\x20"
        aad += clear
    sealed = xaes(key, nonce, plain[len(clear) :], aad)
    return clear + sealed[:-16] + nonce + sealed[-16:] + bytes(8)


def block(offset):
    keys = b"".join(derive(DEK, b"page-header", DATABASE + bytes([half])) for half in (1, 2))
    tweak = offset.to_bytes(16, "little")
    return Cipher(algorithms.AES(keys), modes.XTS(tweak)).encryptor().update(b"salts, checksums")


def counted(data):
    return struct.pack(">H", len(data)) + data


def record(store, owner, names, algorithm, wrapped):
    body = b"\xcbHWD" + struct.pack(">H", 1) + ENVIRONMENT + struct.pack(">H", store) + DEK_ID
    body += bytes([owner]) + b"".join(counted(name) for name in names)
    body += bytes([algorithm]) + counted(wrapped)
    mac = hmac.HMAC(derive(DEK, b"dek-check"), hashes.SHA256())
    mac.update(body)
    return body + mac.finalize()


ROOT = bytes(range(100, 132))
TENANT = b"tenant-000000001"


def slot(kind, account, kdf, salt, nonce, kek):
    header = b"\xcbHSEAL\r\n" + struct.pack(">HH", 1, 1) + TENANT
    head = bytes([kind]) + kdf + account + salt + nonce + bytes(4)
    head += derive(kek, b"seal-check")[:16]
    return head + AESGCM(kek).encrypt(nonce, ROOT, header + head)


def seal():
    salt = bytes(range(32))
    kek = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(b"correct horse battery")
    ring = bytes([9] * 32)
    slots = slot(1, b"account-alice-01", bytes([15, 8, 1]), salt, b"nonce-alice-", kek)
    slots += slot(2, b"account-bob-0001", bytes(3), bytes(32), b"nonce-bob---", ring)
    header = b"\xcbHSEAL\r\n" + struct.pack(">HH", 1, 1) + TENANT + struct.pack(">HH", 2, 0)
    return header + slots


CODE = bytes(range(7, 39))


def recovery_seal():
    kek = derive(CODE, b"seal-recovery")
    header = b"\xcbHSEAL\r\n" + struct.pack(">HH", 1, 1) + TENANT + struct.pack(">HH", 1, 0)
    return header + slot(3, b"account-alice-01", bytes(3), bytes(32), b"nonce-alice-", kek)


def times(x, y):
    """The product in GF(32), bit by bit, and what is too high taken off afterwards."""
    product = 0
    for bit in range(5):
        product ^= (x << bit) if y >> bit & 1 else 0
    for bit in range(8, 4, -1):
        product ^= 0b100101 << (bit - 5) if product >> bit & 1 else 0
    return product


def power(n):
    return 1 if n == 0 else times(2, power(n - 1))


def recovery_code():
    check = hashes.Hash(hashes.SHA256())
    check.update(b"keyhold-recovery-1" + CODE)
    bits = "".join(f"{byte:08b}" for byte in CODE + check.finalize())[:275]
    values = [int(bits[i : i + 5], 2) for i in range(0, 275, 5)]
    lines = []
    for n in range(1, 6):
        line = values[11 * (n - 1) : 11 * n]
        last = times(power(12), n)
        for i, value in enumerate(line):
            last ^= times(power(i + 1), value)
        text = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value] for value in [*line, last])
        lines.append("-".join(text[i : i + 4] for i in range(0, 12, 4)))
    return "\n".join(lines).encode()


ORGANIZATION = bytes.fromhex("11111111222243338444555555555555")
TIME = 1764000000 * 1000000


def box(key, nonce, plain, bound):
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def backup_version(key, name, number):
    version = b"%032x" % number
    limits = (-(2**63), TIME + 7) if number % 2 == 0 else (5, -(2**63))
    out = counted(version) + struct.pack(">I", 2048) + counted(b"") + struct.pack(">IB", 0x30, number % 2)
    out += struct.pack(">qqqq", *limits, TIME + number, TIME + number + 1) + counted(b"0") + counted(b"abc")
    out += bytes([number % 2]) + counted(b"modulus") + counted(b"\1\0\1") + counted(b"") + counted(b"")
    nonce = b"nonce-part-%d" % number
    return out + counted(box(key, nonce, b"private part %d" % number, counted(name) + counted(version)))


def backup_body():
    name = b"cmk"
    out = counted(name) + counted(b"RSA") + struct.pack(">q", TIME) + b"\1" + counted(b"{}")
    out += struct.pack(">H", 1) + counted(b"team") + counted("<b>\u00e9".encode()) + struct.pack(">H", 2)
    key = derive(ROOT, b"key-backup", ORGANIZATION + b"\1")
    return out + b"".join(backup_version(key, name, number) for number in (1, 2))


def backup():
    head = b"KHKEYBK\1" + ORGANIZATION + counted(b"unitedstates")
    return head + box(derive(ROOT, b"key-backup", ORGANIZATION + b"\2"), b"nonce-backup", backup_body(), head)


def environment_backup():
    """Of an environment with a file of 300 bytes, and an empty one, in its store of files."""
    names = [b"contoso-vault", b"cmk-2026", b"0123456789abcdef0123456789abcdef"]
    header = ORGANIZATION + b"backup-000000001" + ENVIRONMENT + counted("Sales \u00e9".encode())
    header += counted(b"unitedstates") + counted(b"Sandbox") + b"\1" + struct.pack(">q", TIME)
    parts = []
    for store in range(1, 6):
        mine = record(store, 1, names, 1, bytes([store] * 256)) if store < 4 else record(store, 2, [b""] * 3, 2, bytes(40))
        header += struct.pack(">QQQQQ", store, store + 1, store + 2, 0, 0) + b"\1\1" + counted(mine)
        parts.append((1, store, bytes(16), b"database %d" % store))
        if store == 2:
            parts.append((2, store, ITEM, plain_bytes(300)))
            parts.append((2, store, b"item-00000000002", b""))
    header += struct.pack(">IQ", len(parts), sum(len(part[3]) for part in parts))
    head = b"\xcbHBACK\r\n" + struct.pack(">HI", 1, len(header)) + header
    covered, out = head, head
    for kind, store, item, content in parts:
        before = bytes([kind, store]) + item + struct.pack(">Q", len(content))
        digest = hashlib.sha256(content).digest()
        covered += before + digest
        out += before + content + digest
    mac = hmac.HMAC(derive(ROOT, b"backup", ORGANIZATION), hashes.SHA256())
    mac.update(hashlib.sha256(covered).digest())
    return out + mac.finalize()


LOG = b"log-000000000001"


def audit():
    lines = [b'{"v":1,"seq":%d,"action":"golden"}' % i for i in (1, 2, 3)]
    head = bytes(32)
    for i, line in enumerate(lines, 1):
        head = hashlib.sha256(b"\0keyhold-audit-1" + LOG + struct.pack(">Q", i) + head + line).digest()
    signer = Ed25519PrivateKey.from_private_bytes(bytes([4] * 32))
    public = signer.public_key().public_bytes_raw()
    text = "keyhold/golden\n3\n%s\n000001.jsonl\n" % base64.b64encode(head).decode()
    key_id = hashlib.sha256(b"keyhold/golden\n\x01" + public).digest()[:4]
    signature = base64.b64encode(key_id + signer.sign(text.encode())).decode()
    return b"\n".join(lines) + b"\n", (text + "\n\u2014 keyhold/golden %s\n" % signature).encode()


def rsa_key():
    path = os.path.join(FOLDER, "key-rsa-2048.p8")
    if not os.path.exists(path):
        made = rsa.generate_private_key(65537, 2048)
        save("key-rsa-2048.p8", made.private_bytes(serialization.Encoding.DER,
                                                   serialization.PrivateFormat.PKCS8,
                                                   serialization.NoEncryption()))
    with open(path, "rb") as file:
        return serialization.load_der_private_key(file.read(), None)


save("container-1.khf", container(40000, 7, bytes(range(24))))
save("container-1-empty.khf", container(0, 1, bytes(range(1, 25))))
save("pages-1.db", page(1, bytes(range(24))) + page(2, bytes(range(50, 74))))
save("blocks-1", block(16) + block(40))
OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
NAMES = [b"contoso-vault", b"cmk-2026", b"0123456789abcdef0123456789abcdef"]
save("dek-1-customer", record(2, 1, NAMES, 1, rsa_key().public_key().encrypt(DEK, OAEP)))
save("dek-1-platform", record(1, 2, [b"", b"", b""], 2, aes_key_wrap(bytes([8] * 32), DEK)))
save("seal-1", seal())
save("seal-1-recovery", recovery_seal())
save("recovery-1", recovery_code())
save("key-backup-1", backup())
save("key-backup-1.body", backup_body())
save("backup-1", environment_backup())
LINES, NOTE = audit()
save("audit-1.jsonl", LINES)
save("audit-1.note", NOTE)
