/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two tables of permissions, and sentences made of them. */
#include "kh-permission-text.h"

#include <glib/gi18n.h>

static const KhPermissionText key_texts[] = {
  { "get", N_ ("get") },
  { "list", N_ ("list") },
  { "wrapKey", N_ ("wrap") },
  { "unwrapKey", N_ ("unwrap") },
  { "encrypt", N_ ("encrypt") },
  { "decrypt", N_ ("decrypt") },
  { "sign", N_ ("sign") },
  { "verify", N_ ("verify") },
  { "create", N_ ("create") },
  { "import", N_ ("import") },
  { "update", N_ ("update") },
  { "rotate", N_ ("rotate") },
  { "getrotationpolicy", N_ ("read the rotation policy") },
  { "setrotationpolicy", N_ ("set the rotation policy") },
  { "backup", N_ ("back up") },
  { "restore", N_ ("restore") },
  { "delete", N_ ("delete") },
  { "recover", N_ ("recover") },
  { "purge", N_ ("purge") },
  { "release", N_ ("release") },
};

static const KhPermissionText secret_texts[] = {
  { "get", N_ ("get") },         { "list", N_ ("list") },       { "set", N_ ("set") },
  { "backup", N_ ("back up") },  { "restore", N_ ("restore") }, { "delete", N_ ("delete") },
  { "recover", N_ ("recover") }, { "purge", N_ ("purge") },
};

const KhPermissionText *
kh_key_permission_texts (guint *n)
{
  *n = G_N_ELEMENTS (key_texts);
  return key_texts;
}

const KhPermissionText *
kh_secret_permission_texts (guint *n)
{
  *n = G_N_ELEMENTS (secret_texts);
  return secret_texts;
}

/* (transfer full) */
static char *
begin_large (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, 1);
  g_autofree char *large = g_utf8_strup (first, -1);

  return g_strconcat (large, g_utf8_next_char (text), NULL);
}

char *
kh_permission_title (const KhPermissionText *permission)
{
  return begin_large (_ (permission->text));
}

static gboolean
is_known (const KhPermissionText *texts, guint n, const char *word)
{
  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (texts[i].word, word) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_word (const char *const *words, const char *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], word) == 0)
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): "get, wrap, unwrap"; NULL for none. */
static char *
join (const char *const *words, const KhPermissionText *texts, guint n)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (words == NULL || words[0] == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (has_word (words, texts[i].word))
      g_ptr_array_add (parts, (gpointer)_ (texts[i].text));
  if (parts->len == n)
    return g_strdup (_ ("everything"));
  for (guint i = 0; words[i] != NULL; i++)
    if (!is_known (texts, n, words[i]))
      g_ptr_array_add (parts, (gpointer)words[i]);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **)parts->pdata);
}

char *
kh_permissions_text (const char *const *keys, const char *const *secrets)
{
  g_autofree char *on_keys = join (keys, key_texts, G_N_ELEMENTS (key_texts));
  g_autofree char *on_secrets = join (secrets, secret_texts, G_N_ELEMENTS (secret_texts));
  g_autofree char *large = on_keys != NULL ? begin_large (on_keys) : NULL;

  if (on_keys == NULL && on_secrets == NULL)
    return g_strdup (_ ("Nothing"));
  if (on_secrets == NULL)
    return g_steal_pointer (&large);
  if (on_keys == NULL)
    /* Translators: permissions, as "get, list" */
    return g_strdup_printf (_ ("On secrets: %s"), on_secrets);
  /* Translators: permissions on keys, as "Get, wrap, unwrap", and on secrets, as "get, list" */
  return g_strdup_printf (_ ("%s · on secrets: %s"), large, on_secrets);
}
