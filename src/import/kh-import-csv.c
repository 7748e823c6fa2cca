/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as a stream of checked rows, over libcsv in its strictest mode.
 *
 * Blanks around a field are data; an empty field is NULL, "" the empty text. An empty line is
 * skipped, but in a table of one column it is a row with NULL. */
#include <csv.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "kh-import-lines.h"
#include "kh-importer.h"
#include "khc-secret.h"

#define RULE "F9"
#define GUESS_RECORDS 100
#define HEAD_SIZE (64 * 1024)
#define ROW_ROOM                                                                                   \
  (64 * 1024) /* rows are seldom longer, and a text that moves leaves a copy behind */

/* One record. Fields lie one after the other in data. */
typedef struct {
  gsize start, size;
  gboolean null;
} Field;

typedef struct {
  KhImportLines *lines;
  struct csv_parser parser;
  char delimiter;
  GString *data;
  GArray *fields;
  gboolean complete;
  guint64 line; /* where the record began */
} Reader;

static int
no_space (unsigned char c)
{
  return 0;
}

static int
is_line_feed (unsigned char c)
{
  return c == '\n';
}

/* The parser's memory holds fields: wiped when freed, as all that held content. */
static void
wiping_free (void *block)
{
  if (block != NULL)
    khc_wipe (block, malloc_usable_size (block));
  free (block);
}

static void *
wiping_realloc (void *block, size_t size)
{
  void *moved = malloc (size);

  if (moved == NULL)
    return NULL;
  if (block != NULL)
    memcpy (moved, block, MIN (malloc_usable_size (block), size));
  wiping_free (block);
  return moved;
}

static void
start_parser (Reader *self)
{
  csv_init (&self->parser,
            CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL | CSV_APPEND_NULL | CSV_REPALL_NL);
  /* By itself it grows its field by 128 bytes at a time, which is quadratic for long fields. */
  csv_set_blk_size (&self->parser, 65536);
  csv_set_realloc_func (&self->parser, wiping_realloc);
  csv_set_free_func (&self->parser, wiping_free);
  csv_set_delim (&self->parser, (unsigned char)self->delimiter);
  csv_set_space_func (&self->parser, no_space);
  csv_set_term_func (&self->parser, is_line_feed);
}

static Reader *
reader_new (KhImportJob *job, char delimiter)
{
  const KhImportLinesOptions options = {
    .charset = job->charset, .quotes = TRUE, .max_line = KH_IMPORT_MAX_ROW, .rule = RULE
  };
  Reader *self = g_new0 (Reader, 1);

  self->lines = kh_import_lines_new (job->source, &options);
  self->delimiter = delimiter;
  self->data = g_string_sized_new (ROW_ROOM);
  self->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  start_parser (self);
  return self;
}

static void
reader_free (Reader *self)
{
  csv_free (&self->parser);
  kh_import_lines_free (self->lines);
  kh_import_text_free (self->data);
  g_array_unref (self->fields);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, reader_free)

static void
on_field (void *text, size_t size, void *data)
{
  Reader *self = data;
  Field field = { .start = self->data->len, .size = size, .null = text == NULL };

  if (text != NULL)
    g_string_append_len (self->data, text, (gssize)size);
  g_array_append_val (self->fields, field);
}

static void
on_record (int c, void *data)
{
  ((Reader *)data)->complete = TRUE;
}

/* After a bad record the next line is taken for the beginning of another. */
static void
restart (Reader *self)
{
  csv_free (&self->parser);
  start_parser (self);
  kh_import_lines_reset_quotes (self->lines);
}

static gboolean
feed (Reader *self, const char *line, gsize size, GError **error)
{
  if (csv_parse (&self->parser, line, size, on_field, on_record, self) == size)
    return TRUE;
  if (csv_error (&self->parser) != CSV_EPARSE)
    return kh_import_refuse (error, RULE, self->line, "The row needs too much memory");
  return kh_import_refuse (error, RULE, self->line,
                           "A double quote stands inside a field that does not begin with one, or"
                           " text follows the closing one");
}

/* Lines until a record is complete. */
static KhLineResult
read_record (Reader *self, GError **error)
{
  gsize total = 0;

  g_string_truncate (self->data, 0);
  g_array_set_size (self->fields, 0);
  self->complete = FALSE;
  self->line = kh_import_lines_get_number (self->lines) + 1;
  while (!self->complete) {
    const char *line;
    gsize size;
    KhLineResult result = kh_import_lines_next (self->lines, &line, &size, error);

    if (result == KH_LINE_END && total == 0)
      return KH_LINE_END;
    if (result == KH_LINE_END) {
      kh_import_refuse (error, RULE, self->line, "The quote that opens here is never closed");
      return KH_LINE_ERROR;
    }
    total += size;
    if (result == KH_LINE_ERROR || !feed (self, line, size, error))
      return KH_LINE_ERROR;
    if (total > KH_IMPORT_MAX_ROW) {
      kh_import_refuse (error, RULE, self->line,
                        "The row has more than %d bytes; perhaps a quote is not closed",
                        KH_IMPORT_MAX_ROW);
      return KH_LINE_ERROR;
    }
  }
  return KH_LINE;
}

