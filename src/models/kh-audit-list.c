/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log as the console shows it. */
#include "kh-audit-list.h"

#define PAGE 100

struct _KhAuditEntry {
  GObject parent_instance;

  guint64 seq;
  KhJson *record; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhAuditEntry, kh_audit_entry, G_TYPE_OBJECT)

static void
kh_audit_entry_finalize (GObject *object)
{
  kh_json_unref (KH_AUDIT_ENTRY (object)->record);
  G_OBJECT_CLASS (kh_audit_entry_parent_class)->finalize (object);
}

static void
kh_audit_entry_class_init (KhAuditEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_audit_entry_finalize;
}

static void
kh_audit_entry_init (KhAuditEntry *self)
{
}

static KhAuditEntry *
entry_new (KhJson *record)
{
  KhAuditEntry *self = g_object_new (KH_TYPE_AUDIT_ENTRY, NULL);

  self->record = kh_json_ref (record);
  self->seq = (guint64)kh_json_int (record, "seq", 0);
  return self;
}

guint64
kh_audit_entry_get_seq (KhAuditEntry *self)
{
  return self->seq;
}

KhJson *
kh_audit_entry_get_record (KhAuditEntry *self)
{
  return self->record;
}

/* --- The list ------------------------------------------------------------------------------- */

typedef enum { READ_NOTHING, READ_ALL, READ_MORE, READ_NEW } Reading;

struct _KhAuditList {
  GObject parent_instance;

  KhOrganization *organization; /* (owned) (nullable): NULL when it was closed */
  GListStore *entries;
  KhAuditQuery query;  /* with texts of its own */
  guint64 next;        /* where what follows begins; 0: the last entry is the oldest */
  GCancellable *calls; /* of the present query */
  Reading reading;
  gboolean again; /* something has come while it was read */
  KhListState state;
  GError *error; /* (nullable) */
};

static GType
get_item_type (GListModel *model)
{
  return KH_TYPE_AUDIT_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (KH_AUDIT_LIST (model)->entries));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (KH_AUDIT_LIST (model)->entries), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (KhAuditList, kh_audit_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum { PROP_STATE = 1, PROP_LOADING, N_PROPS };
static GParamSpec *props[N_PROPS];

static void read_page (KhAuditList *self, Reading reading);

static void
set_state (KhAuditList *self, KhListState state, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_reading (KhAuditList *self, Reading reading)
{
  self->reading = reading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static KhAuditEntry *
entry_at (KhAuditList *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->entries), position);
}

static GPtrArray *
make_entries (KhJson *page)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < kh_json_length (page, "value"); i++)
    g_ptr_array_add (entries, entry_new (kh_json_element (page, "value", i)));
  return entries;
}

/* Acts that had no outcome when they were read, and have one in @page now. */
static void
replace_ended (KhAuditList *self, GPtrArray *page)
{
  guint position = 0, n = get_n_items (G_LIST_MODEL (self));

  for (guint i = 0; i < page->len && position < n; i++) {
    KhAuditEntry *entry = page->pdata[i];
    g_autoptr (KhAuditEntry) old = entry_at (self, position);

    if (entry->seq != old->seq)
      continue;
    if (kh_json_int (old->record, "outcome", 0) != kh_json_int (entry->record, "outcome", 0))
      g_list_store_splice (self->entries, position, 1, (gpointer *)&entry, 1);
    position++;
  }
}

/* Entries of @page that are newer than what is there go in front. Where they do not reach down to
 * it, so much has come that it is read anew. */
static void
take_new (KhAuditList *self, GPtrArray *page, guint64 next)
{
  g_autoptr (KhAuditEntry) top = entry_at (self, 0);
  guint n = 0;

  while (n < page->len && (top == NULL || ((KhAuditEntry *)page->pdata[n])->seq > top->seq))
    n++;
  if (n == page->len && next != 0 && (top == NULL || next > top->seq)) {
    g_list_store_splice (self->entries, 0, get_n_items (G_LIST_MODEL (self)), page->pdata,
                         page->len);
    self->next = next;
    return;
  }
  replace_ended (self, page);
  g_list_store_splice (self->entries, 0, 0, page->pdata, n);
}

