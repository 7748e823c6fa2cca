# SPDX-License-Identifier: GPL-3.0-or-later
"""The branches of wizards and their dialogs, as a table: what happened before, where the console opens, and the steps. A text is
a page that is waited for and taken.
"""

import dataclasses
import re

import worlds
from walks import (act, along, back, choose, command, fill, keys, next_page, off, pick, press, take, verb, wait, window, wizard)

WIZARD = 'keyhold:wizard/'
OWN = worlds.WORDS.strip()


@dataclasses.dataclass
class Branch:
    name: str
    world: object
    uri: str
    steps: tuple
    account: str = 'worker'


def done(result):
    return result, press('Done')


def rest(*steps):
    """Checks and Review of the wizards that have both."""
    return (next_page, 'Checks', next_page, 'Review', *steps)


CREATE = verb('Create New Version', 't')
ROTATE = WIZARD + 'rotate?key=kv-sales/cmk'
ROTATIONS = (
    Branch('rotate-version', worlds.as_it_is, ROTATE, ('Rotate cmk', *rest(CREATE, *done('Rotated')))),
    Branch('rotate-options', worlds.as_it_is, ROTATE, (
        wait('Rotate cmk'), choose('New version options'), pick('Size', 'Down'), choose('Enabled now'), take,
        *rest(CREATE, *done('Rotated')))),
    Branch('rotate-new-key', worlds.as_it_is, ROTATE, (
        wait('Rotate cmk'), along(1), take, verb('Continue', 't'), wizard('Change Key'), 'Choose the New Policy',
        *rest(verb('Change Key of', 'g'), *done('Key Changed')))),
    Branch('rotate-schedule', worlds.as_it_is, ROTATE, (
        wait('Rotate cmk'), along(2), take, *rest(verb('Save Schedule', 's'), *done('Schedule Saved')))),
    Branch('rotate-schedule-expiry', worlds.as_it_is, ROTATE, (
        wait('Rotate cmk'), along(2), choose('New versions expire'), pick('Rotate$', 'Down'), take)),
    Branch('rotate-exposed', worlds.as_it_is, ROTATE, (wait('Rotate cmk'), choose('The old key material'), take)),
    Branch('rotate-follow', worlds.as_it_is, ROTATE, (
        wait('Rotate cmk'), next_page, wait('Checks'), press('Follow the Latest'), take, next_page, 'Review')),
    Branch('rotate-disabled', worlds.key_disabled, ROTATE, ('Rotate cmk', next_page, 'Checks')),
    Branch('rotate-expired', worlds.key_expired, ROTATE, ('Rotate cmk', next_page, 'Checks')),
    Branch('rotate-unused', worlds.as_it_is, WIZARD + 'rotate?key=kv-sales/cmk-next', (
        'Rotate cmk-next', *rest(CREATE, *done('Rotated')))),
    Branch('rotate-unused-new-key', worlds.as_it_is, WIZARD + 'rotate?key=kv-sales/cmk-next', (
        wait('Rotate cmk-next'), along(1), take)),
    Branch('rotate-other-role', worlds.as_it_is, ROTATE, ('Rotate cmk',), 'Pia Lund'),
    Branch('rotate-discard', worlds.as_it_is, ROTATE, (
        wait('Rotate cmk'), choose('The old key material'), keys('Escape'), window(re.compile('^Discard This Draft')), take,
        keys('Escape'), wait('Rotate cmk'))),
    Branch('pin-move', worlds.did('cmk rotate kv-sales/cmk'), 'keyhold:policies/ep-archive', (
        wait('Effective'), act('Move the Pin…'), window('Move the Pin'), take)),
    Branch('pin-follow', worlds.did('cmk rotate kv-sales/cmk'), 'keyhold:policies/ep-archive', (
        wait('Effective'), act('Follow the Latest'), take)),
)

