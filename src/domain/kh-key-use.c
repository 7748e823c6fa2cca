/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A use of a key version that ended, as a value. */

#include "kh-key-use.h"
#include "kh-value-private.h"

static void
key_use_init (KhKeyUse *self)
{
  self->since = KH_TIME_NONE;
  self->until = KH_TIME_NONE;
}

static void
key_use_clear (KhKeyUse *self)
{
  g_free (self->id);
  g_free (self->vault);
  g_free (self->key);
  g_free (self->version);
  g_free (self->environment_id);
}

static void
key_use_deepen (KhKeyUse *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, vault);
  KH_DEEPEN_TEXT (self, key);
  KH_DEEPEN_TEXT (self, version);
  KH_DEEPEN_TEXT (self, environment_id);
}

KH_DEFINE_VALUE (KhKeyUse, key_use);
