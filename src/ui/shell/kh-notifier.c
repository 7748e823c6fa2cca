/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends desktop notifications. */
#include "kh-notifier.h"

#include "kh-notice-text.h"
#include "kh-notices.h"
#include "kh-told.h"

/* What changes in a burst, such as the environments of a policy, is told at once; and a window that
 * has just been opened is in front by then. */
#define LOOK_AFTER_MS 1000
#define TICK 60

static const KhItemKind watched[] = { KH_ITEM_ENVIRONMENT, KH_ITEM_KEY, KH_ITEM_OPERATION };

struct _KhNotifier {
  GObject parent_instance;

  GtkApplication *application; /* not owned: it owns this */
  KhSettings *settings;
  KhClock *clock;
  char *folder;
  KhOrganization *organization; /* (nullable) */
  KhTold *told;                 /* (nullable) */
  gboolean told_read;
  KhNoticePast *past; /* (nullable) before the first look */
  GHashTable *sent;   /* slot -> number of environments, of what lasts */
  guint look, tick;
};

G_DEFINE_FINAL_TYPE (KhNotifier, kh_notifier, G_TYPE_OBJECT)

/* --- Whether it is told ---------------------------------------------------------------------- */

static gboolean
is_on (KhNotifier *self, const char *name)
{
  gboolean on;

  g_object_get (self->settings, name, &on, NULL);
  return on;
}

static gboolean
is_wanted (KhNotifier *self, const KhNotice *notice)
{
  static const char *const switches[KH_N_NOTICE_KINDS] = {
    [KH_NOTICE_DELETION] = "notify-deletion", [KH_NOTICE_EXPIRY] = "notify-expiry",
    [KH_NOTICE_ENDED] = "notify-ended",       [KH_NOTICE_FAILED] = "notify-failed",
    [KH_NOTICE_BACK] = "notify-back",         [KH_NOTICE_REQUEST] = "notify-requests",
    [KH_NOTICE_DECIDED] = "notify-requests",  [KH_NOTICE_HOLD] = "notify-holds",
  };

  if (notice->urgent)
    return kh_settings_get_silent_until (self->settings, kh_clock_now (self->clock))
           == KH_TIME_NONE;
  return is_on (self, "notify") && is_on (self, switches[notice->kind]);
}

static gboolean
is_new (KhNotifier *self, const KhNotice *notice)
{
  for (guint i = 0; i < notice->ids->len; i++)
    if (!kh_told_has (self->told, notice->ids->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Dialogs count, too. */
static gboolean
is_in_front (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = g_list_model_get_n_items (windows);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (gtk_window_is_active (window))
      return TRUE;
  }
  return FALSE;
}

/* --- Sending --------------------------------------------------------------------------------- */

static void
send (KhNotifier *self, const KhNotice *notice, KhTime now)
{
  g_auto (KhNoticeText) text = { 0 };
  g_autoptr (GNotification) notification = NULL;

  kh_notice_text_make (&text, notice, now);
  notification = g_notification_new (text.title);
  if (text.body != NULL)
    g_notification_set_body (notification, text.body);
  g_notification_set_priority (notification, text.priority);
  g_notification_set_default_action_and_target (notification, "app.open-uri", "s", text.uri);
  g_application_send_notification (G_APPLICATION (self->application), notice->slot, notification);
  if (kh_notice_lasts (notice->kind))
    g_hash_table_insert (self->sent, g_strdup (notice->slot),
                         GUINT_TO_POINTER (notice->n_environments));
}

static void
withdraw (KhNotifier *self, const char *slot)
{
  g_application_withdraw_notification (G_APPLICATION (self->application), slot);
}

/* (nullable) */
static const KhNotice *
find_slot (GPtrArray *notices, const char *slot)
{
  for (guint i = 0; i < notices->len; i++)
    if (g_str_equal (((KhNotice *)notices->pdata[i])->slot, slot))
      return notices->pdata[i];
  return NULL;
}

/* It does not say any longer what is so: it has ended, or fewer environments are down. */
static void
withdraw_old (KhNotifier *self, GPtrArray *notices)
{
  GHashTableIter iter;
  gpointer slot, n;

  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, &slot, &n)) {
    const KhNotice *notice = find_slot (notices, slot);

    if (notice != NULL && notice->n_environments >= GPOINTER_TO_UINT (n))
      continue;
    withdraw (self, slot);
    g_hash_table_iter_remove (&iter);
  }
}

/* --- Looking --------------------------------------------------------------------------------- */

static void
tell (KhNotifier *self, GPtrArray *notices, KhTime now)
{
  gboolean in_front = is_in_front ();

  for (guint i = 0; i < notices->len; i++) {
    const KhNotice *notice = notices->pdata[i];

    if (!is_new (self, notice) || !is_wanted (self, notice))
      continue;
    if (!in_front)
      send (self, notice, now);
    for (guint k = 0; k < notice->ids->len; k++)
      kh_told_add (self->told, notice->ids->pdata[k]);
  }
}

static void
forget_old (KhNotifier *self, GPtrArray *notices)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < notices->len; i++)
    g_ptr_array_extend (ids, ((KhNotice *)notices->pdata[i])->ids, NULL, NULL);
  kh_told_keep_only (self->told, ids);
}

