/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One version of a key as a value. */

#include "kh-key-version.h"
#include "kh-value-private.h"

static void
key_version_init (KhKeyVersion *self)
{
  self->enabled = TRUE;
  self->nbf = KH_TIME_NONE;
  self->exp = KH_TIME_NONE;
  self->created_at = KH_TIME_NONE;
  self->updated_at = KH_TIME_NONE;
  self->hsm_platform = g_strdup ("0");
}

static void
key_version_clear (KhKeyVersion *self)
{
  g_free (self->version);
  g_free (self->hsm_platform);
  g_free (self->thumbprint);
  g_clear_pointer (&self->n, g_bytes_unref);
  g_clear_pointer (&self->e, g_bytes_unref);
  g_clear_pointer (&self->x, g_bytes_unref);
  g_clear_pointer (&self->y, g_bytes_unref);
}

static GBytes *
ref_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static void
key_version_deepen (KhKeyVersion *self)
{
  KH_DEEPEN_TEXT (self, version);
  KH_DEEPEN_TEXT (self, hsm_platform);
  KH_DEEPEN_TEXT (self, thumbprint);
  self->n = ref_bytes (self->n);
  self->e = ref_bytes (self->e);
  self->x = ref_bytes (self->x);
  self->y = ref_bytes (self->y);
}

KH_DEFINE_VALUE (KhKeyVersion, key_version);

KhKeyState
kh_key_version_get_own_state (const KhKeyVersion *self, KhTime now)
{
  if (!self->enabled)
    return KH_KEY_STATE_DISABLED;
  if (self->nbf != KH_TIME_NONE && now < self->nbf)
    return KH_KEY_STATE_NOT_YET_ACTIVE;
  if (self->exp != KH_TIME_NONE && now >= self->exp)
    return KH_KEY_STATE_EXPIRED;
  return KH_KEY_STATE_ACTIVE;
}
