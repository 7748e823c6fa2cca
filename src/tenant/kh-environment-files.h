/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An environment's folder and the data keys that open it. */
#pragma once

#include "kh-item-store.h"
#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* (transfer full) (element-type GBytes): the wrapped data keys of a store, in the order of its
 * references. Any thread without a lease. */
GPtrArray *kh_environment_files_get_records (KhTenant *tenant, const KhEnvironment *environment,
                                             KhStoreKind store, GError **error);
/* (transfer full): unwraps @records and opens the store. */
KhItemStore *kh_environment_files_open (KhTenant *tenant, const KhEstate *estate,
                                        const KhEnvironment *environment, KhStoreKind store,
                                        GPtrArray *records, GError **error);

G_END_DECLS
