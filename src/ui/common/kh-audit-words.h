/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table from verbs of the audit log to what people read, and the other words of a record.
 * Main thread; a record is what the tenant lists (kh-routes.h). */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* (transfer none): "Disabled key version", or for a refusal "Tried to disable a key version". An
 * unknown verb comes back as it is. */
const char *kh_audit_what (KhJson *record);
/* (transfer full): "cmk-eu-test 2f81…"; empty without an object. */
char *kh_audit_object (KhJson *record);
/* (transfer none): who did it; the platform is "Keyhold". */
const char *kh_audit_who (KhJson *record);
/* (transfer none): value for KH_STATE_RECORD. */
const char *kh_audit_result (KhJson *record);
/* (transfer full) (nullable): address of the object's page. */
char *kh_audit_uri (KhJson *record);
/* No request announced it, and it took away data, a key, or access to one. @record: as it is read
 * alone. */
gboolean kh_audit_is_unplanned (KhJson *record);
/* (transfer full) (nullable): the verbs whose words have @text in them, commas between; NULL when
 * there are none. */
char *kh_audit_find_actions (const char *text);

/* (transfer none): what a kind of object is called in the plural; kinds that records have, in
 * @kinds, NULL-terminated. */
const char *kh_audit_kind_text (const char *kind);
const char *const *kh_audit_kinds (void);

G_END_DECLS
