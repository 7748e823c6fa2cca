/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person of the organization as a value. */

#include "kh-account.h"
#include "kh-value-private.h"

static void
account_init (KhAccount *self)
{
}

static void
account_clear (KhAccount *self)
{
  g_free (self->id);
  g_free (self->name);
}

static void
account_deepen (KhAccount *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, name);
}

KH_DEFINE_VALUE (KhAccount, account);
