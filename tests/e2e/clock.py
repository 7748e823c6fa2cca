#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's clock is set back, or far forward: nothing comes back by it, and nothing is destroyed by it."""

import contextlib
import datetime
import os
import sys

import keyhold_e2e
from keyhold_e2e import expect

CLOCK = os.path.abspath(sys.argv.pop())
DAY = 86400
tests = keyhold_e2e.Tests(keyhold_e2e.program())


@contextlib.contextmanager
def wall(organization, seconds):
    """Every program that is started meanwhile sees a clock that is @seconds off, and runs on it."""
    before = organization.environment
    organization.environment = dict(before, LD_PRELOAD=CLOCK, KH_TEST_CLOCK_OFFSET=str(seconds))
    try:
        yield
    finally:
        organization.environment = before


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))


def set_up(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        organization.import_samples()
        organization.make_key()
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')


@tests.add
def a_clock_that_is_set_back_gives_nothing_back(organization):
    set_up(organization)
    with organization.hosted():
        now = time_of(organization.json('tenant', 'clock', 'show')['now'])
        end = now + datetime.timedelta(hours=22)
        organization.run('key', 'update', 'kv-sales/cmk', '--exp', end.strftime('%Y-%m-%dT%H:%M:%SZ'), '--yes')
        expect(organization.state() == 'Ready', 'locked before its end')
    with wall(organization, 23 * 3600), organization.hosted():
        clock = organization.json('tenant', 'clock', 'show')
        expect(not clock['suspect'] and not clock['standing'] and time_of(clock['now']) > end, f'{clock}')
        expect(organization.state() == 'Locked', 'open after the end of its key')
    for seconds in (0, -400 * DAY):
        with wall(organization, seconds), organization.hosted():
            clock = organization.json('tenant', 'clock', 'show')
            expect(clock['standing'] and time_of(clock['now']) > end, f'{clock}')
            expect(organization.state() == 'Locked', 'open again')
            organization.refuse(4, 'expire-key', 'unlock', 'apply', 'Sales')
    with organization.hosted():
        organization.run('key', 'update', 'kv-sales/cmk', '--exp', 'none')
        organization.run('unlock', 'apply', 'Sales')
        organization.check_export()
        organization.check_log()


@tests.add
def a_clock_that_is_far_forward_destroys_nothing(organization):
    set_up(organization)
    with organization.hosted():
        organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
        organization.run('account', 'add', 'maker', '--role', 'maker')
        clock = organization.json('tenant', 'clock', 'accept')
        expect(not clock['suspect'], f'{clock}')
    with wall(organization, 400 * DAY):
        alone = organization.run('environment', 'list', account='worker')
        expect('tenant clock accept' in alone.err, f'nobody is told: {alone}')
        with organization.hosted():
            clock = organization.json('tenant', 'clock', 'show')
            expect(clock['suspect'], f'{clock}')
            expect(organization.state() == 'Locked', 'destroyed by a wrong clock')
            organization.refuse(4, 'ConfirmationRequired', 'tenant', 'clock', 'accept')
            organization.refuse(4, 'MissingRole', 'tenant', 'clock', 'accept', '--yes', account='maker')
            organization.refuse(2, None, 'tenant', 'clock', 'believe')
            expect(organization.json('tenant', 'clock', 'show')['suspect'], 'accepted without a yes')
            expect(organization.state() == 'Locked', 'destroyed by a wrong clock')
    with organization.hosted():  # the clock is right again, and nothing has happened
        expect(not organization.json('tenant', 'clock', 'show')['suspect'], 'still in doubt')
        organization.run('key', 'enable', 'kv-sales/cmk')
        organization.run('unlock', 'apply', 'Sales')
        organization.check_export()
        organization.check_log()


@tests.add
def a_new_time_that_is_accepted_counts(organization):
    set_up(organization)
    with organization.hosted():
        organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
    with wall(organization, 31 * DAY), organization.hosted():
        expect(organization.state() == 'Locked', 'destroyed before')
        name = organization.json('environment', 'list')['value'][0]['id']
        clock = organization.json('tenant', 'clock', 'accept', '--yes')
        expect(not clock['suspect'], f'{clock}')
        keyhold_e2e.wait_until(lambda: organization.state(name) == 'Gone', 'its clock does not end')
        actions = [record['action'] for record in organization.json('audit', 'list')['value']]
        expect('clock.accept' in actions and 'environment.gone' in actions, f'{actions}')
    with wall(organization, 31 * DAY + DAY // 2), organization.hosted():
        clock = organization.json('tenant', 'clock', 'show')
        expect(not clock['suspect'] and not clock['standing'], f'{clock}')
        organization.check_log()


@tests.add
def a_key_that_its_vault_has_purged_is_gone(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        organization.run('vault', 'create', 'kv-short', '--region', 'eastus', '--purge-protection', '--retention', '7')
        organization.run('vault', 'grant', 'kv-short', '--to', 'worker', '--role', 'Key Vault Crypto Officer')
        organization.run('key', 'create', 'kv-short/cmk', '--kty', 'RSA', '--size', '2048')
        organization.run('policy', 'create', 'ep-short', '--geo', 'unitedstates', '--key', 'kv-short/cmk')
        organization.run('policy', 'grant', 'ep-short')
        organization.run('cmk', 'enable', '--policy', 'ep-short', '--environment', 'Sales')
        organization.run('key', 'delete', 'kv-short/cmk', '--confirm', 'cmk')
    with wall(organization, 8 * DAY), organization.hosted():
        organization.run('tenant', 'clock', 'accept', '--yes')
        keyhold_e2e.wait_until(lambda: organization.json('unlock', 'diagnose', 'Sales')['originalKey'] == 'gone', 'not purged')
        diagnosis = organization.json('unlock', 'diagnose', 'Sales')
        expect([one['number'] for one in diagnosis['triggers']] == [16] and diagnosis['repairs'] == [], f'{diagnosis}')
        # Nothing is tried, and nobody is told that it might help.
        repaired = organization.run('unlock', 'repair', 'Sales', '-o', 'json', expect=4)
        expect(repaired.error()['code'] == 'OriginalKeyGone' and repaired.json() == diagnosis, f'{repaired}')
        # A new key of the same name is not the original one.
        organization.run('key', 'create', 'kv-short/cmk', '--kty', 'RSA', '--size', '2048')
        organization.run('unlock', 'repair', 'Sales', expect=4)
        organization.refuse(4, None, 'unlock', 'apply', 'Sales')
        expect(organization.state() == 'Locked', 'opened with another key')


@tests.add
def a_backup_of_a_client_that_is_killed_before_its_file_has_a_name(organization):
    set_up(organization)
    with organization.hosted():
        before = organization.environment
        organization.environment = dict(before, LD_PRELOAD=CLOCK, KH_TEST_DIE_AT_RENAME='1')
        died = organization.run('environment', 'backup', 'Sales', '--to', 'sales.khbackup', expect=None)
        organization.environment = before
        expect(died.status == -9 and not (organization.folder / 'sales.khbackup').exists(), f'it was not killed there: {died}')
        row, = organization.json('environment', 'backups')['value']
        expect(row['confirmed'] is False, f'confirmed by nobody: {row}')
        hold, = (hold for hold in organization.json('key', 'holds', 'kv-sales/cmk')['value'] if hold['kind'] == 'backup')
        expect(hold['unconfirmed'] and 'not confirmed' in hold['reason'], f'{hold}')
        whole = organization.json('environment', 'backup', 'Sales', '--to', 'sales.khbackup')
        rows = {row['id']: row['confirmed'] for row in organization.json('environment', 'backups')['value']}
        expect(rows == {row['id']: False, whole['backup']: True}, f'{rows}')
        # What was never finished is forgotten without a question, and nothing else is.
        organization.run('environment', 'forget-backup', row['id'])
        organization.refuse(4, None, 'environment', 'forget-backup', whole['backup'])
        left, = organization.json('environment', 'backups')['value']
        expect(left['id'] == whole['backup'], f'{left}')


keyhold_e2e.main(tests)
