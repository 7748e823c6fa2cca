#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests by the command line: unlock requests with their evidence, and dangerous acts that wait for another person; killed midway."""

import random

import keyhold_e2e
from keyhold_e2e import Victims, expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
chance = random.Random(7)


def prepare(organization):
    """Sales is locked, its key is back, and the organization unlocks by support request. Sue decides."""
    organization.create()
    organization.add_worker()
    sue = organization.write_secret('sue', 'sue keeps her own words\n')
    organization.run_quick('account', 'add', 'Sue', '--role', 'support', '--new-passphrase-file', str(sue))
    with organization.hosted():
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
        text = organization.run('unlock', 'request', 'Sales', '--preview', '-o', 'table').out
        expect('Proof of the original key' in text and 'Preview' in text, text)
        expect(organization.json('request', 'list')['value'] == [], 'a preview was filed')
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
    victims = Victims(organization, 1, chance)
    for number in range(4):
        with organization.hosted():
            request = file_request(organization)
        victims.kill('request', 'approve', request, **sue)
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
    victims.report()


# Four eyes.


def prepare_eyes(organization):
    organization.create()
    organization.add_worker()
    bea = organization.write_secret('bea', 'bea keeps her own words\n')
    organization.run_quick('account', 'add', 'Bea', '--role', 'kva', '--new-passphrase-file', str(bea))
    with organization.hosted():
        organization.make_environment()
        organization.make_key()
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
        organization.run('tenant', 'set', 'four-eyes', 'on')
    return {'account': 'Bea', 'passphrase': bea}


DISABLE = ('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')


def ask(organization):
    """The act becomes a request, whose id is the result."""
    result = organization.run(*DISABLE, '-o', 'json', expect=4)
    expect(result.error()['code'] == 'ApprovalRequired', f'{result}')
    expect(organization.state() == 'Ready', 'locked without approval')
    return result.json()['request']


def unlock(organization):
    organization.run('key', 'enable', 'kv-sales/cmk')
    organization.run('unlock', 'apply', 'Sales')


@tests.add
def a_dangerous_act_takes_two(organization):
    bea = prepare_eyes(organization)
    with organization.hosted():
        expect(organization.json('lock', 'plan', 'disable-key', 'kv-sales/cmk')['approvalNeeded'], 'the plan does not tell')
        organization.refuse(4, 'ConfirmationRequired', 'key', 'disable', 'kv-sales/cmk')
        request = ask(organization)
        expect(ask(organization) == request, 'asked twice')
        expect(organization.run(*DISABLE, expect=4).out.strip() == request, 'the id is not the result')
        shown = show(organization, request)
        expect(shown['kind'] == 'approval' and shown['level'] == 3 and not shown['changed'], f'{shown}')
        expect([one['name'] for one in shown['impact']['environments']] == ['Sales'], f'{shown}')
        organization.refuse(4, 'OwnRequest', 'request', 'approve', request)
        seen = organization.run('request', 'approve', request, **bea, expect=4)
        expect('Sales' in seen.out and '--confirm cmk' in seen.err, f'{seen}')
        organization.run('request', 'approve', request, '--confirm', 'cmkk', **bea, expect=4)
        expect(show(organization, request)['state'] == 'Pending', 'approved without the name')
        done = organization.json('request', 'approve', request, '--confirm', 'cmk', **bea)
        expect(done['state'] == 'Completed' and done['approvals'][0]['by'] == 'Bea', f'{done}')
        expect(organization.state() == 'Locked', organization.state())
        expect(organization.json('environment', 'show', 'Sales')['lockCause']['planned'], 'an approved lock is an alarm')
        records = organization.json('audit', 'list', '--object', 'kv-sales/cmk')['value']
        expect(any(one['action'] == 'key.disable' and one['actor'] == 'worker' and one.get('detail') == request for one in records), f'{records}')
        unlock(organization)
        organization.check_log()


@tests.add
def four_eyes_take_two_to_be_switched_off(organization):
    """Whoever holds every role cannot switch it off, act alone, and switch it on again."""
    bea = prepare_eyes(organization)
    off = ('tenant', 'set', 'four-eyes', 'off')
    with organization.hosted():
        request = organization.run(*off, expect=4).out.strip()
        expect(organization.json('tenant', 'show')['fourEyes'], 'switched off by one person')
        expect(organization.run(*off, expect=4).out.strip() == request, 'asked twice')
        organization.refuse(4, 'OwnRequest', 'request', 'approve', request)
        done = organization.json('request', 'approve', request, '--confirm', 'Fabrikam', **bea)
        expect(done['state'] == 'Completed', f'{done}')
        expect(not organization.json('tenant', 'show')['fourEyes'], 'still on')
        organization.run(*DISABLE)
        expect(organization.state() == 'Locked', organization.state())
    organization.check_log()


@tests.add
def a_killed_approval_of_an_act_does_it_or_not(organization):
    """The act is done or not, and the request says which; where it is not, it can still be done, once."""
    bea = prepare_eyes(organization)
    victims = Victims(organization, 1, chance)
    for number in range(4):
        with organization.hosted():
            request = ask(organization)
        victims.kill('request', 'approve', request, '--confirm', 'cmk', **bea)
        with organization.hosted():
            state, environment = show(organization, request)['state'], organization.state()
            expect((state, environment) in (('Pending', 'Ready'), ('Approved', 'Ready'), ('Approved', 'Locked'), ('Pending', 'Locked'),
                                            ('Completed', 'Locked')), f'round {number}: {state}, {environment}')
            if environment == 'Ready':
                if state == 'Pending':
                    organization.run('request', 'approve', request, '--confirm', 'cmk', **bea)
                else:
                    organization.run(*DISABLE)
                expect(show(organization, request)['state'] == 'Completed', f'round {number}')
            expect(organization.state() == 'Locked', f'round {number}')
            unlock(organization)
            if show(organization, request)['state'] in ('Pending', 'Approved'):
                organization.run('request', 'withdraw', request)
        organization.check_log()
    victims.report()


keyhold_e2e.main(tests)
