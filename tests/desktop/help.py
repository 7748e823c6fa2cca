#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The handbook and the man pages against the sources: help.py [SOURCE-ROOT].

Each page is well-formed and of the part of Mallard that the console draws by itself; every link leads somewhere; what stands
in <gui> is a text of the console; and what stands as a command is one that keyholdctl takes, with its options and objects.
"""

import collections
import pathlib
import re
import shlex
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
NAMESPACE = '{http://projectmallard.org/1.0/}'
GROUPS = ('concepts', 'work', 'bad-days', 'command-line', 'security')
PROGRAMS = {'keyhold': 'src/ui/shell/kh-application-line.c', 'keyhold-verify': 'src/keyhold-verify.c'}

INLINE = {'gui', 'guiseq', 'key', 'keyseq', 'cmd', 'code', 'em', 'file', 'link'}
BLOCKS = {'p', 'list', 'steps', 'terms', 'note', 'screen'}
INSIDE = {
    'page': BLOCKS | {'info', 'title', 'section'}, 'section': BLOCKS | {'info', 'title', 'section'}, 'info': {'link', 'desc'},
    'desc': INLINE, 'title': INLINE, 'p': INLINE, 'screen': INLINE, 'list': {'item'}, 'steps': {'item'}, 'terms': {'item'},
    'item': BLOCKS | {'title'}, 'note': BLOCKS, 'link': INLINE - {'link'}, 'guiseq': {'gui'}, 'keyseq': {'key'},
    'em': INLINE - {'link', 'em'}, 'gui': set(), 'key': set(), 'cmd': set(), 'code': set(), 'file': set(),
}
ATTRIBUTES = {'page': {'type', 'id'}, 'section': {'id'}, 'link': {'type', 'xref', 'href'}, 'note': {'style'}}
HOLDS_TEXT = INLINE | {'p', 'title', 'desc', 'screen'}

problems = []


def blame(where, what):
    problems.append(f'{where}: {what}')


def local(element):
    return element.tag.removeprefix(NAMESPACE)


def text_of(element):
    return ''.join(element.itertext())


# --- What the console says ----------------------------------------------------------------------

MARKED = re.compile(r'\b(?:_|N_|NC_|C_|Q_|g_dngettext|dngettext|ngettext|g_dpgettext2)\s*\(((?:[^()"]|"(?:\\.|[^"\\])*"|\([^()]*\))*)\)',
                    re.S)
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"(?:\s*PRI\w+)?')


def bare(text):
    """Without what a label has for the keyboard, and for what follows."""
    return re.sub(r'\s+', ' ', text.replace('_', '').replace('…', '')).strip()


def literals(text):
    """The string literals of C, joined where nothing but space is between them."""
    joined, end = [], None
    for match in LITERAL.finditer(text):
        value = match.group(1).replace('\\"', '"').replace('\\n', '\n')
        if end is not None and not text[end:match.start()].strip():
            joined[-1] += value
        else:
            joined.append(value)
        end = match.end()
    return joined


def console_texts():
    texts = set()
    for folder in ('src/ui', 'src/models', 'src/client'):
        for path in sorted((ROOT / folder).rglob('*')):
            if path.suffix == '.ui':
                texts |= {text_of(node) for node in ElementTree.parse(path).iter() if node.get('translatable')}
            elif path.suffix == '.c' and path.parent.name != 'sentences':
                source = path.read_text(encoding='utf-8')
                texts |= {literal for match in MARKED.finditer(source) for literal in literals(match.group(1))}
    return {bare(text) for text in texts if bare(text)}


def pattern_of(text):
    """What a text with places for numbers and names can become; None where hardly anything of it is fixed."""
    parts = re.split(r'(%\d*\$?(?:l?[ud]|s|%))', text)
    if len(parts) == 1 or len(re.sub(r'\W', '', ''.join(parts[::2]))) < 8:
        return None
    kinds = {'s': '.+', '%': '%'}
    return re.compile(''.join(re.escape(part) if n % 2 == 0 else kinds.get(part[-1], r'(?:\d+|N)') for n, part in enumerate(parts)))


class Console:
    def __init__(self):
        self.texts = console_texts()
        self.patterns = [pattern for pattern in map(pattern_of, self.texts) if pattern]

    def says(self, text):
        return bare(text) in self.texts or any(pattern.fullmatch(bare(text)) for pattern in self.patterns)


# --- What keyholdctl takes ----------------------------------------------------------------------

Option = collections.namedtuple('Option', 'kind required')
Verb = collections.namedtuple('Verb', 'least most options')

OPTION = re.compile(r'\{\s*"([\w-]+)",\s*KH_CLI_(FLAG|VALUE|MANY|PAIRS),(.*?)\}', re.S)
VERB = re.compile(r'\{\s*"([\w-]+)",\s*"([\w-]*)",\s*(?:\w+|"[^"]*"|\s)+,\s*(\d+),\s*(\w+),\s*N_ \((?:"(?:\\.|[^"\\])*"\s*)+\),\s*(\w+),\s*\w+\s*\}',
                  re.S)
TABLE = re.compile(r'const KhCliOption (\w+)\[\] = \{')
MACRO = re.compile(r'#define (\w+_OPTION)\b((?:.*\\\n)*.*\n)')
PLAIN = {'q': 'quiet', 'v': 'verbose', 'o': 'output'}


def body_of(source, start):
    """From behind an opening brace to the one that closes it."""
    depth = 1
    for end in range(start, len(source)):
        depth += (source[end] == '{') - (source[end] == '}')
        if depth == 0:
            return source[start:end]
    return ''


def read_options(body, macros):
    body = re.sub(r'\b\w+_OPTION\b', lambda match: macros.get(match.group(0), ''), body)
    return {name: Option(kind, bool(re.search(r'\bTRUE\s*$', rest.strip()))) for name, kind, rest in OPTION.findall(body)}


def read_tables(source):
    """The tables of options of one file, by their names."""
    macros = {name: body.replace('\\\n', ' ') for name, body in MACRO.findall(source)}
    return {match.group(1): read_options(body_of(source, match.end()), macros) for match in TABLE.finditer(source)}


def read_verbs(source, tables):
    for noun, verb, least, most, options in VERB.findall(source):
        if options not in tables and options != 'NULL':
            blame('src/cli', f'the table {options} of {noun} {verb} was not found')
        yield (noun, verb), Verb(int(least), int(most) if most.isdigit() else sys.maxsize, tables.get(options, {}))


class CommandLine:
    def __init__(self):
        sources = [path.read_text(encoding='utf-8') for path in sorted((ROOT / 'src/cli').glob('*.[ch]'))]
        tables = [read_tables(source) for source in sources]
        shared = {name: options for table in tables for name, options in table.items() if name.startswith('kh_cli')}
        self.verbs = {name: verb for source, own in zip(sources, tables) for name, verb in read_verbs(source, shared | own)}
        self.globals = next((table['global_options'] for table in tables if 'global_options' in table), {})
        self.nouns = {noun for noun, verb in self.verbs}
        if len(self.verbs) < 100 or len(self.globals) < 10:
            blame('src/cli', f'only {len(self.verbs)} verbs and {len(self.globals)} options of all verbs were found')

    def split(self, words, options):
        """(objects, names of options) of a command line."""
        objects, used, words = [], [], list(words)
        while words:
            word = words.pop(0)
            if not re.match(r'-\w|--\w', word):
                objects.append(word)
                continue
            name, equals, _ = word.lstrip('-').partition('=')
            name = PLAIN.get(name, name) if not word.startswith('--') else name
            used.append(name)
            if name in options and options[name].kind != 'FLAG' and not equals:
                if not words:
                    raise ValueError(f'--{name} has no value')
                words.pop(0)
        return objects, used

    def check(self, words):
        """None, or what is wrong with the words after the program's name."""
        every = dict(self.globals)
        for verb in self.verbs.values():
            every |= verb.options
        try:
            objects, used = self.split(words, every)
        except ValueError as error:
            return str(error)
        if objects[:1] == ['help'] or not objects:
            return None if set(objects[1:2]) <= self.nouns | {'NOUN'} else f'no noun {objects[1]}'
        if (objects[0], '') in self.verbs:  # a noun that is its own verb
            objects.insert(1, '')
        elif len(objects) == 1 and objects[0] in self.nouns:
            return None
        verb = self.verbs.get(tuple(objects[:2]))
        if verb is None:
            return f'no verb {" ".join(objects[:2])}'
        strange = set(used) - set(verb.options) - set(self.globals)
        if strange:
            return f'{" ".join(objects[:2])} has no option --{sorted(strange)[0]}'
        if len(objects) == 2 and not used:
            return None  # the verb itself is named
        missing = [name for name, option in verb.options.items() if option.required and name not in used]
        if missing:
            return f'{" ".join(objects[:2])} needs --{missing[0]}'
        if not verb.least <= len(objects) - 2 <= verb.most:
            return f'{" ".join(objects[:2])} takes {verb.least} to {verb.most} objects, not {len(objects) - 2}'
        return None


