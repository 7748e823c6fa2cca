/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shared fixture of the server's tests. */
#include "server-fixture.h"

#include "kh-client-wait.h"
#include "kh-route-tables.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kh-tenant-acts.h"
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void
make_folder (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  self->folder = g_dir_make_tmp ("kh-server-XXXXXX", &error);
  g_assert_no_error (error);
}

SoupSession *
fixture_new_session (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "tenant.sock", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  return soup_session_new_with_options ("remote-connectable", address, "max-conns-per-host", 8,
                                        NULL);
}

void
fixture_start (Fixture *self, const KhRoute *const *tables, guint n_tables)
{
  g_autoptr (GError) error = NULL;
  make_folder (self);
  self->host = kh_host_start_with (self->folder, NULL, tables, n_tables, &error);
  g_assert_no_error (error);
  self->session = fixture_new_session (self);
}

void
fixture_set_word (Fixture *self, const char *name, const char *text)
{
  g_assert_nonnull (text);
  if (self->words == NULL)
    self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (self->words, g_strdup (name), g_strdup (text));
}

char *
fixture_expand (Fixture *self, const char *text)
{
  g_autoptr (GString) string = text == NULL ? NULL : g_string_new (text);
  GHashTableIter iter;
  gpointer name = NULL, word = NULL;
  if (string == NULL || self->words == NULL)
    return g_strdup (text);
  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, &name, &word))
    g_string_replace (string, name, word, 0);
  return g_string_free (g_steal_pointer (&string), FALSE);
}

static void
learn_place (Fixture *self)
{
  g_autoptr (KhJson) tenant = fixture_call (self, KEYHOLD, "GET", K "/tenant", NULL, 200);
  g_autofree char *subscription =
      g_strconcat ("/subscriptions/", kh_json_string (tenant, "subscriptionId"), NULL);
  g_autofree char *group = g_strconcat (subscription, "/resourceGroups/",
                                        kh_json_string (tenant, "resourceGroup"), NULL);
  fixture_set_word (self, "{tenant}", kh_json_string (tenant, "id"));
  fixture_set_word (self, "{subscription}", subscription);
  fixture_set_word (self, "{group}", group);
}

void
fixture_start_tenant (Fixture *self)
{
  KhTime start = KH_TIME_NONE;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_assert_true (kh_time_parse ("2026-03-01T09:00:00Z", &start));
  make_folder (self);
  self->clock = kh_clock_new_manual (start);
  self->top = g_steal_pointer (&self->folder);
  self->folder = g_build_filename (self->top, "data", NULL);
  KhTenantPlace place = { .data_dir = self->folder, .clock = self->clock, .io = self->io };
  KhTenantSetup setup = { "Fabrikam", "unitedstates", "Ada", "self-service", TRUE, 0 };
  self->tenant = kh_tenant_create (&place, &setup, passphrase, &error);
  g_assert_no_error (error);
  self->token = kh_tenant_sign_in_opener (self->tenant);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (self->tokens, g_strdup ("Ada"), g_strdup (self->token));
  self->host = kh_host_start (self->tenant, &error);
  g_assert_no_error (error);
  self->session = fixture_new_session (self);
  learn_place (self);
}

void
fixture_as (Fixture *self, const char *account)
{
  g_free (self->token);
  self->token = g_strdup (g_hash_table_lookup (self->tokens, account));
  if (self->token != NULL)
    return;
  g_autofree char *body = g_strdup_printf ("{\"account\":\"%s\"}", account);
  g_autoptr (KhJson) session = fixture_call (self, KEYHOLD, "POST", K "/sign-in", body, 200);
  self->token = g_strdup (kh_json_string (session, "token"));
  g_hash_table_insert (self->tokens, g_strdup (account), g_strdup (self->token));
}