CHANGE = WIZARD + 'change?environment=Sales'
CHANGES = (
    Branch('change-policy', worlds.as_it_is, CHANGE, (
        wait('Choose the New Policy'), choose('ep-next'), take, *rest(verb('Change Key of', 'g'), *done('Key Changed')))),
    Branch('change-made', worlds.as_it_is, CHANGE, (
        wait('Choose the New Policy'), choose('Create a policy'), take, *rest(verb('Change Key of', 'g'), *done('Key Changed')))),
    Branch('change-several', worlds.as_it_is, 'keyhold:environments', (
        wait('^Sales'), keys('ctrl+a'), act('Change Key…'), wizard('Change Key'), 'Choose the New Policy')),
    Branch('change-no-access', worlds.did('policy revoke ep-next --yes'), CHANGE, (
        wait('Choose the New Policy'), choose('ep-next'), take, next_page, 'Checks')),
    Branch('change-locked', worlds.key_disabled, CHANGE, ('Choose the New Policy',)),
    Branch('change-other-role', worlds.as_it_is, CHANGE, ('Choose the New Policy',), 'Kim Abel'),
    Branch('change-without-keys', worlds.as_it_is, CHANGE, ('Choose the New Policy',), 'Pia Lund'),
)

REVERT = WIZARD + 'revert?environment=Sales'
RETURN = verb('Return 1 Environment', 'm')
RETURNS = (
    Branch('return-one', worlds.as_it_is, REVERT, (
        'Choose Environments', *rest(RETURN, *done('On the Microsoft-Managed Key')))),
    Branch('return-several', worlds.as_it_is, 'keyhold:environments', (
        wait('^Sales'), keys('ctrl+a'), act('Return to Microsoft-Managed Key…'), wizard('Return to Microsoft-Managed Key'),
        'Choose Environments', next_page, 'Checks', next_page, 'Review')),
    Branch('return-locked', worlds.key_disabled, REVERT, ('Choose Environments',)),
    Branch('return-other-role', worlds.as_it_is, REVERT, ('Choose Environments',), 'Kim Abel'),
)

ENABLE = WIZARD + 'enable?environment=Finance'
ENABLES = (
    Branch('enable-existing', worlds.as_it_is, ENABLE, (
        'Choose Environments', next_page, 'Choose a Key', next_page, 'Choose an Enterprise Policy',
        *rest(verb('Enable for 1', 'e'), *done('Encrypted')))),
    Branch('enable-made', worlds.as_it_is, ENABLE, (
        wait('Choose Environments'), next_page, wait('Choose a Key'), choose('Create a key'), pick('Vault', 'End'), take,
        next_page, 'Choose an Enterprise Policy', *rest(verb('Enable for 1', 'e'), *done('Encrypted')))),
    Branch('enable-none', worlds.as_it_is, WIZARD + 'enable', ('Choose Environments',)),
    Branch('enable-no-access', worlds.did('policy revoke ep-next --yes'), WIZARD + 'enable?environment=Finance&policy=ep-next', (
        'Choose Environments', next_page, 'Choose a Key', next_page, 'Choose an Enterprise Policy', next_page, 'Checks')),
    Branch('enable-without-keys', worlds.as_it_is, ENABLE, (
        wait('Choose Environments'), next_page, 'Choose a Key', next_page, 'Choose an Enterprise Policy'), 'Pia Lund'),
    Branch('enable-other-role', worlds.as_it_is, ENABLE, ('Choose Environments',), 'Kim Abel'),
)

