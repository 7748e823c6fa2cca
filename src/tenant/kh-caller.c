/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls a use case. */
#include "kh-caller.h"

static KhCaller *
caller_alloc (const char *id, const char *name, KhRoles roles)
{
  KhCaller *self = g_new0 (KhCaller, 1);

  g_atomic_ref_count_init (&self->refs);
  self->account_id = g_strdup (id);
  self->account_name = g_strdup (name);
  self->roles = roles;
  return self;
}

KhCaller *
kh_caller_new (const KhAccount *account)
{
  return caller_alloc (account->id, account->name, account->roles);
}

KhCaller *
kh_caller_new_platform (void)
{
  return kh_caller_new_identity (NULL, "platform");
}

KhCaller *
kh_caller_new_platform_for (const KhCaller *cause)
{
  KhCaller *self = kh_caller_new_platform ();

  if (cause != NULL)
    self->request_id = g_strdup (cause->request_id);
  return self;
}

KhCaller *
kh_caller_new_identity (const char *id, const char *name)
{
  KhCaller *self = caller_alloc (id, name, KH_ROLE_NONE);

  self->is_platform = TRUE;
  return self;
}

KhCaller *
kh_caller_with (KhCaller *self, const char *request_id, const char *reason,
                const char *confirmation)
{
  KhCaller *copy = caller_alloc (self->account_id, self->account_name, self->roles);

  copy->is_platform = self->is_platform;
  copy->request_id = g_strdup (request_id);
  copy->reason = g_strdup (reason);
  copy->confirmation = g_strdup (confirmation);
  return copy;
}

KhCaller *
kh_caller_with_approval (KhCaller *self, const char *approval, const char *reason)
{
  KhCaller *copy = kh_caller_with (self, approval, reason, NULL);

  copy->approval = g_strdup (approval);
  return copy;
}

KhCaller *
kh_caller_ref (KhCaller *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kh_caller_unref (KhCaller *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->account_id);
  g_free (self->account_name);
  g_free (self->request_id);
  g_free (self->reason);
  g_free (self->confirmation);
  g_free (self->approval);
  g_free (self);
}
