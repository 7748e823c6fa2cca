/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What import/ says to people. Made by build-aux/sentences from its sources: not to be edited. */
/* clang-format off */
#include "kh-sentences-private.h"

const char *const kh_sentences_import[] = {
  N_ ("A double quote stands inside a field that does not begin with one, or text follows the closing one"),
  N_ ("Column %s has more than %s characters"),
  N_ ("Column %s has no name in the header"),
  N_ ("It cannot be told which delimiter separates the fields: name it"),
  N_ ("No line has a key: a table needs columns"),
  N_ ("SQLite format 3"),
  N_ ("The charset %s is not known here"),
  N_ ("The database has %s tables, so one name for a table does not fit"),
  N_ ("The database has a table whose name cannot be kept: “%s”"),
  N_ ("The database has no tables"),
  N_ ("The file is empty: a table needs a header"),
  N_ ("The first line is empty, where the header should be"),
  N_ ("The line has more than %s bytes"),
  N_ ("The line is not a JSON object"),
  N_ ("The quote that opens here is never closed"),
  N_ ("The row has %s fields, the header %s"),
  N_ ("The row has more than %s bytes; perhaps a quote is not closed"),
  N_ ("The row needs too much memory"),
  N_ ("The table has %s columns, more than %s"),
  N_ ("The table “%s” has %s columns; 1 to %s are possible"),
  N_ ("The text holds NUL characters; usually it is UTF-16 without a byte order mark"),
  N_ ("The text holds bytes that its charset has not"),
  N_ ("The text is not UTF-8; name its charset, often windows-1252: it is not guessed"),
  N_ ("This is an archive, and only its files could be tables"),
  N_ ("This is not a name for a table: 1 to 251 bytes of UTF-8 without a slash, and not . or .."),
  N_ ("Two columns have the name “%s”"),
  NULL
};
