/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit records of an operation as rows that open them. */
#include "kh-operation-log.h"

#include "kh-audit-list.h"
#include "kh-audit-words.h"
#include "kh-facts.h"
#include "kh-role-check.h"
#include "kh-rows.h"
#include "kh-text.h"

/* Times on the wire are rounded. */
#define MARGIN KH_SECOND

struct _KhOperationLog {
  KhDetailPage *page;
  KhAuditList *list; /* (owned) */
  char *seen;        /* (nullable): how far the operation was when the log was read last */
  KhTime ended;      /* what the list was asked for */
  guint turn;
};

static gboolean
may_read (KhOperationLog *self)
{
  guint roles;

  g_object_get (kh_page_get_organization (KH_PAGE (self->page)), "roles", &roles, NULL);
  return kh_role_check ((KhRoles)roles, KH_VERB_READ_AUDIT, NULL);
}

static void
on_changed_cb (KhOperationLog *self)
{
  g_autofree char *turn = g_strdup_printf ("%u", ++self->turn);

  if (!kh_audit_list_is_whole (self->list))
    kh_audit_list_read_more (self->list);
  kh_detail_page_set_fact (self->page, "log", turn);
}

static void
read_all (KhOperationLog *self, KhItem *item)
{
  KhAuditQuery query = { .object = kh_item_string (item, "environmentId"), .of = "changes" };
  KhTime created = kh_fact_time (item, "createdAt");

  query.since = created != KH_TIME_NONE ? created - MARGIN : 0;
  query.until = self->ended != KH_TIME_NONE ? self->ended + MARGIN : 0;
  kh_audit_list_set_query (self->list, &query);
}

void
kh_operation_log_follow (KhOperationLog *self, KhItem *item)
{
  KhTime ended = kh_fact_time (item, "endedAt");
  g_autofree char *now = NULL;
  gboolean first = self->seen == NULL;

  if (kh_item_string (item, "environmentId") == NULL || !may_read (self))
    return;
  now = g_strdup_printf ("%s %" G_GINT64_FORMAT, kh_item_string (item, "state"), ended);
  if (g_strcmp0 (now, self->seen) == 0)
    return;
  g_free (self->seen);
  self->seen = g_steal_pointer (&now);
  if (first || ended != self->ended) {
    self->ended = ended;
    read_all (self, item);
  } else {
    kh_audit_list_refresh (self->list);
  }
}

static GtkWidget *
new_row (KhOperationLog *self, KhAuditEntry *entry)
{
  KhJson *record = kh_audit_entry_get_record (entry);
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (self->page)));
  g_autofree char *time = kh_text_time (kh_json_time (record, "time"), now);
  g_autofree char *subtitle = g_strjoin (" · ", kh_audit_who (record), time, NULL);
  g_autofree char *uri =
      g_strdup_printf ("keyhold:activity/%" G_GUINT64_FORMAT, kh_audit_entry_get_seq (entry));
  GtkWidget *row = kh_link_row_new (kh_audit_what (record), subtitle, uri);

  kh_row_add_pill (row, KH_STATE_RECORD, kh_audit_result (record));
  kh_set_time (row, kh_json_time (record, "time"));
  return row;
}

GtkWidget *
kh_operation_log_build (KhOperationLog *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  GtkWidget *group;

  if (n == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Log"));
  while (n-- > 0) {
    g_autoptr (KhAuditEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->list), n);

    kh_detail_group_add (group, new_row (self, entry));
  }
  return group;
}

KhOperationLog *
kh_operation_log_new (KhDetailPage *page)
{
  KhOperationLog *self = g_new0 (KhOperationLog, 1);

  self->page = page;
  self->ended = KH_TIME_NONE;
  self->list = kh_audit_list_new (kh_page_get_organization (KH_PAGE (page)));
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (on_changed_cb), self);
  return self;
}

void
kh_operation_log_free (KhOperationLog *self)
{
  g_signal_handlers_disconnect_by_data (self->list, self);
  kh_audit_list_close (self->list);
  g_object_unref (self->list);
  g_free (self->seen);
  g_free (self);
}
