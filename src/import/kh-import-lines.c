/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From bytes to lines: charset, line ends, validity. */
#include "kh-import-lines.h"

#include <errno.h>
#include <string.h>

#include "khc-secret.h"

#define CHUNK (256 * 1024)

struct _KhImportLines {
  KhImportSource *source;
  KhImportLinesOptions options;
  gboolean begun, ended;
  gboolean undecodable; /* after what has been decoded come bytes that the charset has not */
  guint64 offset;
  GIConv decoder; /* (GIConv) -1: the bytes are UTF-8 as they come */
  char *raw;      /* read, not decoded yet */
  gsize raw_size;
  GString *text; /* decoded, not split yet */
  gsize position;
  GString *line;
  guint64 number;
  gboolean in_quotes;
};

KhImportLines *
kh_import_lines_new (KhImportSource *source, const KhImportLinesOptions *options)
{
  KhImportLines *self = g_new0 (KhImportLines, 1);

  self->source = source;
  self->options = *options;
  self->decoder = (GIConv)-1;
  self->raw = g_malloc (CHUNK);
  /* Room for what is left and one more chunk: a text that moves leaves a copy behind. */
  self->text = g_string_sized_new (2 * CHUNK);
  self->line = g_string_sized_new (CHUNK);
  return self;
}

