#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are not what they should be: each is refused whole, with its line and reason, and what was there stays."""

import sqlite3

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
SALES = ('--environment', 'Sales')
IMPORT = ('data', 'import', *SALES)
TEXT = 'name,city\nAda,Zürich\nLi,北京\n'
ROWS = [['Ada', 'Zürich'], ['Li', '北京']]


def write(organization, name, content):
    (organization.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def rows(organization, table):
    return organization.json('data', 'show', *SALES, '--table', table)['rows']


def refused(organization, *words, rule, line=None, says=''):
    """An import of one file that is refused; nothing else changes."""
    before = organization.json('data', 'list', *SALES)
    result = organization.run(*IMPORT, *words, '-o', 'json', expect=4).json()
    expect(result['imported'] == [] and len(result['refused']) == 1, f'{words}: {result}')
    found = result['refused'][0]
    expect(found['rule'] == rule and (line is None or found['line'] == line), f'{words}: {found}')
    expect(says in found['reason'], f'{words}: {found}')
    shown = organization.run(*IMPORT, *words, expect=4)
    expect('REFUSED' in shown.out + shown.err and found['reason'].split('\n')[0] in shown.out + shown.err, f'{shown}')
    expect(organization.json('data', 'list', *SALES) == before, f'{words}: something changed')


def with_environment(test):
    def run(organization):
        organization.create()
        organization.add_worker()
        with organization.hosted():
            organization.make_environment()
            test(organization)
            organization.check_log()
    run.__name__ = test.__name__
    return tests.add(run)


@with_environment
def ragged_rows_and_broken_quotes(organization):
    write(organization, 'sound.csv', TEXT)
    organization.run(*IMPORT, 'sound.csv')
    for content, line in (('a,b\n1,2\n3\n4,5,6\n7,8\n', 3), ('a,b\n1,2\n3,"4\n5,6\n', 3), ('a,b\n1,2\n3,"4"x\n', 3),
                          ('a,b\n1,2\n3,x"4\n', 3)):
        write(organization, 'bad.csv', content)
        refused(organization, 'bad.csv', rule='F9', line=line)
    for content, says in (('a,a\n1,2\n', 'Two columns'), ('a,\n1,2\n', 'no name'), ('', 'empty'), ('\n1,2\n', 'header'),
                          (','.join(f'c{i}' for i in range(1025)) + '\n', '1025 columns'),
                          ('a,b;c\n1,2;3\n', 'delimiter')):
        write(organization, 'bad.csv', content)
        refused(organization, 'bad.csv', '--kind', 'table', rule='F9', says=says)
    expect(rows(organization, 'sound') == ROWS, 'the sound table is not what it was')
    # A table of the same name stays, although it was to be replaced.
    write(organization, 'sound.csv', TEXT + 'only one\n')
    refused(organization, 'sound.csv', '--replace', rule='F9', line=4)
    expect(rows(organization, 'sound') == ROWS, 'a refused file took the place of a sound one')


@with_environment
def bad_rows_are_left_out_where_that_is_asked(organization):
    write(organization, 'ragged.csv', 'a,b\n1,2\n3\n4,5,6\n7,8\n')
    result = organization.run(*IMPORT, 'ragged.csv', '--skip-bad-rows', '-o', 'json', expect=4).json()
    expect([item['rows'] for item in result['imported']] == [2], f'{result}')
    expect([item['line'] for item in result['refused']] == [3, 4], f'{result}')
    expect(rows(organization, 'ragged') == [['1', '2'], ['7', '8']], 'not the rows that are sound')
    write(organization, 'events.jsonl', '{"a":1}\nnot JSON\n{"a":2}\n')
    refused(organization, 'events.jsonl', rule='F8', line=2)
    result = organization.run(*IMPORT, 'events.jsonl', '--skip-bad-rows', '-o', 'json', expect=4).json()
    expect([item['line'] for item in result['refused']] == [2], f'{result}')
    expect(len(rows(organization, 'events')) == 2, 'not the rows that are sound')


@with_environment
def a_bad_file_does_not_stop_the_others(organization):
    write(organization, 'worse.csv', 'a,b\n1,2\n3\n')
    write(organization, 'sound.csv', TEXT)
    write(organization, 'note.txt', 'nothing but text\n')
    result = organization.run(*IMPORT, 'note.txt', 'worse.csv', 'nowhere.csv', 'sound.csv', '-o', 'json', expect=4).json()
    expect([item['file'] for item in result['imported']] == ['note.txt', 'sound.csv'], f'{result}')
    expect([item['file'] for item in result['refused']] == ['worse.csv', 'nowhere.csv'], f'{result}')
    expect(rows(organization, 'sound') == ROWS, 'not what was imported')


@with_environment
def encodings(organization):
    for name, content in (('le', TEXT.encode('utf-16')), ('be', b'\xfe\xff' + TEXT.encode('utf-16-be')),
                          ('mark', b'\xef\xbb\xbf' + TEXT.encode()), ('plain', TEXT)):
        write(organization, f'{name}.csv', content)
        organization.run(*IMPORT, f'{name}.csv')
        expect(rows(organization, name) == ROWS, f'{name}: {rows(organization, name)}')
    write(organization, 'latin.csv', 'name,city\nAda,Zürich\n'.encode('latin-1'))
    refused(organization, 'latin.csv', rule='charset', line=2, says='windows-1252')
    refused(organization, 'latin.csv', '--charset', 'klingon', rule='BadParameter', says='klingon')
    organization.run(*IMPORT, 'latin.csv', '--charset', 'windows-1252')
    expect(rows(organization, 'latin') == ROWS[:1], 'not what was imported')
    write(organization, 'cut.csv', TEXT.encode()[:-2])  # in the middle of a character
    refused(organization, 'cut.csv', rule='charset', line=3)
    write(organization, 'odd.csv', TEXT.encode('utf-16') + b'x')
    refused(organization, 'odd.csv', '--kind', 'table', rule='charset')
    write(organization, 'unmarked.csv', TEXT.encode('utf-16-le'))
    refused(organization, 'unmarked.csv', '--kind', 'table', rule='F9', says='UTF-16')
    organization.run(*IMPORT, 'unmarked.csv', '--kind', 'table', '--charset', 'utf-16le')
    expect(rows(organization, 'unmarked') == ROWS, 'not what was imported')


@with_environment
def zero_bytes(organization):
    write(organization, 'zero.csv', b'a,b\n1,2\n3,\x004\n')
    refused(organization, 'zero.csv', '--kind', 'table', rule='F9', line=3, says='NUL')
    # Far behind what tells the kind of a file.
    write(organization, 'late.csv', b'a,b\n' + b'1,2\n' * 50_000 + b'3,\x004\n')
    refused(organization, 'late.csv', rule='F9', line=50_002, says='NUL')
    write(organization, 'zero.jsonl', b'{"a":1}\n{"a":"\x00"}\n')
    refused(organization, 'zero.jsonl', '--kind', 'table', rule='F8', line=2, says='NUL')
    # What is no text is kept as it is, and said to be a file.
    result = organization.json(*IMPORT, 'zero.csv')
    expect([item['kind'] for item in result['imported']] == ['file'], f'{result}')
    organization.run('data', 'export', *SALES, '--to', 'out')
    expect((organization.folder / 'out/files/zero.csv').read_bytes() == b'a,b\n1,2\n3,\x004\n', 'not what was imported')


@with_environment
def delimiters(organization):
    write(organization, 'two.csv', 'a,b;c\n1,2;3\n')
    refused(organization, 'two.csv', '--kind', 'table', rule='F9', says='delimiter')
    for word, wanted in (('comma', [['1', '2;3']]), ('semicolon', [['1,2', '3']])):
        organization.run(*IMPORT, 'two.csv', '--kind', 'table', '--delimiter', word, '--replace')
        expect(rows(organization, 'two') == wanted, f'{word}: {rows(organization, "two")}')
    refused(organization, 'two.csv', '--delimiter', 'blank', rule='BadParameter', says='comma')


@with_environment
def databases_that_are_none(organization):
    path = organization.folder / 'whole.sqlite'
    with sqlite3.connect(path) as database:
        database.execute('CREATE TABLE t (a INTEGER, b TEXT)')
        database.executemany('INSERT INTO t VALUES (?, ?)', [(i, 'x' * 100) for i in range(1000)])
    database.close()
    whole = path.read_bytes()
    half = len(whole) // 2
    for content, says in ((whole[:-4096], 'malformed'), (whole[:5000], 'malformed'), (whole[:50], 'not a SQLite'),
                          (whole[:16] + b'hello' * 400, 'not a SQLite'),
                          (whole[:half] + b'\xff' * 3000 + whole[half + 3000:], 'damaged'),
                          (whole[:18] + b'\2\2' + whole[20:], '-wal')):
        write(organization, 'bad.sqlite', content)
        refused(organization, 'bad.sqlite', rule='sqlite', says=says)
    # The name says nothing: bytes that are no database are kept as a file, and not taken for a table.
    write(organization, 'text.sqlite', 'nothing but text\n')
    expect(organization.json(*IMPORT, 'text.sqlite')['imported'][0]['kind'] == 'file', 'taken for something else')
    with sqlite3.connect(organization.folder / 'view.sqlite') as database:
        database.execute('CREATE VIEW v AS SELECT 1 AS a')
    database.close()
    refused(organization, 'view.sqlite', rule='sqlite', says='table')
    organization.run(*IMPORT, 'whole.sqlite')
    found = organization.json('data', 'show', *SALES, '--table', 't', '--limit', '1')['rows']
    expect(found == [['0', 'x' * 100]], f'{found}')


def active_operation(organization):
    return organization.json('environment', 'show', 'Sales')['activeOperation']


def a_busy_environment_takes_nothing(organization):
    organization.create()
    organization.add_worker()
    with organization.held():
        organization.make_environment()
        organization.import_samples()
        organization.make_key()
        write(organization, 'more.csv', TEXT)
        organization.run('cmk', 'enable', '--policy', 'ep-sales', *SALES, '--no-wait')
        expect(active_operation(organization), 'nothing is at work')
        for line in ((*IMPORT, 'more.csv'), (*IMPORT, 'report.pdf', '--replace')):
            organization.refuse(5, None, *line)
        expect(active_operation(organization), 'the operation is over: the refusals say nothing')
        organization.let_go()
        organization.run('operation', 'wait', *SALES, '--timeout', '60')
        organization.check_export()
        organization.run(*IMPORT, 'more.csv')
        expect(rows(organization, 'more') == ROWS, 'not what was imported')
        organization.check_log()


tests.add(a_busy_environment_takes_nothing)
keyhold_e2e.main(tests)
