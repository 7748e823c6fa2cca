/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Giving a policy's identity access to its key, as one step of dialogs and wizards. Main thread. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* @policy: id or name. */
void kh_grant_policy_async (KhOrganization *organization, const char *policy,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean kh_grant_policy_finish (GAsyncResult *result, GError **error);

G_END_DECLS
