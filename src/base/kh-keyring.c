/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring of the desktop, with a limit on every call. */
#include "kh-keyring.h"

#include <libsecret/secret.h>
#include <string.h>

/* A call that was cancelled ends at once, unless it waits for a prompt of a keyring that hangs. */
#define PATIENCE_AFTER_CANCEL 1

static const SecretSchema schema = {
  "io.github.keyhold.Keyhold.Seal",
  SECRET_SCHEMA_NONE,
  {
      { "tenant", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
  0,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
};

/* --- Errors ---------------------------------------------------------------------------------- */

static const struct {
  const char *inner, *message;
} reasons[] = {
  { KH_KEYRING_MISSING, "This desktop has no keyring" },
  { KH_KEYRING_LOCKED, "The keyring is locked" },
  { KH_KEYRING_REFUSED, "The keyring was not unlocked" },
  { KH_KEYRING_SILENT, "The keyring does not answer" },
  { KH_KEYRING_EMPTY, "The keyring has no key of this organization" },
  { KH_KEYRING_WRONG, "The key in the keyring does not open this organization" },
};

static void
set_reason (GError **error, const char *inner)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].inner, inner))
      kh_set_error_facts (error, KH_ERROR_SEALED, NULL, inner, NULL, reasons[i].message);
}

const char *
kh_keyring_reason (const GError *error)
{
  KhErrorFacts *facts = kh_error_is (error, KH_ERROR_SEALED) ? kh_error_get_facts (error) : NULL;
  gboolean is_ours =
      facts != NULL && facts->inner != NULL && g_str_has_prefix (facts->inner, "Keyring");

  return is_ours ? facts->inner : NULL;
}

/* What the bus says when nobody has the keyring's name. */
static gboolean
says_missing (const GError *error)
{
  return error->domain == G_DBUS_ERROR
         && (error->code == G_DBUS_ERROR_SERVICE_UNKNOWN
             || error->code == G_DBUS_ERROR_NAME_HAS_NO_OWNER
             || (error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED
                 && error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY));
}

/* --- One call and its limit ------------------------------------------------------------------ */

/* What libsecret answers; it may do so after nobody waits any more. */
typedef struct {
  gint refs;
  GAsyncResult *result;
} Answer;

typedef struct {
  GMainContext *context;
  GCancellable *inner; /* cancelled by the caller's, and at the limit */
  const KhKeyringCall *call;
  gulong link;
  GSource *limit; /* of all steps together */
  gboolean late, abandoned;
  Answer *answer; /* of the step that runs */
} Run;

static void
answer_unref (Answer *answer)
{
  if (!g_atomic_int_dec_and_test (&answer->refs))
    return;
  g_clear_object (&answer->result);
  g_free (answer);
}

static void
on_answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->result = g_object_ref (result);
  answer_unref (answer);
}

