#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unlock requests by the command line: filed with evidence, decided by another person, shown, exported, used once; killed midway."""

import random
import time

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
chance = random.Random(7)


def prepare(organization):
    """Sales is locked, its key is back, and the organization unlocks by support request. Sue decides."""
    organization.create()
    organization.add_worker()
    sue = organization.write_secret('sue', 'sue keeps her own words\n')
    with organization.hosted():
        organization.run('account', 'add', 'Sue', '--role', 'support', '--new-passphrase-file', str(sue))
        organization.make_environment()
        organization.make_key()
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
        organization.run('tenant', 'set', 'unlock-rule', 'support-request')
        lock(organization)
    return {'account': 'Sue', 'passphrase': sue}


def lock(organization):
    organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
    organization.run('key', 'enable', 'kv-sales/cmk')
    expect(organization.state() == 'Locked', organization.state())


def file_request(organization, *words):
    return organization.json('unlock', 'request', 'Sales', *words)['id']


def show(organization, request):
    return organization.json('request', 'show', request)


@tests.add
def a_request_opens_once(organization):
    sue = prepare(organization)
    note = organization.folder / 'note.txt'
    note.write_text('seen in the log of the firewall\n')
    with organization.hosted():
        organization.refuse(4, 'SupportRequest', 'unlock', 'apply', 'Sales')
        filed = organization.run('unlock', 'request', 'Sales', '--evidence', str(note), '--reason', 'the key is back', '-o', 'json').json()
        expect(filed['state'] == 'Pending' and filed['kind'] == 'unlock' and filed['approvals'] == [], f'{filed}')
        expect({'id', 'kind', 'state', 'requestedBy', 'approvals', 'expiresAt', 'subject', 'evidence', 'history'} <= set(filed), f'{filed}')
        expect(all(piece['verified'] for piece in filed['evidence']), f'{filed}')
        organization.refuse(5, 'RequestOpen', 'unlock', 'request', 'Sales')
        organization.refuse(4, 'RequestPending', 'unlock', 'apply', 'Sales')
        organization.refuse(4, 'OwnRequest', 'request', 'approve', filed['id'])
        organization.refuse(4, 'NotRequester', 'request', 'withdraw', filed['id'], **sue)
        organization.refuse(3, None, 'request', 'show', 'Unlock Nothing')
        text = organization.run('request', 'show', 'Unlock Sales').out
        expect('Pending' in text and 'note.txt' in text and 'Proof of the original key' in text, text)
        check_export(organization, filed)
        approved = organization.json('request', 'approve', filed['id'], '--reason', 'seen', **sue)
        expect(approved['state'] == 'Approved' and approved['approvals'][0]['by'] == 'Sue', f'{approved}')
        expect(organization.run('request', 'list', '--state', 'Approved', '-o', 'id').out.split() == [filed['id']], 'list')
        organization.run('unlock', 'apply', 'Sales')
        expect(organization.state() == 'Ready' and show(organization, filed['id'])['state'] == 'Completed', 'not opened')
        lock(organization)
        organization.refuse(4, 'SupportRequest', 'unlock', 'apply', 'Sales')
        organization.check_log()


def check_export(organization, filed):
    path = organization.folder / 'ticket.txt'
    organization.run('request', 'export', filed['id'], '--to', str(path))
    text = path.read_text()
    expect(all(piece['text'] in text and piece['sha256'] in text for piece in filed['evidence']), text)
    expect(filed['id'] in text and 'the key is back' in text and 'Sales' in text, text)
    expect(path.stat().st_mode & 0o077 == 0, 'others may read the evidence')


@tests.add
def a_request_is_rejected_or_taken_back(organization):
    sue = prepare(organization)
    with organization.hosted():
        first = file_request(organization)
        expect(organization.json('request', 'reject', first, '--reason', 'who did it?', **sue)['state'] == 'Rejected', 'reject')
        last = show(organization, first)['history'][-1]
        expect((last['event'], last['by'], last['text']) == ('rejected', 'Sue', 'who did it?'), f'{last}')
        second = file_request(organization)
        expect(organization.json('request', 'withdraw', second)['state'] == 'Withdrawn', 'withdraw')
        organization.refuse(4, 'RequestDecided', 'request', 'approve', second, **sue)
        organization.refuse(4, 'SupportRequest', 'unlock', 'apply', 'Sales')


@tests.add
def a_killed_approval_is_given_or_not(organization):
    """Whenever the host dies while somebody approves: the request is what it was or what it became, and it opens once."""
    sue = prepare(organization)
    rounds, killed = 4, 0
    for number in range(rounds):
        with organization.hosted():
            request = file_request(organization)
        process = organization.start('request', 'approve', request, **sue)
        time.sleep(chance.uniform(0.6, 2.4))
        process.kill()
        process.communicate(timeout=keyhold_e2e.LIMIT)
        killed += process.returncode == -9
        with organization.hosted():
            state = show(organization, request)['state']
            expect(state in ('Pending', 'Approved') and not show(organization, request)['altered'], f'round {number}: {state}')
            if state == 'Pending':
                organization.run('request', 'approve', request, **sue)
            organization.run('unlock', 'apply', 'Sales')
            expect(show(organization, request)['state'] == 'Completed', f'round {number}')
            lock(organization)
            organization.refuse(4, 'SupportRequest', 'unlock', 'apply', 'Sales')
        organization.check_log()
    print(f'# killed {killed} of {rounds}', flush=True)


keyhold_e2e.main(tests)
