/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key with its versions as a value. */

#include "kh-key.h"
#include "kh-value-private.h"

static gpointer
key_version_share (gconstpointer version, gpointer unused)
{
  return kh_key_version_ref (version);
}

static void
key_init (KhKey *self)
{
  self->tags = g_new0 (char *, 1);
  self->versions = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_key_version_unref);
  self->deleted_at = KH_TIME_NONE;
  self->scheduled_purge_at = KH_TIME_NONE;
  self->created_at = KH_TIME_NONE;
}

static void
key_clear (KhKey *self)
{
  g_free (self->vault);
  g_free (self->name);
  g_strfreev (self->tags);
  g_ptr_array_unref (self->versions);
  g_free (self->rotation_policy);
}

static void
key_deepen (KhKey *self)
{
  KH_DEEPEN_TEXT (self, vault);
  KH_DEEPEN_TEXT (self, name);
  self->tags = g_strdupv (self->tags);
  self->versions =
      kh_value_copy_array (self->versions, key_version_share, (GDestroyNotify)kh_key_version_unref);
  KH_DEEPEN_TEXT (self, rotation_policy);
}

KH_DEFINE_VALUE (KhKey, key);

const KhKeyVersion *
kh_key_get_current (const KhKey *self)
{
  return self->versions->len > 0 ? g_ptr_array_index (self->versions, self->versions->len - 1)
                                 : NULL;
}

static gboolean
find_version (const KhKey *self, const char *version, guint *index)
{
  for (guint i = 0; i < self->versions->len; i++) {
    const KhKeyVersion *candidate = g_ptr_array_index (self->versions, i);
    if (g_ascii_strcasecmp (candidate->version, version) == 0) {
      *index = i;
      return TRUE;
    }
  }
  return FALSE;
}

const KhKeyVersion *
kh_key_get_version (const KhKey *self, const char *version)
{
  guint index;
  if (version == NULL)
    return kh_key_get_current (self);
  return find_version (self, version, &index) ? g_ptr_array_index (self->versions, index) : NULL;
}

void
kh_key_set_version (KhKey *self, const KhKeyVersion *version)
{
  guint index;
  if (!find_version (self, version->version, &index)) {
    g_ptr_array_add (self->versions, kh_key_version_ref (version));
    return;
  }
  KhKeyVersion *replacement = kh_key_version_ref (version);
  kh_key_version_unref (g_ptr_array_index (self->versions, index));
  g_ptr_array_index (self->versions, index) = replacement;
}

gboolean
kh_key_is_deleted (const KhKey *self)
{
  return self->deleted_at != KH_TIME_NONE;
}

gboolean
kh_key_type_is_hsm (KhKeyType kty)
{
  return kty == KH_KEY_TYPE_RSA_HSM || kty == KH_KEY_TYPE_EC_HSM || kty == KH_KEY_TYPE_OCT_HSM;
}

KhKeyOps
kh_key_type_get_default_ops (KhKeyType kty)
{
  KhKeyOps wrap =
      (KhKeyOps)(KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP | KH_KEY_OPS_ENCRYPT | KH_KEY_OPS_DECRYPT);
  KhKeyOps sign = (KhKeyOps)(KH_KEY_OPS_SIGN | KH_KEY_OPS_VERIFY);
  switch (kty) {
  case KH_KEY_TYPE_RSA:
  case KH_KEY_TYPE_RSA_HSM:
    return (KhKeyOps)(wrap | sign);
  case KH_KEY_TYPE_EC:
  case KH_KEY_TYPE_EC_HSM:
    return sign;
  case KH_KEY_TYPE_OCT:
  case KH_KEY_TYPE_OCT_HSM:
    return wrap;
  }
  return KH_KEY_OPS_NONE;
}
