/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict scanner: what it lets through is UTF-8 that any reader after it can take. */
#include "fuzz.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "kh-json-scan.h"

const char *const fuzz_name = "json";
const char *const fuzz_seeds[] = { "json-robust", "wire", NULL };

static gboolean
on_value (const KhJsonSlice *slice, gpointer data, GError **error)
{
  if (slice->key != NULL && !g_utf8_validate (slice->key, -1, NULL))
    abort ();
  if (slice->kind == KH_JSON_STRING) {
    g_autofree char *text = kh_json_unescape (slice->raw, slice->size);

    if (!g_utf8_validate (text, -1, NULL))
      abort ();
  }
  ++*(guint *)data;
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *)data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) second = NULL;
  g_autoptr (JsonParser) parser = NULL;
  KhJsonKind kind = KH_JSON_NULL;
  guint n = 0;
  gsize offset = 0;
  gboolean good = kh_json_check (text, size, NULL, &kind, &offset, &error);

  if (good != (error == NULL) || offset > size
      || kh_json_visit (text, size, NULL, on_value, &n, &second) != good)
    abort ();
  if (!good)
    return 0;
  parser = json_parser_new ();
  if (!g_utf8_validate_len (text, size, NULL)
      || !json_parser_load_from_data (parser, text, (gssize)size, NULL))
    abort ();
  return 0;
}