static const Field *
field_at (Reader *self, guint i)
{
  return &g_array_index (self->fields, Field, i);
}

/* --- Header -------------------------------------------------------------------------------- */

static gboolean
add_column (Reader *self, guint i, GHashTable *seen, GPtrArray *columns, GError **error)
{
  const Field *field = field_at (self, i);
  g_autofree char *name = g_strndup (self->data->str + field->start, field->size);
  g_autofree char *trimmed = g_strstrip (g_strdup (name));

  if (*trimmed == '\0')
    return kh_import_refuse (error, RULE, self->line, "Column %u has no name in the header", i + 1);
  if (!g_hash_table_add (seen, g_utf8_casefold (trimmed, -1)))
    return kh_import_refuse (error, RULE, self->line, "Two columns have the name “%s”", trimmed);
  g_ptr_array_add (columns, kh_table_column_new (name, ""));
  return TRUE;
}

/* The header's columns. (transfer full) */
static GPtrArray *
header_columns (Reader *self, GError **error)
{
  g_autoptr (GPtrArray) columns =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_table_column_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (self->fields->len == 0) {
    kh_import_refuse (error, RULE, 1, "The first line is empty, where the header should be");
    return NULL;
  }
  if (self->fields->len > KH_TABLE_MAX_COLUMNS) {
    kh_import_refuse (error, RULE, 1, "The table has %u columns, more than %d", self->fields->len,
                      KH_TABLE_MAX_COLUMNS);
    return NULL;
  }
  for (guint i = 0; i < self->fields->len; i++) {
    if (!add_column (self, i, seen, columns, error))
      return NULL;
  }
  return g_steal_pointer (&columns);
}

/* --- Delimiter ----------------------------------------------------------------------------- */

typedef struct {
  guint header;      /* fields of the header, 0 when it cannot be read */
  gboolean constant; /* as many in each of the first records */
} Guess;

/* Only a refusal says something about the delimiter; another error is one. */
static gboolean
is_refusal (const GError *error)
{
  guint64 line;

  return kh_import_get_rule (error, &line) != NULL;
}

static gboolean
try_delimiter (KhImportJob *job, char delimiter, Guess *guess, GError **error)
{
  g_autoptr (Reader) reader = reader_new (job, delimiter);
  g_autoptr (GError) local = NULL;
  KhLineResult result = KH_LINE;

  *guess = (Guess){ 0, TRUE };
  for (guint i = 0; i < GUESS_RECORDS && result == KH_LINE; i++) {
    result = read_record (reader, &local);
    if (result == KH_LINE && guess->header == 0)
      guess->header = reader->fields->len;
    else if (result == KH_LINE && reader->fields->len > 0)
      guess->constant = guess->constant && reader->fields->len == guess->header;
  }
  if (result == KH_LINE_ERROR && !is_refusal (local)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  guess->constant = guess->constant && result != KH_LINE_ERROR;
  return TRUE;
}

/* The delimiter that splits the header; among several the one with a constant count. 0: none can
 * be told from the others. */
static gboolean
guess_delimiter (KhImportJob *job, char *delimiter, GError **error)
{
  static const char candidates[] = { ',', ';', '\t', '|' };
  Guess guesses[G_N_ELEMENTS (candidates)];
  guint splitting = 0, constant = 0;
  char last_splitting = ',', last_constant = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++) {
    if (!try_delimiter (job, candidates[i], &guesses[i], error))
      return FALSE;
    if (guesses[i].header < 2)
      continue;
    splitting++;
    last_splitting = candidates[i];
    if (guesses[i].constant) {
      constant++;
      last_constant = candidates[i];
    }
  }
  *delimiter = splitting <= 1 ? last_splitting : constant == 1 ? last_constant : 0;
  return TRUE;
}

/* --- Rows ---------------------------------------------------------------------------------- */

static gboolean
check_field (Reader *self, const Field *field, guint column, GError **error)
{
  const char *text = self->data->str + field->start;

  if (field->size <= KH_IMPORT_MAX_FIELD
      || g_utf8_strlen (text, (gssize)field->size) <= KH_IMPORT_MAX_FIELD)
    return TRUE;
  return kh_import_refuse (error, RULE, self->line, "Column %u has more than %d characters",
                           column + 1, KH_IMPORT_MAX_FIELD);
}

static gboolean
fill_cells (Reader *self, KhCell *cells, guint n, GError **error)
{
  if (self->fields->len == 0 && n == 1) {
    cells[0] = KH_CELL_NULL;
    return TRUE;
  }
  if (self->fields->len != n)
    return kh_import_refuse (error, RULE, self->line, "The row has %u fields, the header %u",
                             self->fields->len, n);
  for (guint i = 0; i < n; i++) {
    const Field *field = field_at (self, i);

    if (!check_field (self, field, i, error))
      return FALSE;
    cells[i] =
        field->null ? KH_CELL_NULL : KH_CELL_TEXT (self->data->str + field->start, field->size);
  }
  return TRUE;
}

