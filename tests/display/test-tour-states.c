/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tour by keyboard of what an estate offers only in certain states: a vault with access policies,
 * what was deleted, an operation that runs and one that was canceled, an environment that is
 * locked, a key that is disabled, a policy without access, and what is handed over. */
#include "kh-tour-test.h"

#include <string.h>

#include "kh-finding-acts.h"
#include "kh-io.h"
#include "kh-send-file.h"
#include "kh-uri.h"

#define SIZE (16 * 1024 * 1024)
/* What is slow takes as long as a cancellation may wait on a busy machine. */
#define MICROSECONDS_PER_KIB 500
#define LINK P "/environments/Sales/enterprisePolicies/Encryption/link" A_LINK
#define DISABLED "{\"attributes\":{\"enabled\":false}}"
#define ENABLED "{\"attributes\":{\"enabled\":true}}"
/* Nothing keeps what is deleted. */
#define OPEN_VAULT(rbac)                                                                           \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":" rbac ",\"accessPolicies\":[{\"tenantId\":"  \
  "\"{tenant}\",\"objectId\":\"{principal}\",\"permissions\":{\"keys\":[\"get\"]}}]}}"

/* --- A disk that can be held back ----------------------------------------------------------- */

typedef enum { FAST, SLOW, HELD } Pace;

static KhIo disk;
static int held_fd = -1; /* atomic: the file that is written anew */
static GMutex lock;
static GCond changed;
static Pace pace;

static int
held_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  int fd = kh_io_default ()->open (kh_io_default (), path, flags, mode);

  if (fd >= 0 && strstr (path, "/files/items/") != NULL && g_str_has_suffix (path, ".new"))
    g_atomic_int_set (&held_fd, fd);
  return fd;
}

static gssize
held_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  gboolean is_slow;

  g_mutex_lock (&lock);
  while (pace == HELD && fd == g_atomic_int_get (&held_fd))
    g_cond_wait (&changed, &lock);
  is_slow = pace == SLOW && fd == g_atomic_int_get (&held_fd);
  g_mutex_unlock (&lock);
  if (is_slow)
    g_usleep (size / 1024 * MICROSECONDS_PER_KIB);
  return kh_io_default ()->pwrite (kh_io_default (), fd, buffer, size, offset);
}

