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

/* Unwraps every data key of the store anew; nothing is opened. Any thread without a lease. */
gboolean kh_environment_files_prove (KhTenant *tenant, const KhEstate *estate,
                                     const KhEnvironment *environment, KhStoreKind store,
                                     GError **error);

/* The name of the folder that holds the environment's data. (transfer none) */
const char *kh_environment_files_get_folder (const KhEnvironment *environment);

/* What the stores of an environment shall be under: @policy NULL is the platform's key. The version
 * (nullable) is that of the policy's key, and counts for the stores that customers' keys cover. */
typedef struct {
  const KhPolicy *policy;
  const char *version;
} KhFilesKey;
/* Makes an empty store below @folder under a fresh data key, which becomes the only one of
 * @environment (a copy under construction); its wrapped record is added to @records. (transfer
 * full): the open store. */
KhItemStore *kh_environment_files_make (KhTenant *tenant, KhEnvironment *environment,
                                        const char *folder, KhStoreKind store,
                                        const KhFilesKey *key, GPtrArray *records, GError **error);
/* Puts the whole folder @from in its place @to, durably. */
gboolean kh_environment_files_settle (KhTenant *tenant, const char *from, const char *to,
                                      GError **error);
/* (transfer full): of the platform's key alone, made whole under the name @folder; removed again on
 * failure. Worker. */
gboolean kh_environment_files_make_all (KhTenant *tenant, KhEnvironment *environment,
                                        const char *folder, GPtrArray *records, GError **error);
void kh_environment_files_remove (KhTenant *tenant, const char *folder);
/* (transfer full): a name for data that takes the place of what is there; @id is a GUID. */
char *kh_environment_files_new_folder (const KhEnvironment *environment, const char *id);

G_END_DECLS