void
kh_import_text_free (GString *text)
{
  khc_wipe (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

void
kh_import_lines_free (KhImportLines *self)
{
  if (self == NULL)
    return;
  if (self->decoder != (GIConv)-1)
    g_iconv_close (self->decoder);
  khc_wipe (self->raw, CHUNK);
  g_free (self->raw);
  kh_import_text_free (self->text);
  kh_import_text_free (self->line);
  g_free (self);
}

guint64
kh_import_lines_get_number (KhImportLines *self)
{
  return self->number;
}

void
kh_import_lines_reset_quotes (KhImportLines *self)
{
  self->in_quotes = FALSE;
}

/* --- Decoding ------------------------------------------------------------------------------ */

static gboolean
choose_charset (KhImportLines *self, GError **error)
{
  guint8 head[3] = { 0 };
  const char *charset = self->options.charset;
  gsize got;

  self->begun = TRUE;
  if (!kh_import_source_read (self->source, 0, head, sizeof head, &got, error))
    return FALSE;
  if (got >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0) {
    self->offset = 3;
    return TRUE;
  }
  if (got >= 2 && (memcmp (head, "\xff\xfe", 2) == 0 || memcmp (head, "\xfe\xff", 2) == 0)) {
    self->offset = 2;
    charset = head[0] == 0xff ? "UTF-16LE" : "UTF-16BE";
  }
  if (charset == NULL || g_ascii_strcasecmp (charset, "utf-8") == 0)
    return TRUE;
  self->decoder = g_iconv_open ("UTF-8", charset);
  if (self->decoder != (GIConv)-1)
    return TRUE;
  return kh_import_refuse (error, KH_RULE_CHARSET, 0, "The charset %s is not known here", charset);
}

/* Decodes what stands in raw; a character cut at the end stays for the next time. */
static void
decode (KhImportLines *self, gboolean last)
{
  char buffer[4096];
  char *in = self->raw;
  gsize in_left = self->raw_size;

  while (in_left > 0) {
    char *out = buffer;
    gsize out_left = sizeof buffer;
    gsize result = g_iconv (self->decoder, &in, &in_left, &out, &out_left);
    int saved = errno;

    g_string_append_len (self->text, buffer, out - buffer);
    if (result != (gsize)-1 || saved == E2BIG)
      continue;
    if (saved == EINVAL && !last)
      break;
    self->undecodable = self->ended = TRUE;
    in_left = 0;
  }
  khc_wipe (buffer, sizeof buffer);
  memmove (self->raw, in, in_left);
  self->raw_size = in_left;
}

static gboolean
read_more (KhImportLines *self, GError **error)
{
  gsize got;

  if (!self->begun && !choose_charset (self, error))
    return FALSE;
  g_string_erase (self->text, 0, (gssize)self->position);
  self->position = 0;
  if (!kh_import_source_read (self->source, self->offset, self->raw + self->raw_size,
                              CHUNK - self->raw_size, &got, error))
    return FALSE;
  self->offset += got;
  self->raw_size += got;
  self->ended = self->offset >= self->source->length || got == 0;
  if (self->decoder != (GIConv)-1)
    decode (self, self->ended);
  if (self->decoder != (GIConv)-1)
    return TRUE;
  g_string_append_len (self->text, self->raw, (gssize)self->raw_size);
  self->raw_size = 0;
  return TRUE;
}

/* --- Splitting ----------------------------------------------------------------------------- */

/* Length of the text from position up to the first byte that means something here. */
static gsize
plain_run (KhImportLines *self)
{
  const char *p = self->text->str + self->position, *end = self->text->str + self->text->len;
  const char *start = p;

  while (p < end && *p != '\n' && *p != '\r' && *p != '"')
    p++;
  return (gsize)(p - start);
}

/* At a CR: a line end unless it is data; CR LF counts as one. FALSE: more text is needed. */
static gboolean
take_cr (KhImportLines *self, gboolean *line_end)
{
  gboolean lf;

  if (self->position + 1 == self->text->len && !self->ended)
    return FALSE;
  lf = self->position + 1 < self->text->len && self->text->str[self->position + 1] == '\n';
  self->position++;
  if (self->in_quotes || (!lf && !self->options.quotes)) {
    g_string_append_c (self->line, '\r');
    return TRUE;
  }
  if (lf)
    self->position++;
  g_string_append_c (self->line, '\n');
  *line_end = TRUE;
  return TRUE;
}

/* Moves text into the line; TRUE when the line is complete. */
static gboolean
take_text (KhImportLines *self)
{
  gboolean line_end = FALSE;

  while (self->position < self->text->len && self->line->len <= self->options.max_line) {
    gsize run = plain_run (self);
    char c;

    g_string_append_len (self->line, self->text->str + self->position, (gssize)run);
    self->position += run;
    if (self->position == self->text->len)
      break;
    c = self->text->str[self->position];
    if (c == '\r') {
      if (!take_cr (self, &line_end))
        break;
    } else {
      if (c == '"' && self->options.quotes)
        self->in_quotes = !self->in_quotes;
      g_string_append_c (self->line, c);
      self->position++;
      line_end = c == '\n';
    }
    if (line_end)
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_line (KhImportLines *self, GError **error)
{
  if (self->line->len > self->options.max_line)
    return kh_import_refuse (error, self->options.rule, self->number,
                             "The line has more than %" G_GSIZE_FORMAT " bytes",
                             self->options.max_line);
  if (memchr (self->line->str, '\0', self->line->len) != NULL)
    return kh_import_refuse (error, self->options.rule, self->number,
                             "The text holds NUL characters; usually it is UTF-16 without a byte"
                             " order mark");
  if (!g_utf8_validate_len (self->line->str, self->line->len, NULL))
    return kh_import_refuse (error, KH_RULE_CHARSET, self->number,
                             "The text is not UTF-8; name its charset, often windows-1252: it is"
                             " not guessed");
  return TRUE;
}

KhLineResult
kh_import_lines_next (KhImportLines *self, const char **line, gsize *size, GError **error)
{
  g_string_truncate (self->line, 0);
  while (!take_text (self)) {
    if (self->line->len > self->options.max_line)
      break;
    if (self->ended && self->position == self->text->len)
      break;
    if (!read_more (self, error))
      return KH_LINE_ERROR;
  }
  if (self->undecodable && self->position == self->text->len) {
    self->undecodable = FALSE;
    kh_import_refuse (error, KH_RULE_CHARSET, ++self->number,
                      "The text holds bytes that its charset has not");
    return KH_LINE_ERROR;
  }
  if (self->line->len == 0)
    return KH_LINE_END;
  if (self->line->str[self->line->len - 1] != '\n')
    g_string_append_c (self->line, '\n');
  self->number++;
  *line = self->line->str;
  *size = self->line->len;
  return check_line (self, error) ? KH_LINE : KH_LINE_ERROR;
}
