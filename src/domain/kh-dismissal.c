/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dismissed finding as a value. */

#include "kh-dismissal.h"
#include "kh-value-private.h"

static void
dismissal_init (KhDismissal *self)
{
  self->at = KH_TIME_NONE;
}

static void
dismissal_clear (KhDismissal *self)
{
  g_free (self->id);
  g_free (self->digest);
  g_free (self->account_id);
}

static void
dismissal_deepen (KhDismissal *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, digest);
  KH_DEEPEN_TEXT (self, account_id);
}

KH_DEFINE_VALUE (KhDismissal, dismissal);