def commands(text, program):
    """The words of each call of @program in lines of a shell."""
    for line in re.sub(r'\\\n\s*', ' ', text).split('\n'):
        lexer = shlex.shlex(line.replace('…', ' '), posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        calls = [[]]
        for word in lexer:
            if re.fullmatch(r'[();<>|&]+', word):
                calls.append([])
            else:
                calls[-1].append(word)
        for words in calls:
            while words and (words[0] in ('if', '!', 'do', 'then', '$', 'xargs') or re.match(r'\w+=', words[0])):
                words.pop(0)
            if words and words[0] == program:
                yield words[1:]


def check_program(program, words):
    source = (ROOT / PROGRAMS[program]).read_text(encoding='utf-8')
    for word in words:
        if word.startswith('--') and f'"{word[2:].partition("=")[0]}"' not in source and word not in ('--help', '--version'):
            return f'{program} has no option {word}'
    return None


# --- The pages ----------------------------------------------------------------------------------

class Page:
    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.tree = ElementTree.parse(path).getroot()
        self.id = self.tree.get('id')
        self.sections = [node.get('id') for node in self.tree.iter(NAMESPACE + 'section')]

    def links(self, kind):
        """Targets of the links of @kind in the heads of the page and of its sections."""
        return [link.get('xref') for info in self.tree.iter(NAMESPACE + 'info')
                for link in info.findall(NAMESPACE + 'link') if link.get('type') == kind]


def check_shape(page, element, parents):
    name = local(element)
    if not element.tag.startswith(NAMESPACE) or name not in INSIDE:
        blame(page.name, f'the element {element.tag} is not one that the console draws')
        return
    strange = set(element.keys()) - ATTRIBUTES.get(name, set())
    if strange:
        blame(page.name, f'<{name}> has the attribute {sorted(strange)[0]}')
    if name not in HOLDS_TEXT and any((text or '').strip() for text in [element.text, *(child.tail for child in element)]):
        blame(page.name, f'<{name}> has text that is in no paragraph: {text_of(element).strip()[:40]}')
    for child in element:
        if local(child) not in INSIDE[name] and child.tag.startswith(NAMESPACE):
            blame(page.name, f'<{local(child)}> stands in <{name}>')
        check_shape(page, child, parents + [name])
    order = [{'info': 0, 'title': 1, 'section': 3}.get(local(child), 2) for child in element]
    if name in ('page', 'section') and order != sorted(order):
        blame(page.name, f'<{name}> has another order than head, title, text, sections')
    if name == 'item' and (element.find(NAMESPACE + 'title') is not None) != (parents[-1] == 'terms'):
        blame(page.name, '<item> has a title in <terms>, and only there')
    if name == 'note' and element.get('style') not in ('warning', 'tip', 'important'):
        blame(page.name, f'<note> has the style {element.get("style")}')
    # A link without words of its own says the title of what it leads to.
    if name in HOLDS_TEXT and not text_of(element).strip() and not element.get('xref'):
        blame(page.name, f'<{name}> is empty')


def check_head(page):
    if 'SPDX-License-Identifier: GPL-3.0-or-later' not in page.path.read_text(encoding='utf-8')[:200]:
        blame(page.name, 'has no licence line')
    if page.tree.tag != NAMESPACE + 'page' or page.id != page.path.stem:
        blame(page.name, f'is <{page.tree.tag}> with the id {page.id}')
    if page.tree.get('type') != ('guide' if page.id == 'index' else 'topic'):
        blame(page.name, f'is of the type {page.tree.get("type")}')
    for part in [page.tree, *page.tree.iter(NAMESPACE + 'section')]:
        if part.find(NAMESPACE + 'title') is None or (part is not page.tree and not part.get('id')):
            blame(page.name, 'a part has no title or no id')
    if page.tree.find(f'{NAMESPACE}info/{NAMESPACE}desc') is None:
        blame(page.name, 'has no <desc>')
    for name, number in collections.Counter(page.sections).items():
        if number > 1:
            blame(page.name, f'has the section {name} {number} times')


def check_links(page, pages):
    for link in page.tree.iter(NAMESPACE + 'link'):
        target, address = link.get('xref'), link.get('href')
        if (target is None) == (address is None):
            blame(page.name, 'a link has one of xref and href')
        elif target is not None:
            name, _, section = target.partition('#')
            other = pages.get(name or page.id)
            if other is None or (section and section not in other.sections):
                blame(page.name, f'the link {target} leads nowhere')
        elif not re.match(r'(?:https|keyhold):', address):
            blame(page.name, f'the link {address} is of no kind that is opened')


def check_groups(pages):
    """A topic is in one group of the index, which names it too: there is its place in the order."""
    index = pages['index']
    if index.sections != list(GROUPS):
        blame(index.name, f'has the groups {index.sections}')
    listed = {section.get('id'): [link.get('xref') for link in section.findall(f'{NAMESPACE}info/{NAMESPACE}link')]
              for section in index.tree.iter(NAMESPACE + 'section')}
    for page in pages.values():
        if page.id == 'index':
            continue
        groups = page.links('guide')
        if len(groups) != 1 or not groups[0].startswith('index#'):
            blame(page.name, f'is in the groups {groups}')
        elif listed.get(groups[0].partition('#')[2], []).count(page.id) != 1:
            blame(page.name, f'is not once in the group {groups[0]} of the index')
    for group, names in listed.items():
        for name in names:
            if name not in pages or f'index#{group}' not in pages[name].links('guide'):
                blame(index.name, f'{name} is not in the group {group}')


def check_packed(pages):
    """The console has each page in itself."""
    listed = re.findall(r'>help/C/([\w-]+)\.page</file>', (ROOT / 'src/ui/kh-ui.gresource.xml').read_text(encoding='utf-8'))
    for name in sorted(set(listed) ^ set(pages)):
        blame('src/ui/kh-ui.gresource.xml', f'has not the pages of the handbook: {name}')


def check_words(page, console, line):
    for gui in page.tree.iter(NAMESPACE + 'gui'):
        if not console.says(text_of(gui)):
            blame(page.name, f'the console does not say "{text_of(gui)}"')
    for kind in ('cmd', 'screen', 'code'):
        for element in page.tree.iter(NAMESPACE + kind):
            text = text_of(element)
            short = kind == 'cmd' and text.split()[0] in line.nouns
            check_commands(page.name, f'keyholdctl {text}' if short else text, line)


def check_commands(where, text, line):
    for words in commands(text, 'keyholdctl'):
        wrong = line.check(words)
        if wrong:
            blame(where, f'keyholdctl {" ".join(words)}: {wrong}')
    for program in PROGRAMS:
        for words in commands(text, program):
            wrong = check_program(program, words)
            if wrong:
                blame(where, wrong)


def read_pages():
    pages = {}
    for path in sorted((ROOT / 'data/help/C').glob('*.page')):
        try:
            page = Page(path)
        except ElementTree.ParseError as error:
            blame(path.relative_to(ROOT), f'is not well-formed: {error}')
            continue
        pages[path.stem] = page
    return pages


# --- The man pages ------------------------------------------------------------------------------

def check_manuals(line):
    for path in sorted((ROOT / 'data/man').glob('*.man.in')):
        source = path.read_text(encoding='utf-8')
        name = path.relative_to(ROOT).as_posix()
        for wanted in ('.SH NAME', '.SH SYNOPSIS', '.SH DESCRIPTION', '@OPTIONS@', '.SH "EXIT STATUS"', '.SH "SEE ALSO"'):
            if wanted not in source.splitlines():
                blame(name, f'has no line {wanted}')
        plain = source.replace('\\-', '-')
        for example in re.findall(r'^\.nf\n(.*?)^\.fi$', plain, re.M | re.S) + re.findall(r'^\.[BI]+ "([^"]*)"', plain, re.M):
            check_commands(name, re.sub(r'^\..*\n', '', example, flags=re.M), line)


def main():
    pages = read_pages()
    console, line = Console(), CommandLine()
    if 'index' not in pages:
        blame('data/help/C', 'has no index')
    else:
        check_groups(pages)
    for page in pages.values():
        check_head(page)
        check_shape(page, page.tree, [])
        check_links(page, pages)
        check_words(page, console, line)
    check_packed(pages)
    check_manuals(line)
    for problem in problems:
        print(problem)
    words = sum(len(text_of(page.tree).split()) for page in pages.values())
    print(f'{len(pages)} pages, {words} words, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