# Trigger, what it is done to, the row of the way, whether it stands below More Ways, and the name that is typed.
WAYS = (
    ('revoke-grant', 'policy=ep-sales', 'Revoke the key access', False, "policy's", 'ep-sales'),
    ('disable-version', 'key=kv-sales/cmk', 'Disable key version', False, "key's", 'cmk'),
    ('disable-key', 'key=kv-sales/cmk', 'Disable key cmk', False, "key's", 'cmk'),
    ('close-network', 'vault=kv-sales', 'Close the network', False, "vault's", 'kv-sales'),
    ('delete-key', 'key=kv-sales/cmk', 'Delete key', True, "key's", 'cmk'),
    ('delete-vault', 'vault=kv-sales', 'Delete vault', True, "vault's", 'kv-sales'),
    ('expire-key', 'policy=ep-sales', 'Expire version', True, "key's", 'cmk'),
    ('switch-permission-model', 'vault=kv-field', 'Switch kv-field', True, "vault's", 'kv-field'),
    ('delete-policy', 'policy=ep-sales', 'Delete policy', True, "policy's", 'ep-sales'),
)
REASONS = ('Suspected compromise', 'Legal order', 'Leaving the service', 'Drill', 'Other')
TITLE = re.compile('^Lock Environments of')
LOCK = WIZARD + 'lock?policy=ep-sales'
LOCKED = re.compile('^[0-9]+ Environments? (Is|Are) Locked$')


def reason(name):
    """The row begins without one, which no key of a list of choices counts."""
    return pick('Reason', 'Home', *['Down'] * REASONS.index(name))


def down(*steps):
    return (next_page, 'What Goes Down', next_page, 'Review', *steps)


def locked(whose, name, result=LOCKED):
    return fill(f'Type the {whose} name to lock', name), take, verb('(Request )?Lock', 'l'), *done(result)


def way(trigger, target, row, rare, whose, name):
    return Branch(f'lock-{trigger}', worlds.as_it_is, f'{WIZARD}lock?{target}', (
        wait('^Lock Environments of'), *([choose('More Ways')] if rare else []), choose(row), reason('Leaving the service'), take,
        *down(*locked(whose, name))))


LOCKS = (
    *(way(*row) for row in WAYS),
    *(Branch(f'lock-reason-{number}', worlds.as_it_is, LOCK, (wait('^Lock Environments of'), reason(name), take))
      for number, name in enumerate(REASONS)),
    Branch('lock-first', worlds.as_it_is, LOCK, (TITLE, off('Next'))),
    Branch('lock-note', worlds.as_it_is, LOCK, (
        wait('^Lock Environments of'), reason('Other'), fill('Note', 'The auditor asked for it'), *down())),
    Branch('lock-wrong-name', worlds.as_it_is, LOCK, (
        wait('^Lock Environments of'), reason('Legal order'), next_page, wait('What Goes Down'), next_page, wait('Review'),
        fill("Type the policy's name to lock", 'Ep-sales'), keys('Tab'), take, off('Lock'))),
    Branch('lock-nothing', worlds.as_it_is, WIZARD + 'lock?policy=ep-next', (TITLE,)),
    Branch('lock-other-role', worlds.as_it_is, LOCK, (
        wait('^Lock Environments of'), reason('Legal order'), take, *down()), 'Pia Lund'),
    Branch('lock-four-eyes', worlds.four_eyes, LOCK, (
        wait('^Lock Environments of'), reason('Legal order'), *down(
            fill("Type the policy's name to lock", 'ep-sales'), take, verb('Request Lock', 'l'), 'Waiting for Approval',
            press('Approve Here…'), window(re.compile('^Approve')), take, keys('Escape'), wait('Waiting for Approval'),
            press('Withdraw'), 'The Request Was Withdrawn'))),
    Branch('lock-four-eyes-here', worlds.four_eyes, LOCK, (
        wait('^Lock Environments of'), reason('Legal order'), next_page, wait('What Goes Down'), next_page, wait('Review'),
        fill("Type the policy's name to lock", 'ep-sales'), verb('Request Lock', 'l'), wait('Waiting for Approval'),
        press('Approve Here…'), window(re.compile('^Approve')), fill('Type ep-sales', 'ep-sales'), fill('Passphrase', OWN), take,
        press('Approve and Lock'), LOCKED)),
    Branch('lock-compromise', worlds.as_it_is, LOCK, (
        wait('^Lock Environments of'), reason('Suspected compromise'), press('Move to a New Key…'), wizard('Change Key'),
        'Choose the New Policy', *rest(verb('Change Key of', 'g'), 'Key Changed', press('Verify Now'), wait('^All data was read'), take,
                                       press('Open the Old Key'), wait('Versions'), take, act('Disable…'),
                                       window(re.compile('^Disable')), take, fill('Type cmk', 'cmk'), press('Disable'),
                                       wait('^Disabled'), take))),
    Branch('lock-exits', worlds.as_it_is, LOCK, (
        wait('^Lock Environments of'), press('Return to Microsoft-Managed Key…'), wizard('Return to Microsoft-Managed Key'),
        'Choose Environments')),
)