/* What every list says now, or said before it could not be read any longer. */
static gboolean
has_read (KhNotifier *self, gboolean *all)
{
  KhListState requests;

  *all = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++) {
    KhItemList *list = kh_organization_get_list (self->organization, watched[i]);

    if (kh_item_list_get_state (list) == KH_LIST_LOADING)
      return FALSE;
    *all = *all && kh_item_list_get_state (list) == KH_LIST_READY;
  }
  /* Whoever may not read requests has none. */
  requests = kh_request_list_get_state (kh_organization_get_requests (self->organization));
  *all = *all && requests == KH_LIST_READY;
  return requests != KH_LIST_LOADING;
}

gboolean
kh_notifier_look (KhNotifier *self)
{
  KhItemList *lists[KH_N_ITEM_KINDS];
  g_autoptr (GPtrArray) notices = NULL;
  const char *fault;
  guint64 record;
  gboolean all;
  KhTime now;

  g_clear_handle_id (&self->look, g_source_remove);
  if (self->organization == NULL || !self->told_read
      || !kh_organization_is_connected (self->organization) || !has_read (self, &all))
    return FALSE;
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    lists[kind] = kh_organization_get_list (self->organization, (KhItemKind)kind);
  now = kh_organization_now (self->organization);
  notices = kh_notices_compute (lists, self->past, kh_settings_get_reminders (self->settings), now);
  fault = kh_organization_get_log_fault (self->organization, &record);
  kh_notices_add_log (notices, fault, record);
  kh_notices_add_requests (notices, kh_organization_get_requests (self->organization),
                           kh_organization_get_account (self->organization), self->past);
  tell (self, notices, now);
  withdraw_old (self, notices);
  if (all)
    forget_old (self, notices);
  kh_told_save (self->told);
  g_clear_pointer (&self->past, kh_notice_past_free);
  self->past = kh_notice_past_new (lists, now);
  return TRUE;
}

static gboolean
look_cb (gpointer data)
{
  KhNotifier *self = data;

  self->look = 0;
  kh_notifier_look (self);
  return G_SOURCE_REMOVE;
}

static void
queue_look (KhNotifier *self)
{
  if (self->look == 0)
    self->look = g_timeout_add (LOOK_AFTER_MS, look_cb, self);
}

static gboolean
tick_cb (gpointer data)
{
  kh_notifier_look (KH_NOTIFIER (data));
  return G_SOURCE_CONTINUE;
}

/* --- The organization ------------------------------------------------------------------------ */

static void
on_told_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNotifier) self = data;
  KhTold *told = KH_TOLD (source);

  kh_told_read_finish (told, result);
  /* Of the organization that is watched, and not of the one before. */
  if (self->told != told)
    return;
  self->told_read = TRUE;
  queue_look (self);
}

static void
let_go (KhNotifier *self)
{
  GHashTableIter iter;
  gpointer slot;

  g_clear_handle_id (&self->look, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->told);
  self->told_read = FALSE;
  g_clear_pointer (&self->past, kh_notice_past_free);
  if (self->organization == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_handlers_disconnect_by_data (kh_organization_get_list (self->organization, watched[i]),
                                          self);
  g_signal_handlers_disconnect_by_data (kh_organization_get_requests (self->organization), self);
  g_signal_handlers_disconnect_by_data (self->organization, self);
  g_clear_object (&self->organization);
  /* They would open pages of another one. */
  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, &slot, NULL))
    withdraw (self, slot);
  g_hash_table_remove_all (self->sent);
}

void
kh_notifier_watch (KhNotifier *self, KhOrganization *organization, const char *data_dir)
{
  g_autofree char *where = NULL;

  if (organization == self->organization)
    return;
  let_go (self);
  if (organization == NULL)
    return;
  self->organization = g_object_ref (organization);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (kh_organization_get_list (organization, watched[i]), "updated",
                             G_CALLBACK (queue_look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_requests (organization), "changed",
                           G_CALLBACK (queue_look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "notify::log-fault", G_CALLBACK (queue_look), self,
                           G_CONNECT_SWAPPED);
  self->tick = g_timeout_add_seconds (TICK, tick_cb, self);
  where = g_canonicalize_filename (data_dir, NULL);
  self->told = kh_told_new (self->folder, where);
  kh_told_read_async (self->told, on_told_read_cb, g_object_ref (self));
}

static void
kh_notifier_dispose (GObject *object)
{
  KhNotifier *self = KH_NOTIFIER (object);

  /* What was told stays to be seen when the program ends. */
  g_hash_table_remove_all (self->sent);
  let_go (self);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (kh_notifier_parent_class)->dispose (object);
}

static void
kh_notifier_finalize (GObject *object)
{
  KhNotifier *self = KH_NOTIFIER (object);

  g_hash_table_unref (self->sent);
  g_clear_pointer (&self->clock, kh_clock_unref);
  g_free (self->folder);
  G_OBJECT_CLASS (kh_notifier_parent_class)->finalize (object);
}

static void
kh_notifier_class_init (KhNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_notifier_finalize;
}

static void
kh_notifier_init (KhNotifier *self)
{
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

KhNotifier *
kh_notifier_new (GtkApplication *application, KhSettings *settings, KhClock *clock,
                 const char *folder)
{
  KhNotifier *self = g_object_new (KH_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->settings = g_object_ref (settings);
  self->clock = kh_clock_ref (clock);
  self->folder = g_strdup (folder);
  g_signal_connect_object (settings, "notify", G_CALLBACK (queue_look), self, G_CONNECT_SWAPPED);
  return self;
}
