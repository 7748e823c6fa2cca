/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a key's detail share. Main thread. */
#pragma once

#include "kh-detail-page.h"
#include "kh-pill.h"

G_BEGIN_DECLS

/* The actions of kh-key-acts.h, and the group that offers them: rotate, rotation-policy, disable,
 * enable, set-expiry, back-up and delete; with a version disable-version, enable-version and
 * set-expiry-of. */
void kh_key_page_acts_add (KhDetailPage *page);
GtkWidget *kh_key_page_acts_build (KhDetailPage *page, KhItem *item);
/* The group of the schedule. */
GtkWidget *kh_key_rotation_build (KhDetailPage *page, KhItem *item);
/* (transfer container) (element-type GtkWidget), floating: rows of what holds or held a version
 * that was read whole. @key: the snapshot with the list of all versions. @may_forget: backup files
 * have a verb. */
GPtrArray *kh_key_ledger_lines (KhJson *key, KhJson *version, gboolean may_forget, KhTime now);

/* The group of versions, and which of its rows are open. A row shows what the list tells; what
 * needs the version is read when its row is open. Lives as long as @page. */
typedef struct _KhKeyVersions KhKeyVersions;
KhKeyVersions *kh_key_versions_new (KhDetailPage *page);
void kh_key_versions_free (KhKeyVersions *self);
/* (transfer floating) (nullable): NULL while no version is known. */
GtkWidget *kh_key_versions_build (KhKeyVersions *self, KhItem *item);
/* The row of @version will be open. */
void kh_key_versions_open (KhKeyVersions *self, const char *version);
/* The key was read again: so is what open rows show. */
void kh_key_versions_update (KhKeyVersions *self);

G_END_DECLS
