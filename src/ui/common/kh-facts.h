/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small questions about objects that several pages ask, answered from their newest snapshots, and
 * the words for them. Main thread; nothing here calls the tenant. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

KhTime kh_fact_time (KhItem *item, const char *path);

/* Of environments. */
gboolean kh_fact_is_locked (KhItem *environment);
/* (nullable) (transfer none): the snapshot's list member that names @operation, and its reason. */
const char *kh_fact_refusal (KhItem *environment, const char *operation);
gboolean kh_fact_allows (KhItem *environment, const char *operation);
/* (transfer full) (nullable): "Encrypting 38 %" while an operation runs on it. */
char *kh_fact_running_word (KhOrganization *organization, KhItem *environment);
/* Flows that stay on the Microsoft key although the environment is on a customer's; 0 while its
 * status is another than Warning. */
guint kh_fact_flows (KhItem *environment);
/* (transfer full) (nullable): "Warning (2 flows)" where there are such flows. */
char *kh_fact_encryption_word (KhItem *environment);
/* (transfer full): "in 3 days 18 hours", as time left until its data is deleted; empty without. */
char *kh_fact_time_left (KhOrganization *organization, KhTime end);
/* (transfer none): what a type of environment is called. */
const char *kh_fact_type (const char *type);

/* Environments that use the policy with this id, or the key "VAULT/NAME"; of them the locked ones.
 */
guint kh_fact_count_environments (KhOrganization *organization, const char *path, const char *id,
                                  guint *locked);
/* (transfer full): "1 environment" */
char *kh_fact_environments_text (guint n);

/* Of keys: "RSA 3072", "EC P-256". */
char *kh_fact_key_type (KhJson *key);
/* The platform takes RSA of 2048 and 3072 bits alone. */
gboolean kh_fact_key_can_protect (KhJson *key);
gboolean kh_fact_expires_soon (KhOrganization *organization, KhJson *key);
/* (transfer none): the value for KH_STATE_KEY, with "ExpiresSoon" where that is due. */
const char *kh_fact_key_state (KhOrganization *organization, KhJson *key);
/* (transfer full): "14 days old" */
char *kh_fact_age (KhTime created, KhTime now);
/* (transfer full): "VAULT/NAME" of the key of a policy's snapshot. */
char *kh_fact_policy_key (KhJson *policy);

/* Of vaults: values for KH_STATE_PROTECTION and KH_STATE_NETWORK. */
const char *kh_fact_protection (KhJson *vault);
const char *kh_fact_network (KhJson *vault);

/* Of operations: 0 to 100 rounded down, -1 where nothing is known. */
int kh_fact_percent (KhJson *operation);
/* (transfer full): "Encrypt Finance Production". */
char *kh_fact_operation_title (KhJson *operation);
gboolean kh_fact_operation_is_active (KhJson *operation);

G_END_DECLS
