/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret of a vault and its versions as values. */

#include "kh-vault-secret.h"

#include "kh-value-private.h"

static void
vault_secret_version_init (KhVaultSecretVersion *self)
{
  self->enabled = TRUE;
  self->nbf = KH_TIME_NONE;
  self->exp = KH_TIME_NONE;
  self->created_at = KH_TIME_NONE;
  self->updated_at = KH_TIME_NONE;
  self->tags = g_new0 (char *, 1);
}

static void
vault_secret_version_clear (KhVaultSecretVersion *self)
{
  g_free (self->version);
  g_free (self->content_type);
  g_strfreev (self->tags);
}

static void
vault_secret_version_deepen (KhVaultSecretVersion *self)
{
  KH_DEEPEN_TEXT (self, version);
  KH_DEEPEN_TEXT (self, content_type);
  self->tags = g_strdupv (self->tags);
}

KH_DEFINE_VALUE (KhVaultSecretVersion, vault_secret_version);

static gpointer
version_share (gconstpointer version, gpointer unused)
{
  return kh_vault_secret_version_ref (version);
}

static void
vault_secret_init (KhVaultSecret *self)
{
  self->versions = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_vault_secret_version_unref);
  self->deleted_at = KH_TIME_NONE;
  self->scheduled_purge_at = KH_TIME_NONE;
  self->created_at = KH_TIME_NONE;
}

static void
vault_secret_clear (KhVaultSecret *self)
{
  g_free (self->vault);
  g_free (self->name);
  g_ptr_array_unref (self->versions);
}

static void
vault_secret_deepen (KhVaultSecret *self)
{
  KH_DEEPEN_TEXT (self, vault);
  KH_DEEPEN_TEXT (self, name);
  self->versions = kh_value_copy_array (self->versions, version_share,
                                        (GDestroyNotify)kh_vault_secret_version_unref);
}

KH_DEFINE_VALUE (KhVaultSecret, vault_secret);

static gboolean
find_version (const KhVaultSecret *self, const char *version, guint *index)
{
  for (guint i = 0; i < self->versions->len; i++) {
    const KhVaultSecretVersion *candidate = g_ptr_array_index (self->versions, i);
    if (g_ascii_strcasecmp (candidate->version, version) == 0) {
      *index = i;
      return TRUE;
    }
  }
  return FALSE;
}

const KhVaultSecretVersion *
kh_vault_secret_get_version (const KhVaultSecret *self, const char *version)
{
  guint index = self->versions->len - 1;
  if (self->versions->len == 0 || (version != NULL && !find_version (self, version, &index)))
    return NULL;
  return g_ptr_array_index (self->versions, index);
}

void
kh_vault_secret_set_version (KhVaultSecret *self, const KhVaultSecretVersion *version)
{
  guint index;
  if (!find_version (self, version->version, &index)) {
    g_ptr_array_add (self->versions, kh_vault_secret_version_ref (version));
    return;
  }
  KhVaultSecretVersion *replacement = kh_vault_secret_version_ref (version);
  kh_vault_secret_version_unref (g_ptr_array_index (self->versions, index));
  g_ptr_array_index (self->versions, index) = replacement;
}

gboolean
kh_vault_secret_is_deleted (const KhVaultSecret *self)
{
  return self->deleted_at != KH_TIME_NONE;
}

KhKeyState
kh_vault_secret_version_get_own_state (const KhVaultSecretVersion *self, KhTime now)
{
  if (!self->enabled)
    return KH_KEY_STATE_DISABLED;
  if (self->nbf != KH_TIME_NONE && now < self->nbf)
    return KH_KEY_STATE_NOT_YET_ACTIVE;
  if (self->exp != KH_TIME_NONE && now >= self->exp)
    return KH_KEY_STATE_EXPIRED;
  return KH_KEY_STATE_ACTIVE;
}