static void
on_caller_cancelled_cb (GCancellable *caller, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/* The data for the next step's callback. */
static Answer *
next_answer (Run *run)
{
  run->answer = g_new0 (Answer, 1);
  run->answer->refs = 2;
  return run->answer;
}

static gboolean
on_limit_cb (gpointer data)
{
  Run *run = data;

  run->late = TRUE;
  g_cancellable_cancel (run->inner);
  return G_SOURCE_REMOVE;
}

static gboolean
on_patience_cb (gpointer data)
{
  Run *run = data;

  run->abandoned = TRUE;
  return G_SOURCE_REMOVE;
}

static GSource *
start_timer (Run *run, guint seconds, GSourceFunc func)
{
  GSource *source = g_timeout_source_new_seconds (seconds);

  g_source_set_callback (source, func, run, NULL);
  g_source_attach (source, run->context);
  return source;
}

static void
stop_timer (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
run_begin (Run *run, const KhKeyringCall *call)
{
  *run = (Run){ .call = call };
  if (call->busy != NULL)
    g_atomic_int_set (call->busy, 1);
  run->context = g_main_context_new ();
  run->inner = g_cancellable_new ();
  g_main_context_push_thread_default (run->context);
  run->limit = start_timer (run, call->limit > 0 ? call->limit : KH_KEYRING_LIMIT, on_limit_cb);
  if (call->cancellable != NULL)
    run->link = g_cancellable_connect (call->cancellable, G_CALLBACK (on_caller_cancelled_cb),
                                       g_object_ref (run->inner), g_object_unref);
}

static void
run_end (Run *run)
{
  if (run->call->cancellable != NULL)
    g_cancellable_disconnect (run->call->cancellable, run->link);
  stop_timer (&run->limit);
  /* What was let go of answers into a context that nobody looks at. */
  while (!run->abandoned && g_main_context_iteration (run->context, FALSE))
    ;
  g_main_context_pop_thread_default (run->context);
  g_main_context_unref (run->context);
  g_object_unref (run->inner);
  if (run->call->busy != NULL)
    g_atomic_int_set (run->call->busy, 0);
}

/* (transfer full) (nullable): the result of the step, NULL when it was let go of. */
static GAsyncResult *
run_wait (Run *run)
{
  GSource *patience = NULL;
  GAsyncResult *result;

  while (run->answer->result == NULL && !run->abandoned) {
    g_main_context_iteration (run->context, TRUE);
    if (patience == NULL && g_cancellable_is_cancelled (run->inner))
      patience = start_timer (run, PATIENCE_AFTER_CANCEL, on_patience_cb);
  }
  stop_timer (&patience);
  result = g_steal_pointer (&run->answer->result);
  answer_unref (g_steal_pointer (&run->answer));
  return result;
}

/* Says why a step failed; takes @cause, nullable where it was let go of. Returns FALSE. */
static gboolean
run_fail (Run *run, GError *cause, GError **error)
{
  gboolean cancelled = cause == NULL || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (cancelled && !run->late)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The keyring was given up");
  else if (cancelled)
    set_reason (error, KH_KEYRING_SILENT);
  else if (says_missing (cause))
    set_reason (error, KH_KEYRING_MISSING);
  else if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    set_reason (error, run->call->may_ask ? KH_KEYRING_REFUSED : KH_KEYRING_LOCKED);
  else
    set_reason (error, KH_KEYRING_SILENT);
  g_clear_error (&cause);
  return FALSE;
}

/* --- The steps ------------------------------------------------------------------------------- */

/* The end of the bus would end the program, unless the connection is told otherwise. */
static gboolean
reach_bus (Run *run, GError **error)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) cause = NULL;

  g_bus_get (G_BUS_TYPE_SESSION, run->inner, on_answer_cb, next_answer (run));
  result = run_wait (run);
  if (result == NULL)
    return run_fail (run, NULL, error);
  bus = g_bus_get_finish (result, &cause);
  if (bus != NULL) {
    g_dbus_connection_set_exit_on_close (bus, FALSE);
    return TRUE;
  }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return run_fail (run, g_steal_pointer (&cause), error);
  set_reason (error, KH_KEYRING_MISSING);
  return FALSE;
}

/* A session of its own: what libsecret shares would be that of a keyring that ended. */
static SecretService *
open_service (Run *run, GError **error)
{
  SecretService *service;
  g_autoptr (GAsyncResult) result = NULL;
  GError *cause = NULL;

  if (!reach_bus (run, error))
    return NULL;
  secret_service_open (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, run->inner,
                       on_answer_cb, next_answer (run));
  result = run_wait (run);
  service = result != NULL ? secret_service_open_finish (result, &cause) : NULL;
  if (service == NULL)
    run_fail (run, cause, error);
  return service;
}

static GHashTable *
attributes_of (const KhKeyringName *name)
{
  return secret_attributes_build (&schema, "tenant", name->tenant, "account", name->account, NULL);
}

/* (transfer full): takes what was found out of its item. */
static KhSecret *
take_key (Run *run, SecretItem *item, GError **error)
{
  SecretValue *value = secret_item_get_secret (item);
  const char *locked = run->call->may_ask ? KH_KEYRING_REFUSED : KH_KEYRING_LOCKED;
  const char *text;
  gsize size;
  KhSecret *key;

  if (value == NULL) {
    set_reason (error, secret_item_get_locked (item) ? locked : KH_KEYRING_EMPTY);
    return NULL;
  }
  text = secret_value_get (value, &size);
  key = kh_keyring_key_from_text (text, size);
  secret_value_unref (value);
  if (key == NULL)
    set_reason (error, KH_KEYRING_EMPTY);
  return key;
}

static KhSecret *
find_key (Run *run, SecretService *service, const KhKeyringName *name, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (name);
  g_autoptr (GAsyncResult) result = NULL;
  GError *cause = NULL;
  GList *items;
  KhSecret *key = NULL;
  int flags = SECRET_SEARCH_LOAD_SECRETS | (run->call->may_ask ? SECRET_SEARCH_UNLOCK : 0);

  secret_service_search (service, &schema, attributes, (SecretSearchFlags)flags, run->inner,
                         on_answer_cb, next_answer (run));
  result = run_wait (run);
  items = result != NULL ? secret_service_search_finish (service, result, &cause) : NULL;
  if (items != NULL)
    key = take_key (run, items->data, error);
  else if (result == NULL || cause != NULL)
    run_fail (run, cause, error);
  else
    set_reason (error, KH_KEYRING_EMPTY);
  g_list_free_full (items, g_object_unref);
  return key;
}

