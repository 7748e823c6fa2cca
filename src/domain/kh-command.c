/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills names into texts and command lines. */

#include <string.h>

#include "kh-command-private.h"
#include "kh-id.h"

static char *
quote (const char *name)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._,-";
  gboolean is_plain = *name != '\0' && *name != '-' && strspn (name, plain) == strlen (name);
  return is_plain ? g_strdup (name) : g_shell_quote (name);
}

static const char *
find_name (const char *word, gsize length, const KhNames *names)
{
  const struct {
    const char *word;
    const char *name;
  } rows[] = { { "environment", names->environment },
               { "policy", names->policy },
               { "vault", names->vault },
               { "key", names->key },
               { "version", names->version },
               { "geo", names->geo },
               { "account", names->account },
               { "ops", names->ops } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strlen (rows[i].word) == length && strncmp (rows[i].word, word, length) == 0)
      return rows[i].name != NULL ? rows[i].name : "";
  return "";
}

/* (transfer full): in a command it is what a shell makes @name of; people read the beginning of a
 * version. */
static char *
write_name (const char *name, const KhNames *names, gboolean quoted)
{
  if (quoted)
    return quote (name);
  return name == names->version ? kh_id_short (name) : g_strdup (name);
}

static char *
fill (const char *pattern, const KhNames *names, gboolean quoted)
{
  if (pattern == NULL)
    return NULL;
  GString *text = g_string_new (NULL);
  while (*pattern != '\0') {
    const char *end = *pattern == '{' ? strchr (pattern, '}') : NULL;
    if (end == NULL) {
      g_string_append_c (text, *pattern++);
      continue;
    }
    const char *name = find_name (pattern + 1, end - pattern - 1, names);
    g_autofree char *word = write_name (name, names, quoted);
    g_string_append (text, word);
    pattern = end + 1;
  }
  return g_string_free (text, FALSE);
}

char *
_kh_fill_text (const char *pattern, const KhNames *names)
{
  return fill (pattern, names, FALSE);
}

char *
_kh_fill_command (const char *pattern, const KhNames *names)
{
  return fill (pattern, names, TRUE);
}