static void
set_pace (Pace value)
{
  g_mutex_lock (&lock);
  pace = value;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

/* --- The estate ------------------------------------------------------------------------------ */

static void
arm (const char *path, const char *body)
{
  g_autofree char *full = g_strconcat (path, A_VAULT, NULL);

  fixture_do (&console.fixture, ARM, "PUT", full, body, 201);
}

static void
make_deleted (void)
{
  Fixture *f = &console.fixture;

  fixture_do (f, SECOND, "POST", "/keys/old/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (f, SECOND, "DELETE", "/keys/old" A_KEY, NULL, 200);
  fixture_do (f, SECOND, "PUT", "/secrets/relay" A_KEY, "{\"value\":\"v\"}", 200);
  fixture_do (f, SECOND, "DELETE", "/secrets/relay" A_KEY, NULL, 200);
  fixture_do (f, SECOND, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"v\"}", 200);
  arm (VAULTS "/kv-third", OPEN_VAULT ("true"));
  fixture_do (f, ARM, "DELETE", VAULTS "/kv-third" A_VAULT, NULL, 200);
}

/* A file in Sales, whose encryption can be held. */
static void
import_file (void)
{
  g_autoptr (KhClient) client = fixture_new_client (&console.fixture);
  g_autofree char *path = g_build_filename (console.fixture.top, "file.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *bytes = g_malloc0 (SIZE);
  g_autoptr (GError) error = NULL;
  KhImportDraft draft = { .environment = "Sales", .kind = "file" };
  KhSendOptions options = { .shown = "file.bin", .length = SIZE };
  g_autoptr (KhJson) report = NULL;

  g_file_set_contents (path, bytes, SIZE, &error);
  g_assert_no_error (error);
  report = kh_client_send_file (client, file, &draft, &options, NULL, &error);
  g_assert_no_error (error);
}

/* A policy that stays on the version of today. */
static void
pin_spare (void)
{
  Fixture *f = &console.fixture;
  g_autoptr (KhJson) key = fixture_call (f, KEYHOLD, "GET", K "/keys/kv-sales/spare", NULL, 200);
  g_autofree char *body = g_strdup_printf (
      "{\"properties\":{\"encryption\":{\"keyVault\":{\"key\":{\"version\":\"%s\"}}}}}",
      kh_json_string (key, "version"));

  fixture_do (f, ARM, "PATCH", POLICIES "/ep-spare" A_POLICY, body, 200);
}

static void
make_estate (void)
{
  Fixture *f = &console.fixture;

  arm (VAULTS "/kv-second", OPEN_VAULT ("false"));
  make_deleted ();
  fixture_do (f, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (f, ARM, "PUT", POLICIES "/ep-spare" A_POLICY, POLICY_BODY ("kv-sales", "spare"), 201);
  pin_spare ();
  fixture_do (f, BAP, "POST", P "/environments" A_ENVIRONMENT, ENVIRONMENT_BODY ("Second"), 201);
  fixture_make_accounts (f);
  fixture_do (f, KEYHOLD, "PUT", K "/policies/ep-sales/readers/ppa", NULL, 200);
  import_file ();
}

/* --- The tour -------------------------------------------------------------------------------- */

static KhItem *
item_of (KhItemKind kind, const char *name)
{
  return display_item (kh_page_get_organization (console_page ()), kind, name);
}

static void
tour_item (KhItemKind kind, const char *name)
{
  g_autofree char *uri = kh_uri_of_item (item_of (kind, name));

  tour_open (uri);
}

static void
set_enabled (const char *key, gboolean enabled)
{
  Fixture *f = &console.fixture;
  g_autofree char *path = g_strdup_printf ("/keys/%s" A_KEY, key);
  g_autofree char *change =
      g_strdup_printf ("{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\",\"key\":\"%s\"}", key);
  g_autofree char *token = enabled ? NULL : fixture_confirm (f, change);

  f->confirmation = token;
  fixture_do (f, VAULT, "PATCH", path, enabled ? ENABLED : DISABLED, 200);
  f->confirmation = NULL;
}

/* Shown, it can be hidden. */
static void
tour_secret (void)
{
  g_assert_true (
      gtk_widget_grab_focus (display_wait_for (console.window, GTK_TYPE_BUTTON, "Reveal smtp")));
  console_press ("space");
  display_wait_for (console.window, GTK_TYPE_BUTTON, "Hide smtp");
  tour_page ("a secret that is shown");
}

/* The first one that this account can mend at once. */
static void
tour_finding (void)
{
  KhOrganization *organization = kh_page_get_organization (console_page ());
  KhItemList *list = kh_organization_get_list (organization, KH_ITEM_FINDING);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

    if (kh_finding_fix_label (organization, item) == NULL)
      continue;
    tour_item (KH_ITEM_FINDING, kh_item_get_id (item));
    return;
  }
  g_error ("nothing can be mended");
}

static gboolean
play_objects_cb (gpointer data)
{
  make_estate ();
  console_wait ();
  tour_item (KH_ITEM_VAULT, "kv-second");
  tour_secret ();
  tour_item (KH_ITEM_VAULT, "kv-third");
  tour_item (KH_ITEM_ENVIRONMENT, "Second");
  tour_item (KH_ITEM_POLICY, "ep-spare");
  tour_item (KH_ITEM_POLICY, "ep-sales");
  set_enabled ("spare", FALSE);
  tour_item (KH_ITEM_KEY, "kv-sales/spare");
  tour_finding ();
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* --- An operation, and a lock ---------------------------------------------------------------- */

/* While it runs, and after it was canceled. */
static void
tour_operation (void)
{
  Fixture *f = &console.fixture;
  g_autoptr (KhJson) operation = NULL;
  g_autofree char *cancel = NULL;
  g_autofree char *retry = NULL;
  const char *id;
  KhItem *item;

  set_pace (HELD);
  operation = fixture_call (f, BAP, "POST", LINK, LINK_BODY, 202);
  id = kh_json_string (operation, "id");
  item = item_of (KH_ITEM_OPERATION, id);
  tour_item (KH_ITEM_OPERATION, id);
  cancel = g_strdup_printf (K "/operations/%s/cancel", id);
  retry = g_strdup_printf (K "/operations/%s/retry", id);
  set_pace (SLOW);
  fixture_do (f, KEYHOLD, "POST", cancel, NULL, 200);
  set_pace (FAST);
  display_until (kh_item_is (item, "state", "Cancelled"));
  display_wait_for (console.window, GTK_TYPE_BUTTON, "Retry");
  tour_page ("a canceled operation");
  fixture_do (f, KEYHOLD, "POST", retry, NULL, 202);
  display_until (
      kh_item_is (item_of (KH_ITEM_ENVIRONMENT, "Sales"), "encryptionStatus", "Encrypted"));
}

/* As long as the key is disabled, and when it works again. */
static void
tour_lock (void)
{
  set_enabled ("cmk", FALSE);
  display_until (kh_item_is (item_of (KH_ITEM_ENVIRONMENT, "Sales"), "state", "Locked"));
  tour_item (KH_ITEM_ENVIRONMENT, "Sales");
  set_enabled ("cmk", TRUE);
  display_wait_for (console.window, GTK_TYPE_BUTTON, "Re-enable");
  tour_page ("a key that works again");
}

static gboolean
play_work_cb (gpointer data)
{
  console_wait ();
  tour_operation ();
  tour_lock ();
  fixture_as (&console.fixture, "kva");
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* The next step is another administrator's. */
static gboolean
play_hand_over_cb (gpointer data)
{
  g_autofree char *uri = NULL;

  console_wait ();
  uri = g_strconcat ("keyhold:requests/", kh_item_get_id (item_of (KH_ITEM_ENVIRONMENT, "Sales")),
                     NULL);
  tour_open (uri);
  tour_check_states ();
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  static const ConsolePlay plays[] = { { "/tour/state-of-objects", play_objects_cb },
                                       { "/tour/state-of-work", play_work_cb },
                                       { "/tour/hand-over", play_hand_over_cb } };

  tour_only_states ();
  disk = *kh_io_default ();
  disk.open = held_open;
  disk.pwrite = held_pwrite;
  console.fixture.io = &disk;
  return console_main (argc, argv, plays, G_N_ELEMENTS (plays));
}