KhSecret *
kh_keyring_lookup (const KhKeyringName *name, const KhKeyringCall *call, GError **error)
{
  Run run;
  SecretService *service;
  KhSecret *key = NULL;

  run_begin (&run, call);
  service = open_service (&run, error);
  if (service != NULL)
    key = find_key (&run, service, name, error);
  g_clear_object (&service);
  run_end (&run);
  return key;
}

/* The text stays in the secure heap of its owner, who outlives the value. */
static void
leave_text (gpointer text)
{
}

static gboolean
put_key (Run *run, SecretService *service, const KhKeyringName *name, const char *label,
         KhSecret *text, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (name);
  g_autoptr (GAsyncResult) result = NULL;
  GError *cause = NULL;
  SecretValue *value =
      secret_value_new_full ((char *)kh_secret_get_bytes (text), (gssize)kh_secret_get_size (text),
                             "text/plain", leave_text);
  gboolean done;

  secret_service_store (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                        run->inner, on_answer_cb, next_answer (run));
  result = run_wait (run);
  done = result != NULL && secret_service_store_finish (service, result, &cause);
  /* Whoever still works on it keeps it; that is for good when it was let go of. */
  if (run->abandoned)
    kh_secret_ref (text);
  secret_value_unref (value);
  return done || run_fail (run, cause, error);
}

gboolean
kh_keyring_store (const KhKeyringName *name, const char *label, KhSecret *key,
                  const KhKeyringCall *call, GError **error)
{
  g_autoptr (KhSecret) text = kh_keyring_key_to_text (key);
  Run run;
  SecretService *service;
  gboolean done;

  run_begin (&run, call);
  service = open_service (&run, error);
  done = service != NULL && put_key (&run, service, name, label, text, error);
  g_clear_object (&service);
  run_end (&run);
  return done;
}

static gboolean
clear_key (Run *run, SecretService *service, const KhKeyringName *name, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (name);
  g_autoptr (GAsyncResult) result = NULL;
  GError *cause = NULL;

  secret_service_clear (service, &schema, attributes, run->inner, on_answer_cb, next_answer (run));
  result = run_wait (run);
  if (result == NULL)
    return run_fail (run, NULL, error);
  /* FALSE without an error: there was none. */
  secret_service_clear_finish (service, result, &cause);
  return cause == NULL || run_fail (run, cause, error);
}

gboolean
kh_keyring_clear (const KhKeyringName *name, const KhKeyringCall *call, GError **error)
{
  Run run;
  SecretService *service;
  gboolean done;

  run_begin (&run, call);
  service = open_service (&run, error);
  done = service != NULL && clear_key (&run, service, name, error);
  g_clear_object (&service);
  run_end (&run);
  return done;
}

gboolean
kh_keyring_is_there (const KhKeyringCall *call, GError **error)
{
  Run run;
  SecretService *service;
  gboolean there;

  run_begin (&run, call);
  service = open_service (&run, error);
  there = service != NULL;
  g_clear_object (&service);
  run_end (&run);
  return there;
}

void
kh_keyring_set_wrong (GError **error)
{
  set_reason (error, KH_KEYRING_WRONG);
}

/* --- Keys and their text --------------------------------------------------------------------- */

KhSecret *
kh_keyring_new_key (GError **error)
{
  KhcSecret *key = NULL;
  int result = khc_secret_new_random (KH_KEYRING_KEY_SIZE, &key);

  if (result == KHC_OK)
    return kh_secret_new_take (key);
  kh_error_from_khc (error, result, "The key for the keyring");
  return NULL;
}

KhSecret *
kh_keyring_key_to_text (KhSecret *key)
{
  static const char digits[] = "0123456789abcdef";
  char text[2 * KH_KEYRING_KEY_SIZE];
  const guint8 *bytes = kh_secret_get_bytes (key);
  KhSecret *secret;

  g_return_val_if_fail (kh_secret_get_size (key) == KH_KEYRING_KEY_SIZE, NULL);
  for (gsize i = 0; i < KH_KEYRING_KEY_SIZE; i++) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  secret = kh_secret_new_copy (text, sizeof text);
  explicit_bzero (text, sizeof text);
  return secret;
}

KhSecret *
kh_keyring_key_from_text (const char *text, gsize size)
{
  guint8 bytes[KH_KEYRING_KEY_SIZE];
  KhSecret *key = NULL;
  gboolean good = text != NULL && size == 2 * sizeof bytes;

  for (gsize i = 0; good && i < sizeof bytes; i++) {
    int high = g_ascii_xdigit_value (text[2 * i]);
    int low = g_ascii_xdigit_value (text[2 * i + 1]);

    good = high >= 0 && low >= 0;
    bytes[i] = (guint8)((guint)high << 4 | (guint)low);
  }
  if (good)
    key = kh_secret_new_copy (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  return key;
}
