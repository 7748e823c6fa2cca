#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# A second verifier, from the description of the format alone: it shares nothing with Keyhold but the text in
# kh-audit-log-record.h and khc-chain.h. Checks chain, order and the heads in the checkpoints, not signatures.
# Prints "intact RECORDS HEAD" (exit 0) or "broken RECORD" (exit 1).
import base64, hashlib, json, os, sys, uuid

folder = sys.argv[1]
seq, head, log, heads = 0, bytes(32), None, {}


def broken(number):
    print('broken', number)
    sys.exit(1)


def read(name):
    with open(os.path.join(folder, name), 'rb') as file:
        return file.read()


for number, name in enumerate(sorted(n for n in os.listdir(folder) if n.endswith('.jsonl')), 1):
    if name != '%08d.jsonl' % number:
        broken(seq + 1)
    *lines, rest = read(name).split(b'\n')
    for index, line in enumerate(lines + ([rest] if rest else [])):
        record = json.loads(line)
        log = log or uuid.UUID(record['log'])
        if record['seq'] != seq + 1 or record['log'] != str(log) or record['prev'] != head.hex():
            broken(seq + 1)
        before = (record.get('beforeFile'), record.get('beforeCount'), record.get('beforeHead'))
        if index == 0 and number > 1 and before != ('%08d.jsonl' % (number - 1), seq, head.hex()):
            broken(seq + 1)
        seq += 1
        chained = b'\0keyhold-audit-1' + log.bytes + seq.to_bytes(8, 'big') + head + line
        head = heads[seq] = hashlib.sha256(chained).digest()
for name in sorted(n for n in os.listdir(folder) if n.endswith('.notes')):
    lines = read(name).decode().split('\n')
    for note in (lines[i:i + 6] for i in range(0, len(lines) - 1, 6)):
        if heads.get(int(note[1])) != base64.b64decode(note[2]):
            broken(min(int(note[1]), seq + 1))
print('intact', seq, head.hex())
