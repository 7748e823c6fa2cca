/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of the audit log as a table, and as lines where there is no room for columns: both on the
 * same model and selection.
 *
 * Main thread. Only what can be seen has widgets. What follows is read when the end comes near.
 */
#pragma once

#include <adwaita.h>

#include "kh-audit-list.h"

G_BEGIN_DECLS

#define KH_TYPE_ACTIVITY_TABLE (kh_activity_table_get_type ())
G_DECLARE_FINAL_TYPE (KhActivityTable, kh_activity_table, KH, ACTIVITY_TABLE, AdwBin)

/* @organization: whose clock tells which year it is. Activating a record opens its page. */
GtkWidget *kh_activity_table_new (KhOrganization *organization, KhAuditList *list);
void kh_activity_table_set_narrow (KhActivityTable *self, gboolean narrow);

G_END_DECLS