static gboolean
one_row (Reader *self, const KhRowSink *sink, KhCell *cells, guint n, GError **error)
{
  if (self->fields->len == 0 && n > 1)
    return TRUE;
  return fill_cells (self, cells, n, error)
         && (sink == NULL || sink->row (sink->data, cells, error));
}

static gboolean
all_rows (KhImportJob *job, Reader *self, const KhRowSink *sink, guint n, GError **error)
{
  g_autofree KhCell *cells = g_new0 (KhCell, n);

  for (;;) {
    g_autoptr (GError) local = NULL;
    KhLineResult result = read_record (self, &local);

    if (result == KH_LINE_END)
      return TRUE;
    if (result == KH_LINE && one_row (self, sink, cells, n, &local))
      continue;
    if (!kh_import_job_skip (job, &local)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (result == KH_LINE_ERROR)
      restart (self);
  }
}

static gboolean
choose_delimiter (KhImportJob *job, GError **error)
{
  if (job->delimiter != 0)
    return TRUE;
  if (!guess_delimiter (job, &job->delimiter, error))
    return FALSE;
  if (job->delimiter != 0)
    return TRUE;
  return kh_import_refuse (error, RULE, 1,
                           "It cannot be told which delimiter separates the fields: name it");
}

static gboolean
csv_run (KhImportJob *job, const KhRowSink *sink, GError **error)
{
  g_autoptr (Reader) reader = NULL;
  g_autoptr (GPtrArray) columns = NULL;
  KhLineResult result;

  if (!choose_delimiter (job, error))
    return FALSE;
  reader = reader_new (job, job->delimiter);
  result = read_record (reader, error);
  if (result == KH_LINE_END)
    return kh_import_refuse (error, RULE, 0, "The file is empty: a table needs a header");
  if (result == KH_LINE_ERROR)
    return FALSE;
  columns = header_columns (reader, error);
  if (columns == NULL || (sink != NULL && !sink->begin (sink->data, job->table, columns, error)))
    return FALSE;
  return all_rows (job, reader, sink, columns->len, error);
}

/* --- Detection ----------------------------------------------------------------------------- */

/* TRUE if the beginning holds no byte that a text has not; UTF-16 is known by its mark. */
static gboolean
looks_like_text (KhImportJob *job, gboolean *text, GError **error)
{
  g_autofree guint8 *head = g_malloc (HEAD_SIZE);
  gboolean has_mark;
  gsize got;

  if (!kh_import_source_read (job->source, 0, head, HEAD_SIZE, &got, error))
    return FALSE;
  has_mark = got >= 2 && (memcmp (head, "\xff\xfe", 2) == 0 || memcmp (head, "\xfe\xff", 2) == 0);
  *text = got > 0;
  for (gsize i = 0; i < got && *text && !has_mark; i++)
    *text = head[i] >= 0x20 || head[i] == '\t' || head[i] == '\r' || head[i] == '\n';
  khc_wipe (head, HEAD_SIZE);
  return TRUE;
}

/* The rule of formats.md 1: two or more unique names, and a second line with as many fields. */
static gboolean
has_table_shape (KhImportJob *job, gboolean *shape, GError **error)
{
  g_autoptr (Reader) reader = NULL;
  g_autoptr (GPtrArray) columns = NULL;
  char delimiter = job->delimiter;

  *shape = FALSE;
  if (delimiter == 0 && !guess_delimiter (job, &delimiter, error))
    return FALSE;
  reader = reader_new (job, delimiter == 0 ? ',' : delimiter);
  if (read_record (reader, error) != KH_LINE)
    return *error == NULL;
  columns = header_columns (reader, error);
  if (columns == NULL || columns->len < 2)
    return columns != NULL;
  if (read_record (reader, error) == KH_LINE_ERROR)
    return FALSE;
  *shape = reader->fields->len == columns->len;
  return TRUE;
}

static gboolean
csv_detect (KhImportJob *job, gboolean *is_it, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint64 line;
  const char *rule;

  if (!looks_like_text (job, is_it, error) || !*is_it)
    return *is_it || *error == NULL;
  if (has_table_shape (job, is_it, &local))
    return TRUE;
  rule = kh_import_get_rule (local, &line);
  if (rule == NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (strcmp (rule, KH_RULE_CHARSET) == 0 && job->charset == NULL) {
    /* Were it a table in Windows-1252, the administrator is to be told, not given a file. */
    KhImportJob other = *job;

    other.charset = "WINDOWS-1252";
    g_clear_error (&local);
    if (has_table_shape (&other, is_it, &local))
      return TRUE;
  }
  *is_it = FALSE;
  return TRUE;
}

const KhImporter kh_importer_csv = { "csv", csv_detect, csv_run };
