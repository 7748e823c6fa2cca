/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who made the change that locked an environment, as the audit log tells it. Main thread. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* Nothing is asked, and nobody found, where the account may not read the log. */
void kh_lock_person_async (KhOrganization *organization, KhItem *environment,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer full) (nullable): a name; NULL without an error when the log does not tell. */
char *kh_lock_person_finish (GAsyncResult *result, GError **error);

G_END_DECLS