static void
take_page (KhAuditList *self, Reading reading, KhJson *answer)
{
  g_autoptr (GPtrArray) page = make_entries (answer);
  guint64 next = (guint64)kh_json_int (answer, "next", 0);
  guint n = get_n_items (G_LIST_MODEL (self));

  if (reading == READ_NEW) {
    take_new (self, page, next);
    return;
  }
  self->next = next;
  if (reading == READ_ALL)
    g_list_store_splice (self->entries, 0, n, page->pdata, page->len);
  else
    g_list_store_splice (self->entries, n, 0, page->pdata, page->len);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhAuditList) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) page = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  Reading reading = self->reading;
  gboolean again = self->again;

  /* Another query goes on by itself. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->again = FALSE;
  if (page != NULL)
    take_page (self, reading, page);
  set_reading (self, READ_NOTHING);
  set_state (self, page != NULL ? KH_LIST_READY : KH_LIST_FAILED, error);
  /* The tenant looks through so many lines at once: what matches may lie further back. */
  if (page != NULL && reading != READ_NEW && kh_json_length (page, "value") == 0)
    kh_audit_list_read_more (self);
  if (again && self->reading == READ_NOTHING)
    kh_audit_list_refresh (self);
}

static void
read_page (KhAuditList *self, Reading reading)
{
  KhAuditQuery query = self->query;

  if (self->organization == NULL)
    return;
  query.limit = PAGE;
  query.newest = TRUE;
  query.after = reading == READ_MORE ? self->next : 0;
  set_reading (self, reading);
  kh_organization_call_async (self->organization, kh_audit_api_page (&query), self->calls, read_cb,
                              g_object_ref (self));
}

void
kh_audit_list_read_more (KhAuditList *self)
{
  if (self->reading == READ_NOTHING && self->next != 0)
    read_page (self, READ_MORE);
}

void
kh_audit_list_refresh (KhAuditList *self)
{
  self->again = self->reading != READ_NOTHING;
  if (!self->again)
    read_page (self, self->state == KH_LIST_READY ? READ_NEW : READ_ALL);
}

static void
free_query (KhAuditList *self)
{
  g_free ((char *)self->query.object);
  g_free ((char *)self->query.actor);
  g_free ((char *)self->query.kind);
  g_free ((char *)self->query.of);
  g_free ((char *)self->query.text);
  g_free ((char *)self->query.actions);
}

static void
cancel (KhAuditList *self)
{
  g_cancellable_cancel (self->calls);
  g_object_unref (self->calls);
  self->calls = g_cancellable_new ();
}

void
kh_audit_list_set_query (KhAuditList *self, const KhAuditQuery *query)
{
  KhAuditQuery copy = *query;

  copy.object = g_strdup (query->object);
  copy.actor = g_strdup (query->actor);
  copy.kind = g_strdup (query->kind);
  copy.of = g_strdup (query->of);
  copy.text = g_strdup (query->text);
  copy.actions = g_strdup (query->actions);
  free_query (self);
  self->query = copy;
  self->next = 0;
  self->again = FALSE;
  cancel (self);
  read_page (self, READ_ALL);
}

gboolean
kh_audit_list_is_whole (KhAuditList *self)
{
  return self->next == 0;
}

KhListState
kh_audit_list_get_state (KhAuditList *self)
{
  return self->state;
}

const GError *
kh_audit_list_get_error (KhAuditList *self)
{
  return self->error;
}

void
kh_audit_list_close (KhAuditList *self)
{
  cancel (self);
  g_clear_object (&self->organization);
}

static void
kh_audit_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhAuditList *self = KH_AUDIT_LIST (object);

  if (id == PROP_STATE)
    g_value_set_int (value, (int)self->state);
  else
    g_value_set_boolean (value, self->reading != READ_NOTHING);
}

static void
kh_audit_list_finalize (GObject *object)
{
  KhAuditList *self = KH_AUDIT_LIST (object);

  free_query (self);
  g_clear_error (&self->error);
  g_object_unref (self->calls);
  g_object_unref (self->entries);
  g_clear_object (&self->organization);
  G_OBJECT_CLASS (kh_audit_list_parent_class)->finalize (object);
}

static void
kh_audit_list_class_init (KhAuditListClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = kh_audit_list_get_property;
  G_OBJECT_CLASS (klass)->finalize = kh_audit_list_finalize;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, KH_LIST_LOADING, KH_LIST_FAILED,
                                        KH_LIST_LOADING, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
on_items_changed_cb (KhAuditList *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
kh_audit_list_init (KhAuditList *self)
{
  self->entries = g_list_store_new (KH_TYPE_AUDIT_ENTRY);
  self->calls = g_cancellable_new ();
  g_signal_connect_object (self->entries, "items-changed", G_CALLBACK (on_items_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

KhAuditList *
kh_audit_list_new (KhOrganization *organization)
{
  KhAuditList *self = g_object_new (KH_TYPE_AUDIT_LIST, NULL);

  self->organization = g_object_ref (organization);
  return self;
}
