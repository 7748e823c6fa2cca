#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An encryption is cancelled: nothing is lost, the data can be used, and it goes on where it stopped."""

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
SALES = ('--environment', 'Sales')


def begin(organization):
    organization.import_samples()
    organization.make_key()
    return organization.run('cmk', 'enable', '--policy', 'ep-sales', *SALES, '--no-wait', '-o', 'id').out.strip()


def an_encryption_is_cancelled_and_goes_on(organization):
    organization.create()
    organization.add_worker()
    with organization.held():
        organization.make_environment()
        operation = begin(organization)
        organization.refuse(4, 'ConfirmationRequired', 'operation', 'cancel', operation)
        ended = organization.json('operation', 'cancel', operation, '--yes')
        expect(ended['state'] == 'Cancelled' and ended['id'] == operation, f'{ended}')
        shown = organization.json('environment', 'show', 'Sales')
        expect(shown['state'] == 'Ready' and shown['encryptionStatus'] == 'Failed', f'{shown}')
        expect(not shown['activeOperation'], f'{shown}')
        organization.check_export()
        organization.refuse(4, None, 'operation', 'cancel', operation, '--yes')
        organization.refuse(3, None, 'operation', 'cancel', 'nope', '--yes')
        again = organization.json('operation', 'retry', operation)
        expect(again['state'] == 'Succeeded' and again['id'] != operation, f'{again}')
        organization.refuse(4, None, 'operation', 'cancel', again['id'], '--yes')
        organization.check_export()
        organization.check_log()


tests.add(an_encryption_is_cancelled_and_goes_on)
keyhold_e2e.main(tests)