UNLOCK = WIZARD + 'unlock?all'
BACK = re.compile('^[0-9]+ Environments? (Is|Are) Back$')
REPAIR = keys('alt+p')


def way_back(name, world, repairs=1, account='worker'):
    """Each repair is the first that is open, which has a key of its own."""
    repair = []
    for _ in range(repairs):
        repair += [wait(r'^Step 1 is open'), REPAIR, take]
    return Branch(f'unlock-{name}', world, UNLOCK, (
        'Why It Is Locked', next_page, 'Bring the Key Back', *repair, next_page, 'Review', verb('Re-enable', 'r'), *done(BACK)), account)


UNLOCKS = (
    way_back('grant', worlds.did('policy revoke ep-sales --confirm ep-sales')),
    way_back('key', worlds.key_disabled),
    way_back('key-deleted', worlds.did('key delete kv-sales/cmk --confirm cmk')),
    way_back('vault-deleted', worlds.did('vault delete kv-sales --confirm kv-sales'), 3),
    # What is attached to the new policy is back with that.
    Branch('unlock-policy-deleted', worlds.did('policy delete ep-sales --confirm ep-sales'), UNLOCK, (
        'Why It Is Locked', next_page, 'Bring the Key Back', *[wait('^Step 1 is open'), REPAIR, wait('^Repaired$'), take] * 4,
        wait('^Nothing is locked'), take, off('Next'))),
    way_back('version', worlds.version_disabled),
    way_back('network', worlds.did('vault update kv-sales --public-network off --bypass none --confirm kv-sales')),
    way_back('network-rule', worlds.did('vault update kv-sales --default-action deny --bypass none --confirm kv-sales')),
    way_back('expired', worlds.key_expired),
    way_back('not-yet', worlds.key_not_yet),
    way_back('model', worlds.did('vault update kv-field --permission-model rbac --confirm kv-field')),
    way_back('several', worlds.several_causes, 3),
    Branch('unlock-nothing', worlds.as_it_is, UNLOCK, ('Why It Is Locked', off('Next'))),
    Branch('unlock-hand-over', worlds.key_disabled, UNLOCK, (
        'Why It Is Locked', next_page, 'Bring the Key Back', press('Hand Over…'), window('Hand Over'), take, keys('Escape'),
        wait('Bring the Key Back'), off('Next')), 'Pia Lund'),
    Branch('unlock-half', worlds.key_disabled, UNLOCK, (
        'Why It Is Locked', next_page, 'Bring the Key Back', REPAIR, wait('Original key proved'), take, next_page, 'Review'),
        'Kim Abel'),
    Branch('unlock-undone', worlds.key_disabled, UNLOCK, (
        'Why It Is Locked', next_page, wait('Bring the Key Back'), REPAIR, wait('Original key proved'),
        command('key', 'disable', 'kv-sales/cmk', '--yes', '--confirm', 'cmk'), next_page, 'Review', back, 'Bring the Key Back')),
    Branch('unlock-request', worlds.asks_support, UNLOCK, (
        'Why It Is Locked', next_page, 'Bring the Key Back', next_page, 'Review', verb('File Unlock Request', 'r'),
        *done('Unlock Request Filed'))),
    Branch('unlock-request-open', worlds.request_filed, UNLOCK, (
        'Why It Is Locked', next_page, wait('Bring the Key Back'), next_page, 'Review')),
    Branch('unlock-purged', worlds.purged, UNLOCK, ('Why It Is Locked', next_page, 'Bring the Key Back', off('Next'))),
    Branch('unlock-other-key', worlds.other_key, UNLOCK, ('Why It Is Locked', next_page, 'Bring the Key Back', off('Next'))),
)