void
fixture_make_accounts (Fixture *self)
{
  static const char *const roles[] = { "owner", "kva", "ppa", "maker", "auditor", "support" };
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    g_autofree char *body =
        g_strdup_printf ("{\"name\":\"%s\",\"roles\":[\"%s\"]}", roles[i], roles[i]);
    g_autoptr (KhJson) made = fixture_call (self, KEYHOLD, "POST", K "/accounts", body, 201);
  }
}

/* One that needs a decision, and the one that there is while the key is disabled. */
static void
set_findings (Fixture *self)
{
  g_autoptr (KhJson) json = fixture_call (self, KEYHOLD, "GET", K "/findings", NULL, 200);

  g_autofree char *digest =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, "key\nkv-sales/cmk", -1);
  g_autofree char *disabled = g_strdup_printf ("Y4-%.8s", digest);
  fixture_set_word (self, "{disabled}", disabled);
  for (guint i = 0; i < kh_json_length (json, "value"); i++) {
    KhJson *one = kh_json_element (json, "value", i);
    if (strcmp (kh_json_string (one, "rule"), "P10") == 0)
      fixture_set_word (self, "{finding}", kh_json_string (one, "id"));
  }
}

void
fixture_make_estate (Fixture *self)
{
  fixture_do (self, ARM, "PUT", VAULTS "/kv-sales" A_VAULT, VAULT_BODY ("true"), 201);
  fixture_do (self, VAULT, "POST", "/keys/cmk/create" A_KEY, "{\"kty\":\"RSA\",\"key_size\":2048}",
              200);
  g_autoptr (KhJson) key = fixture_call (self, KEYHOLD, "GET", K "/keys/kv-sales/cmk", NULL, 200);
  fixture_set_word (self, "{version}", kh_json_string (key, "version"));
  g_autoptr (KhJson) policy = fixture_call (self, ARM, "PUT", POLICIES "/ep-sales" A_POLICY,
                                            POLICY_BODY ("kv-sales", "cmk"), 201);
  fixture_set_word (self, "{policy}", kh_json_string (policy, "properties.keyhold.id"));
  fixture_set_word (self, "{system}", kh_json_string (policy, "properties.systemId"));
  fixture_set_word (self, "{principal}", kh_json_string (policy, "identity.principalId"));
  fixture_do (self, ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT, GRANT_BODY,
              201);
  g_autoptr (KhJson) environment = fixture_call (self, BAP, "POST", P "/environments" A_ENVIRONMENT,
                                                 ENVIRONMENT_BODY ("Sales"), 201);
  fixture_set_word (self, "{environment}", kh_json_string (environment, "name"));
  set_findings (self);
  fixture_do (self, BAP, "POST", P "/environments/Sales/governanceConfiguration" A_MANAGED,
              MANAGED_BODY, 202);
}

void
fixture_wait (Fixture *self, const char *operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhClient) client = fixture_new_client (self);
  g_autoptr (KhJson) ended = kh_client_wait_operation (client, operation, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kh_json_string (ended, "state"), ==, "Succeeded");
}

typedef struct {
  Fixture *fixture;
  const char *name;
  gboolean numbered;
  guint n;
  KhKeyMaterial *material;
} Making;

static gpointer
make_on_tenant (gpointer data, GCancellable *cancellable, GError **error)
{
  Making *making = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (making->fixture->tenant);
  g_autoptr (KhCaller) caller = kh_caller_new (kh_estate_account_at (estate, 0));

  for (guint i = 1; i <= making->n; i++) {
    g_autofree char *name =
        making->numbered ? g_strdup_printf ("%s-%u", making->name, i) : g_strdup (making->name);
    const KhKeySpec spec = {
      .vault = "kv-sales",
      .name = name,
      .kty = KH_KEY_TYPE_RSA,
      .size = 2048,
      .enabled = TRUE,
      .nbf = KH_TIME_NONE,
      .exp = KH_TIME_NONE,
    };
    g_autoptr (KhKey) key =
        kh_tenant_key_create (making->fixture->tenant, caller, &spec, making->material, error);

    if (key == NULL)
      return NULL;
  }
  return making;
}

