/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of one object: one scrolled page of groups, made from the item's newest snapshot.
 *
 * Main thread. A group is made anew only when the members it depends on have changed; focus and
 * scroll position stay. The page reads the object whole when it opens and whenever the object
 * changes; when it is gone, the page leaves with a toast, which tells of the act that ended it.
 */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

#define KH_TYPE_DETAIL_PAGE (kh_detail_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhDetailPage, kh_detail_page, KH, DETAIL_PAGE, KhPage)

typedef struct {
  const char *part; /* in URIs, for example "coverage" */
  /* Members of the snapshot, separated by spaces, whose change makes the group anew. */
  const char *depends;
  /* (transfer floating) (nullable): the group; NULL when there is nothing to show. */
  GtkWidget *(*build) (KhDetailPage *page, KhItem *item);
} KhDetailGroup;

#define KH_DETAIL_MAX_GROUPS 8

struct _KhDetailPageClass {
  KhPageClass parent_class;

  const KhDetailGroup *groups;
  guint n_groups;
  /* Kinds (bits 1 << KhItemKind) whose changes are seen in this object's details. */
  guint also;
  /* (nullable): what is said when an object is gone: a format with its name, for kinds whose end is
   * no loss. */
  const char *gone_text;
  /* After each change of the snapshot, before the groups: title, subtitle, primary action. */
  void (*show) (KhDetailPage *page, KhItem *item);
};

KhItem *kh_detail_page_get_item (KhDetailPage *self);
/* There is no room for more than a title and one thing at its end. */
gboolean kh_detail_page_is_narrow (KhDetailPage *self);
/* Reads the object again; once more afterwards when it is being read already. */
void kh_detail_page_reload (KhDetailPage *self);
/* A fact beside the snapshot that groups depend on as on a member "+name"; nullable. */
void kh_detail_page_set_fact (KhDetailPage *self, const char *name, const char *value);
const char *kh_detail_page_get_fact (KhDetailPage *self, const char *name);

/* Acts of the page. While one runs its action is off; a failure is shown on top of the page. */
void kh_detail_page_begin (KhDetailPage *self, const char *action);
/* The same for an act that ends the object: the page then leaves with @toast. */
void kh_detail_page_begin_last (KhDetailPage *self, const char *action, const char *toast);
/* @error: (nullable): cancellation only ends it. */
void kh_detail_page_end (KhDetailPage *self, const char *action, const GError *error);
gboolean kh_detail_page_is_running (KhDetailPage *self, const char *action);
/* Runs @call (taken) as the act @action; then shows @toast (nullable) and reads the object again.
 * @destroy: of the call's result. */
void kh_detail_page_run_call (KhDetailPage *self, const char *action, KhCall *call,
                              GDestroyNotify destroy, const char *toast);
/* The same for work on the worker thread, which returns a gpointer that is not freed. */
void kh_detail_page_run_work (KhDetailPage *self, const char *action, KhOrganizationWork work,
                              gpointer data, GDestroyNotify destroy, const char *toast);

/* Widgets. */
GtkWidget *kh_detail_group_new (const char *title);
/* (transfer floating): what scrolls the groups of a page that is no KhDetailPage, laid out as those
 * are. @groups: (out) (transfer none): their box. */
GtkWidget *kh_detail_scroller_new (GtkBox **groups);
/* @group: a group, or an expander row in one; also of the functions below. */
void kh_detail_group_add (GtkWidget *group, GtkWidget *row);
/* A fact that opens an object: as kh_property_row_new() and kh_link_row_new() together. */
GtkWidget *kh_detail_link_new (const char *caption, const char *value, const char *uri);
/* As kh_act_row_new(); where the page is narrow the row turns into its verb. */
void kh_detail_add_act (KhDetailPage *self, GtkWidget *group, const char *effect,
                        const char *consequence, const char *verb, const char *action,
                        const char *reason);
/* Does @action as the row that offers it would; where that is off it says why. FALSE: no row offers
 * it. */
gboolean kh_detail_activate_act (KhDetailPage *self, const char *action);
/* Fills @group with the one row of an account that may change nothing here, and returns TRUE, when
 * it has none of @roles. */
gboolean kh_detail_add_read_only (KhDetailPage *self, GtkWidget *group, guint roles);

/* The classes of the kinds. */
GType kh_environment_page_get_type (void);
GType kh_policy_page_get_type (void);
GType kh_key_page_get_type (void);
GType kh_vault_page_get_type (void);
GType kh_operation_page_get_type (void);
GType kh_finding_page_get_type (void);

G_END_DECLS