ROW = 'Unlock|unlock|Lock|lock|Disable'
REQUESTS = (
    Branch('request-list', worlds.request_filed, 'keyhold:requests', (wait(ROW), take), 'Sasha Lind'),
    Branch('request-approve', worlds.request_filed, 'keyhold:requests', (
        act('Unlock Sales'), wait('Timeline'), take, act('Approve…'), window(re.compile('^Approve')),
        fill('Passphrase', OWN), take, press('Approve'), wait('Approved'), take), 'Sasha Lind'),
    Branch('request-reject', worlds.request_filed, 'keyhold:requests', (
        act('Unlock Sales'), wait('Timeline'), act('Reject…'), window('Reject This Request?'), fill('Reason, shown to worker', 'Not now'),
        take, press('Reject Request'), wait('Rejected'), take), 'Sasha Lind'),
    Branch('request-withdraw', worlds.request_filed, 'keyhold:requests', (
        act('Unlock Sales'), wait('Timeline'), take, act('Withdraw'), wait('Withdrawn'), take)),
    Branch('eyes-approve', worlds.lock_asked, 'keyhold:requests', (
        act('(Disable|Lock|Revoke) '), wait('Timeline'), take, act('Approve…'), window(re.compile('^Approve')), take,
        fill('Type cmk', 'cmk'), fill('Passphrase', OWN), take, press('Approve and Lock'), wait('Completed'), take), 'Bea Holm'),
    Branch('eyes-reject', worlds.lock_asked, 'keyhold:requests', (
        act('(Disable|Lock|Revoke) '), wait('Timeline'), act('Reject…'), window('Reject This Request?'), take), 'Bea Holm'),
    Branch('eyes-own', worlds.lock_asked, 'keyhold:requests', (act('(Disable|Lock|Revoke) '), wait('Timeline'), take)),
)


def other(name, world, environment, button, title, *steps, account='Bea Holm'):
    return Branch(f'environment-{name}', world, f'keyhold:environments/{environment}', (
        wait('^Dataverse files'), act('Other Operations'), act(button), window(title), *steps), account)


SURE = fill('Passphrase of Bea Holm', OWN), choose('I want this to be irreversible')
ENVIRONMENTS = (
    other('backup', worlds.as_it_is, 'Sales', 'Back Up…', 'Back Up Sales', take),
    other('restore', worlds.backed_up, 'Sales', 'Restore…', 'Restore Sales', take),
    other('copy', worlds.as_it_is, 'Box', 'Copy…', 'Copy Box', take, press('Copy…'), window('This Cannot Be Undone'), take),
    other('copy-refused', worlds.as_it_is, 'Sales', 'Copy…', 'Copy Sales', take),
    other('reset', worlds.as_it_is, 'Box', 'Reset…', 'This Cannot Be Undone', take, fill('Type Box', 'Box'), *SURE, take),
    other('reset-own', worlds.as_it_is, 'Box', 'Reset…', 'This Cannot Be Undone', take, account='worker'),
    Branch('environment-delete', worlds.as_it_is, 'keyhold:environments/Sales', (
        wait('^Dataverse files'), act('Delete…'), window(re.compile('^Delete Sales')), take)),
    Branch('environment-delete-eyes', worlds.four_eyes, 'keyhold:environments/Sales', (
        wait('^Dataverse files'), act('Delete…'), window(re.compile('^Delete Sales')), take)),
    Branch('environment-recover', worlds.did('environment delete Box --confirm Box'), 'keyhold:environments/Box', (
        wait('Deleted'), take, act('Recover…'), window(re.compile('^Recover Box')), take)),
)

BRANCHES = (*ROTATIONS, *CHANGES, *RETURNS, *ENABLES, *LOCKS, *UNLOCKS, *REQUESTS, *ENVIRONMENTS)