static void
make_many (Fixture *self, const char *name, gboolean numbered, guint n)
{
  g_autoptr (GError) error = NULL;
  const KhKeySpec spec = {
    .vault = "kv-sales", .name = name, .kty = KH_KEY_TYPE_RSA, .size = 2048
  };
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (&spec, &error);
  Making making = { self, name, numbered, n, material };

  g_assert_no_error (error);
  kh_worker_run (kh_tenant_get_worker (self->tenant), make_on_tenant, &making, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_make_keys (Fixture *self, const char *prefix, guint n)
{
  make_many (self, prefix, TRUE, n);
}

void
fixture_make_versions (Fixture *self, const char *name, guint n)
{
  make_many (self, name, FALSE, n);
}

void
fixture_encrypt (Fixture *self, const char *environment)
{
  g_autofree char *path =
      g_strdup_printf (P "/environments/%s/enterprisePolicies/Encryption/link" A_LINK, environment);
  g_autoptr (KhJson) operation = fixture_call (self, BAP, "POST", path, LINK_BODY, 202);
  fixture_wait (self, kh_json_string (operation, "id"));
}

KhClient *
fixture_new_client (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, "tenant.sock", NULL);
  KhClient *client = kh_client_new_for_socket (path, &error);
  g_assert_no_error (error);
  kh_client_set_token (client, self->token);
  return client;
}

static void
add_state (Fixture *self, GString *state, const char *host, const char *path)
{
  g_autoptr (KhJson) json = fixture_call (self, host, "GET", path, NULL, 200);
  g_autofree char *text = kh_json_to_text (json);
  g_string_append_printf (state, "%s %s\n", path, text);
}

/* The keys of each vault, and the details of each environment. */
static void
add_children (Fixture *self, GString *state)
{
  g_autoptr (KhJson) vaults = fixture_call (self, ARM, "GET", VAULTS A_VAULT, NULL, 200);
  g_autoptr (KhJson) all = fixture_call (self, KEYHOLD, "GET", K "/environments", NULL, 200);
  for (guint i = 0; i < kh_json_length (vaults, "value"); i++) {
    KhJson *vault = kh_json_element (vaults, "value", i);
    g_autofree char *host =
        g_strconcat (kh_json_string (vault, "name"), KH_HOST_VAULT_SUFFIX, NULL);
    add_state (self, state, host, "/keys" A_KEY);
    add_state (self, state, host, "/deletedkeys" A_KEY);
    add_state (self, state, host, "/secrets" A_KEY);
    add_state (self, state, host, "/deletedsecrets" A_KEY);
  }
  for (guint i = 0; i < kh_json_length (all, "value"); i++) {
    const char *id = kh_json_string (kh_json_element (all, "value", i), "id");
    g_autofree char *path = g_strdup_printf (K "/environments/%s", id);
    g_autofree char *files = g_strdup_printf (K "/environments/%s/stores/files/items", id);
    g_autofree char *tables = g_strdup_printf (K "/environments/%s/stores/dataverse/items", id);
    add_state (self, state, KEYHOLD, path);
    if (g_strcmp0 (kh_json_string (kh_json_element (all, "value", i), "state"), "Ready") != 0)
      continue;
    add_state (self, state, KEYHOLD, files);
    add_state (self, state, KEYHOLD, tables);
  }
}

char *
fixture_state (Fixture *self)
{
  static const char *const own[] = { K "/tenant",     K "/seal",         K "/clock",
                                     K "/accounts",   K "/environments", K "/policies",
                                     K "/operations", K "/findings",     K "/requests" };
  static const char *const arm[] = {
    VAULTS A_VAULT, "{subscription}/providers/Microsoft.KeyVault/deletedVaults" A_VAULT,
    POLICIES A_POLICY, "{group}" ASSIGNMENTS A_ASSIGNMENT
  };
  GString *state = g_string_new (NULL);
  g_autofree char *before = g_steal_pointer (&self->token);
  fixture_as (self, "Ada");
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    add_state (self, state, KEYHOLD, own[i]);
  for (guint i = 0; i < G_N_ELEMENTS (arm); i++)
    add_state (self, state, ARM, arm[i]);
  add_children (self, state);
  g_free (self->token);
  self->token = g_steal_pointer (&before);
  return g_string_free (state, FALSE);
}

gboolean
fixture_is_same (const char *before, const char *after)
{
  g_auto (GStrv) old = g_strsplit (before, "\n", 0);
  g_auto (GStrv) new = g_strsplit (after, "\n", 0);
  gboolean same = g_strv_length (old) == g_strv_length (new);
  for (guint i = 0; old[i] != NULL && new[i] != NULL; i++)
    if (strcmp (old[i], new[i]) != 0) {
      g_test_message ("was %s", old[i]);
      g_test_message ("is  %s", new[i]);
      same = FALSE;
    }
  return same;
}

char *
fixture_confirm (Fixture *self, const char *change)
{
  g_autoptr (KhJson) impact = fixture_call (self, KEYHOLD, "POST", K "/impact", change, 200);
  return g_strdup (kh_json_string (impact, "token"));
}

/* TRUE for members that are null, too. */
static gboolean
has_member (KhJson *json, const char *path)
{
  const char *dot = strrchr (path, '.');
  g_autofree char *parent = dot == NULL ? NULL : g_strndup (path, (gsize)(dot - path));
  g_auto (GStrv) names = kh_json_names (kh_json_get (json, parent), NULL);
  return names != NULL
         && g_strv_contains ((const char *const *)names, dot == NULL ? path : dot + 1);
}

void
fixture_has (KhJson *json, const char *names)
{
  g_auto (GStrv) paths = g_strsplit (names, " ", 0);
  for (guint i = 0; paths[i] != NULL; i++) {
    if (has_member (json, paths[i]))
      continue;
    g_autofree char *text = json == NULL ? NULL : kh_json_to_text (json);
    g_error ("%s is missing in %s", paths[i], text);
  }
}

const KhRoute *
fixture_route (Fixture *self, const char *host, const char *method, const char *path)
{
  static const KhDialect dialects[] = { KH_DIALECT_KEYHOLD, KH_DIALECT_ARM, KH_DIALECT_BAP };
  static const char *const hosts[] = { KEYHOLD, ARM, BAP };
  KhDialect dialect = KH_DIALECT_VAULT;
  guint n = 0;
  const KhRoute *const *tables = kh_route_tables (&n);
  g_autoptr (KhRouter) router = kh_router_new (tables, n);
  g_autofree char *expanded = fixture_expand (self, path);
  g_autofree char *full = NULL;
  g_autofree char *methods = NULL;
  g_auto (GStrv) args = NULL;
  const KhRoute *route;

  expanded[strcspn (expanded, "?")] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    if (strcmp (hosts[i], host) == 0)
      dialect = dialects[i];
  full = g_strconcat (dialect == KH_DIALECT_VAULT ? "/v" : "", expanded, NULL);
  route = kh_router_find (router, dialect, method, full, &args, &methods);
  g_assert_nonnull (route);
  return route;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  for (const char *name = dir == NULL ? NULL : g_dir_read_name (dir); name != NULL;
       name = g_dir_read_name (dir)) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

void
fixture_damage_vault (Fixture *self, const char *vault)
{
  KhTenantPlace place = { .data_dir = self->folder, .clock = self->clock, .io = self->io };
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autofree char *path = g_build_filename (self->folder, "vaults", vault, "vault.db", NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;
  g_clear_object (&self->session);
  kh_host_stop (self->host);
  kh_tenant_close (self->tenant);
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 4096);
  g_file_set_contents (path, bytes, (gssize)(length - 4096), &error);
  g_assert_no_error (error);
  self->tenant = kh_tenant_open (&place, NULL, passphrase, &error);
  g_assert_no_error (error);
  g_free (self->token);
  self->token = kh_tenant_sign_in_opener (self->tenant);
  g_hash_table_remove_all (self->tokens);
  g_hash_table_insert (self->tokens, g_strdup ("Ada"), g_strdup (self->token));
  self->host = kh_host_start (self->tenant, &error);
  g_assert_no_error (error);
  self->session = fixture_new_session (self);
}

void
fixture_stop (Fixture *self)
{
  g_clear_object (&self->session);
  if (self->host != NULL)
    kh_host_stop (self->host);
  if (self->tenant != NULL)
    kh_tenant_close (self->tenant);
  remove_tree (self->top != NULL ? self->top : self->folder);
  g_clear_pointer (&self->clock, kh_clock_unref);
  g_clear_pointer (&self->words, g_hash_table_unref);
  g_clear_pointer (&self->tokens, g_hash_table_unref);
  g_clear_pointer (&self->top, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->token, g_free);
}

int
fixture_socket (void)
{
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  return fd;
}

void
fixture_connect_socket (Fixture *self, int fd)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/tenant.sock", self->folder);
  g_assert_cmpint (connect (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
}

int
fixture_connect (Fixture *self)
{
  int fd = fixture_socket ();
  fixture_connect_socket (self, fd);
  return fd;
}

SoupMessage *
fixture_message (Fixture *self, const char *host, const char *method, const char *path,
                 const char *body)
{
  g_autofree char *full = fixture_expand (self, path);
  g_autofree char *text = fixture_expand (self, body);
  g_autofree char *uri = g_strdup_printf ("http://%s%s", host, full);
  SoupMessage *message = soup_message_new (method, uri);
  g_assert_nonnull (message);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  if (self->token != NULL) {
    g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
    soup_message_headers_replace (headers, "Authorization", bearer);
  }
  if (self->confirmation != NULL)
    soup_message_headers_replace (headers, KH_HEADER_CONFIRMATION, self->confirmation);
  if (self->call_id != NULL)
    soup_message_headers_replace (headers, KH_HEADER_REQUEST_ID, self->call_id);
  if (text != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  return message;
}

KhJson *
fixture_send (Fixture *self, SoupMessage *message, guint *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  *status = soup_message_get_status (message);
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  if (g_bytes_get_size (body) == 0 || g_strcmp0 (type, "application/octet-stream") == 0)
    return NULL;
  KhJson *json = kh_json_parse (body, &error);
  g_assert_no_error (error);
  return json;
}

KhJson *
fixture_call (Fixture *self, const char *host, const char *method, const char *path,
              const char *body, guint wanted)
{
  guint status = 0;
  g_autoptr (SoupMessage) message = fixture_message (self, host, method, path, body);
  g_autoptr (KhJson) json = fixture_send (self, message, &status);
  if (status != wanted) {
    g_autofree char *text = json == NULL ? NULL : kh_json_to_text (json);
    g_test_message ("%s %s: %u %s", method, path, status, text);
  }
  g_assert_cmpuint (status, ==, wanted);
  return g_steal_pointer (&json);
}

void
fixture_do (Fixture *self, const char *host, const char *method, const char *path, const char *body,
            guint wanted)
{
  g_autoptr (KhJson) json = fixture_call (self, host, method, path, body, wanted);
}

void
fixture_refused (Fixture *self, const char *host, const char *method, const char *path,
                 const char *body, guint wanted, const char *code, const char *inner)
{
  g_autoptr (KhJson) json = fixture_call (self, host, method, path, body, wanted);
  if (code != NULL)
    g_assert_cmpstr (kh_json_string (json, "error.code"), ==, code);
  if (inner != NULL)
    g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, inner);
  g_assert_cmpuint (strlen (kh_json_string (json, "error.message")), >, 0);
}
