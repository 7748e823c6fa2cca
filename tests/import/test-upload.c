/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads into the stores of an environment: whole or not at all, never in clear. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "items-fixture.h"
#include "kh-upload.h"

typedef struct {
  ItemsFixture files_fixture, dataverse_fixture, flows_fixture;
  KhItemStore *files, *dataverse, *flows;
} Stores;

static void
stores_init (Stores *self)
{
  items_fixture_init (&self->files_fixture, KH_STORE_FILES);
  items_fixture_init_beside (&self->dataverse_fixture, &self->files_fixture, KH_STORE_DATAVERSE);
  items_fixture_init_beside (&self->flows_fixture, &self->files_fixture, KH_STORE_FLOWS);
  self->files = items_fixture_create (&self->files_fixture);
  self->dataverse = items_fixture_create (&self->dataverse_fixture);
  self->flows = items_fixture_create (&self->flows_fixture);
}

static void
stores_reopen (Stores *self)
{
  g_clear_pointer (&self->files, kh_item_store_unref);
  g_clear_pointer (&self->dataverse, kh_item_store_unref);
  self->files = items_fixture_open (&self->files_fixture, 0, 0);
  self->dataverse = items_fixture_open (&self->dataverse_fixture, 0, 0);
}

static void
stores_clear (Stores *self)
{
  kh_item_store_unref (self->files);
  kh_item_store_unref (self->dataverse);
  kh_item_store_unref (self->flows);
  items_fixture_clear (&self->flows_fixture);
  items_fixture_clear (&self->files_fixture);
  items_fixture_clear (&self->dataverse_fixture);
}

static KhImportReport *
upload_plan (Stores *stores, KhUploadPlan *plan, const void *bytes, gsize size, GError **error)
{
  g_autoptr (KhUpload) upload = NULL;

  plan->files = stores->files;
  plan->dataverse = stores->dataverse;
  plan->flows = stores->flows;
  upload = kh_upload_new (plan, error);
  if (upload == NULL || !kh_upload_write (upload, bytes, size / 2, error)
      || !kh_upload_write (upload, (const char *)bytes + size / 2, size - size / 2, error))
    return NULL;
  return kh_upload_finish (upload, NULL, NULL, NULL, error);
}

static KhImportReport *
upload (Stores *stores, const char *name, KhUploadKind kind, const void *bytes, gsize size)
{
  KhUploadPlan plan = { .name = name, .kind = kind };
  g_autoptr (GError) error = NULL;
  KhImportReport *report = upload_plan (stores, &plan, bytes, size, &error);

  g_assert_no_error (error);
  return report;
}

static void
expect_taken (Stores *stores, const char *name, KhUploadKind kind, const char *text,
              const char *wanted_kind)
{
  g_autoptr (KhImportReport) report = upload (stores, name, kind, text, strlen (text));
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  KhImportedItem *item;

  g_assert_cmpuint (report->refused->len, ==, 0);
  g_assert_cmpuint (report->imported->len, ==, 1);
  item = report->imported->pdata[0];
  g_assert_cmpstr (item->kind, ==, wanted_kind);
  g_assert_cmpstr (item->file, ==, name);
  g_assert_cmpstr (item->sha256, ==, digest);
  g_assert_cmpuint (item->bytes, ==, strlen (text));
}

static void
expect_refused (Stores *stores, const char *name, KhUploadKind kind, const char *text,
                const char *rule)
{
  g_autoptr (KhImportReport) report = upload (stores, name, kind, text, strlen (text));

  g_assert_cmpuint (report->imported->len, ==, 0);
  g_assert_cmpuint (report->refused->len, ==, 1);
  g_assert_cmpstr (((KhRefusedItem *)report->refused->pdata[0])->rule, ==, rule);
}

static guint
count_items (KhItemStore *store)
{
  g_autoptr (GPtrArray) items = kh_item_store_list (store, NULL);

  return items->len;
}

static void
test_kinds (void)
{
  Stores stores;

  stores_init (&stores);
  expect_taken (&stores, "a.csv", KH_UPLOAD_AUTO, "x,y\n1,2\n3,4\n", "csv");
  expect_taken (&stores, "b.jsonl", KH_UPLOAD_AUTO, "{\"x\":1}\n", "jsonl");
  expect_taken (&stores, "c.csv", KH_UPLOAD_FILE, "x,y\n1,2\n", "file");
  expect_taken (&stores, "d.txt", KH_UPLOAD_AUTO, "nothing but text\n", "file");
  expect_taken (&stores, "e.txt", KH_UPLOAD_TABLE, "one\nx\n", "csv");
  expect_taken (&stores, "empty", KH_UPLOAD_AUTO, "", "file");
  expect_refused (&stores, "f.csv", KH_UPLOAD_AUTO, "x,y\n1,2\n3\n", "F9");
  expect_refused (&stores, "g.jsonl", KH_UPLOAD_AUTO, "{\"x\":1}\n{\"x\"\n", "F8");
  expect_refused (&stores, "h.csv", KH_UPLOAD_AUTO, "x,y\n\xff,2\n", "charset");
  expect_refused (&stores, "i.zip", KH_UPLOAD_TABLE, "PK\3\4", "not-table");
  expect_refused (&stores, "j.csv", KH_UPLOAD_TABLE, "", "F9");
  expect_refused (&stores, "a.csv", KH_UPLOAD_AUTO, "x,y\n5,6\n", "exists");
  expect_refused (&stores, "c.csv", KH_UPLOAD_FILE, "other", "exists");
  g_assert_cmpuint (count_items (stores.files), ==, 3);
  g_assert_cmpuint (count_items (stores.dataverse), ==, 3);
  g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, 3);
  g_assert_cmpuint (items_count_on_disk (&stores.dataverse_fixture, NULL), ==, 0);
  stores_clear (&stores);
}

/* --- Flows --------------------------------------------------------------------------------- */

#define SCHEMA                                                                                     \
  "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/"              \
  "workflowdefinition.json#"
/* As it comes out of a solution, in one line, which JSON lines could be, too. */
#define FLOW(triggers)                                                                             \
  "{\"properties\":{\"connectionReferences\":{},\"definition\":{\"$schema\":\"" SCHEMA             \
  "\",\"contentVersion\":\"1.0.0.0\",\"triggers\":{" triggers                                      \
  "},\"actions\":{}}},\"schemaVersion\":\"1.0.0.0\"}"
#define TRIGGER(type, more)                                                                        \
  "\"manual\":{\"type\":\"" type "\"" more ",\"inputs\":{\"kind\":\"Http\"}}"

static guint64
count_staying (Stores *stores)
{
  KhStoreStats stats;

  g_assert_true (kh_item_store_get_staying (stores->flows, NULL, &stats, NULL));
  return stats.items;
}

static void
expect_flow (Stores *stores, const char *name, const char *text, gboolean stays)
{
  guint64 before = count_staying (stores);
  gsize size = strlen (text);
  g_autofree char *content = g_malloc (size);
  g_autoptr (KhItemReader) reader = NULL;
  gsize got;

  expect_taken (stores, name, KH_UPLOAD_AUTO, text, "flow");
  g_assert_cmpuint (count_staying (stores), ==, before + (stays ? 1 : 0));
  reader = kh_item_reader_new (stores->flows, name, NULL);
  g_assert_true (kh_item_reader_read (reader, 0, content, size, &got, NULL));
  g_assert_cmpmem (content, got, text, size);
}

static void
test_flows (void)
{
  static const char *const ours = FLOW (TRIGGER ("Request", ",\"kind\":\"Http\""));
  Stores stores;

  stores_init (&stores);
  expect_flow (&stores, "http", ours, TRUE);
  expect_flow (&stores, "no kind", FLOW (TRIGGER ("Request", "")), TRUE);
  expect_flow (&stores, "v1", FLOW (TRIGGER ("Request", ",\"kind\":\"PowerApp\"")), TRUE);
  expect_flow (&stores, "teams", FLOW (TRIGGER ("Request", ",\"kind\":\"TeamsWebhook\"")), TRUE);
  expect_flow (&stores, "second of two",
               "\n " FLOW ("\"a.b\":{\"type\":\"Recurrence\"}," TRIGGER ("Request", "")), TRUE);
  expect_flow (&stores, "v2", FLOW (TRIGGER ("Request", ",\"kind\":\"PowerAppV2\"")), FALSE);
  expect_flow (&stores, "button", FLOW (TRIGGER ("Request", ",\"kind\":\"Button\"")), FALSE);
  expect_flow (&stores, "timer", FLOW (TRIGGER ("Recurrence", ",\"kind\":\"Http\"")), FALSE);
  expect_flow (&stores, "no trigger", FLOW (""), FALSE);
  g_assert_cmpuint (count_items (stores.flows), ==, 9);
  expect_refused (&stores, "http", KH_UPLOAD_AUTO, ours, "exists");
  expect_taken (&stores, "as a file.json", KH_UPLOAD_FILE, ours, "file");
  expect_taken (&stores, "as rows.json", KH_UPLOAD_TABLE, ours, "jsonl");
  expect_taken (&stores, "inventory.json", KH_UPLOAD_AUTO,
                "{\"properties\":{\"definitionSummary\":{\"triggers\":[]}}}", "jsonl");
  expect_taken (&stores, "mention.json", KH_UPLOAD_AUTO,
                "{\"properties\":{\"definition\":\"" SCHEMA "\"}}", "jsonl");
  expect_taken (&stores, "cut.json", KH_UPLOAD_AUTO,
                "{\n\"properties\":{\"definition\":{\"$schema\":\"" SCHEMA "\",\n", "file");
  g_assert_cmpuint (count_items (stores.flows), ==, 9);
  g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, 2);
  stores_clear (&stores);
}

static char *
export_table (KhItemStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTableCsv) csv = kh_table_csv_new (store, name, &error);
  GString *text = g_string_new (NULL);
  char buffer[1000];
  gssize got;

  g_assert_no_error (error);
  while ((got = kh_table_csv_read (csv, buffer, sizeof buffer, &error)) > 0)
    g_string_append_len (text, buffer, got);
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
test_options (void)
{
  Stores stores;
  g_autoptr (GError) error = NULL;
  KhUploadPlan plan = { .name = "a.csv", .table = "other name", .charset = "windows-1252" };
  g_autoptr (KhImportReport) report = NULL;
  g_autofree char *text = NULL;

  stores_init (&stores);
  report = upload_plan (&stores, &plan, "x,y\n\xfc,2\n", 8, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((KhImportedItem *)report->imported->pdata[0])->name, ==, "other name");
  g_clear_pointer (&report, kh_import_report_free);
  plan = (KhUploadPlan){ .name = "b.csv",
                         .kind = KH_UPLOAD_TABLE,
                         .table = "other name",
                         .replace = TRUE,
                         .skip_bad_rows = TRUE };
  report = upload_plan (&stores, &plan, "x,y\n1\n2,3\n", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->imported->len, ==, 1);
  g_assert_cmpuint (((KhImportedItem *)report->imported->pdata[0])->rows, ==, 1);
  g_assert_cmpuint (report->refused->len, ==, 1);
  g_assert_cmpuint (report->rows_skipped, ==, 1);
  text = export_table (stores.dataverse, "other name");
  g_assert_cmpstr (text, ==, "x,y\n2,3\n");
  plan = (KhUploadPlan){ .name = "c.csv", .charset = "no-such-charset" };
  g_assert_null (upload_plan (&stores, &plan, "x", 1, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  g_clear_error (&error);
  plan = (KhUploadPlan){ .name = "a/b.csv" };
  g_assert_null (upload_plan (&stores, &plan, "x", 1, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  stores_clear (&stores);
}

/* A real table goes out as CSV and comes in again as an equal one. */
static void
test_round_trip (void)
{
  static const char *const names[] = { "country-codes.csv", "import-accounts.csv" };
  Stores stores;

  stores_init (&stores);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "import", names[i], NULL);
    g_autofree char *bytes = NULL, *first = NULL, *second = NULL;
    g_autofree char *table = g_strndup (names[i], strlen (names[i]) - 4);
    g_autoptr (KhImportReport) report = NULL, again = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    report = upload (&stores, names[i], KH_UPLOAD_AUTO, bytes, size);
    g_assert_cmpuint (report->imported->len, ==, 1);
    first = export_table (stores.dataverse, table);
    again = upload (&stores, "again.csv", KH_UPLOAD_AUTO, first, strlen (first));
    g_assert_cmpuint (again->imported->len, ==, 1);
    g_assert_cmpuint (((KhImportedItem *)again->imported->pdata[0])->rows, ==,
                      ((KhImportedItem *)report->imported->pdata[0])->rows);
    second = export_table (stores.dataverse, "again");
    g_assert_cmpstr (first, ==, second);
    g_assert_true (kh_item_store_remove (stores.dataverse, "again", NULL));
  }
  stores_clear (&stores);
}

static void
test_sqlite (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "import", "sqlite.db", NULL);
  g_autofree char *bytes = NULL, *text = NULL;
  g_autoptr (KhImportReport) report = NULL;
  Stores stores;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  stores_init (&stores);
  report = upload (&stores, "orders.sqlite", KH_UPLOAD_AUTO, bytes, size);
  g_assert_cmpuint (report->refused->len, ==, 0);
  g_assert_cmpuint (report->imported->len, >=, 1);
  g_assert_cmpstr (((KhImportedItem *)report->imported->pdata[0])->kind, ==, "sqlite");
  text = export_table (stores.dataverse, ((KhImportedItem *)report->imported->pdata[0])->name);
  g_test_message ("%s", text);
  g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, 0);
  g_clear_pointer (&report, kh_import_report_free);

  memset (bytes + 4096, 0x5a, size - 4096);
  report = upload (&stores, "damaged.sqlite", KH_UPLOAD_AUTO, bytes, size);
  g_assert_cmpuint (report->refused->len, ==, 1);
  g_assert_cmpstr (((KhRefusedItem *)report->refused->pdata[0])->rule, ==, "sqlite");
  g_clear_pointer (&report, kh_import_report_free);
  report = upload (&stores, "cut.sqlite", KH_UPLOAD_AUTO, bytes, 5000);
  g_assert_cmpuint (report->refused->len, ==, 1);
  g_clear_pointer (&report, kh_import_report_free);
  report = upload (&stores, "head.sqlite", KH_UPLOAD_AUTO, bytes, 16);
  g_assert_cmpuint (report->refused->len, ==, 1);
  g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, 0);
  stores_clear (&stores);
}

static KhImportReport *
upload_data (Stores *stores, const char *name, KhUploadPlan *plan)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "import", name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  KhImportReport *report;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  plan->name = name;
  report = upload_plan (stores, plan, bytes, size, &error);
  g_assert_no_error (error);
  return report;
}

static void
expect_table (KhItemStore *store, const char *name, const char *wanted)
{
  g_autofree char *text = export_table (store, name);

  g_assert_cmpstr (text, ==, wanted);
}

/* Tables only, with every kind of value as it was; views, virtual tables and what they keep are
 * left out, and a trigger does nothing. */
static void
test_sqlite_kinds (void)
{
  Stores stores;
  KhUploadPlan plan = { 0 }, named = { .table = "renamed" };
  g_autoptr (KhImportReport) report = NULL, refused = NULL, utf16 = NULL;
  g_autoptr (KhTableInfo) info = NULL;

  stores_init (&stores);
  report = upload_data (&stores, "kinds.sqlite", &plan);
  g_assert_cmpuint (report->refused->len, ==, 0);
  g_assert_cmpuint (report->imported->len, ==, 4);
  expect_table (stores.dataverse, "plain",
                "id,\"na\"\"me\",amount,data,anything\n"
                "1,a,1.5,AAEC,\n"
                "2,\"\",0.1,\"\",42\n"
                "5,,,,text\n"
                "7,/0E=,1e+300,/w==,9223372036854775807\n");
  expect_table (stores.dataverse, "keyed", "k,v\na,1\nb,2\n");
  expect_table (stores.dataverse, "empty", "x,y\n");
  expect_table (stores.dataverse, "computed", "a,b\n21,42\n");
  info = kh_table_store_find (stores.dataverse, "plain", NULL);
  g_assert_cmpstr (((KhTableColumn *)info->columns->pdata[2])->type, ==, "REAL");
  g_assert_cmpuint (((KhTableColumn *)info->columns->pdata[1])->blobs, ==, 1);
  g_assert_cmpuint (((KhTableColumn *)info->columns->pdata[3])->blobs, ==, 3);

  refused =
      upload_data (&stores, "kinds.sqlite", &plan); /* the names are taken: none comes twice */
  g_assert_cmpuint (refused->imported->len, ==, 0);
  g_assert_cmpstr (((KhRefusedItem *)refused->refused->pdata[0])->rule, ==, "exists");
  g_clear_pointer (&refused, kh_import_report_free);
  refused = upload_data (&stores, "kinds.sqlite", &named);
  g_assert_cmpstr (((KhRefusedItem *)refused->refused->pdata[0])->rule, ==, "sqlite");
  utf16 = upload_data (&stores, "utf16.sqlite", &named);
  g_assert_cmpuint (utf16->imported->len, ==, 1);
  expect_table (stores.dataverse, "renamed",
                "w\nGr\xc3\xb6\xc3\x9f"
                "e \xf0\x9f\x98\x80\nplain\n");
  g_assert_cmpuint (count_items (stores.dataverse), ==, 5);
  stores_clear (&stores);
}

static gboolean
try_upload (Stores *stores, const char *name, const char *text, GError **error)
{
  KhUploadPlan plan = { .name = name };
  g_autoptr (KhImportReport) report = upload_plan (stores, &plan, text, strlen (text), error);

  return report != NULL && report->imported->len == 1;
}

/* The disk is full from the n-th write on, in both stores: nothing or everything. */
static void
test_no_space (void)
{
  g_autoptr (GString) text = g_string_new ("number,text\n");
  gboolean done = FALSE;

  for (int i = 0; i < 2000; i++)
    g_string_append_printf (text, "%d,this is row %d\n", i, i);
  for (int n = 1; !done; n++) {
    Stores stores;
    g_autoptr (GError) error = NULL;
    g_autoptr (KhStoreItem) item = NULL;
    gboolean ok;

    g_assert_cmpint (n, <, 400);
    stores_init (&stores);
    stores.files_fixture.faulty.error = stores.dataverse_fixture.faulty.error = ENOSPC;
    stores.files_fixture.faulty.only_writes = stores.dataverse_fixture.faulty.only_writes = TRUE;
    stores.files_fixture.faulty.countdown = stores.dataverse_fixture.faulty.countdown = n;
    ok = try_upload (&stores, "a.csv", text->str, &error);
    if (!ok)
      g_assert_error (error, KH_ERROR, KH_ERROR_NO_SPACE);
    done = ok && !stores.files_fixture.faulty.failed && !stores.dataverse_fixture.faulty.failed;
    stores.files_fixture.faulty.countdown = stores.dataverse_fixture.faulty.countdown = -1;
    stores_reopen (&stores);
    g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, 0);
    item = kh_item_store_find (stores.dataverse, "a", NULL);
    g_assert_true (!ok || item != NULL);
    if (item != NULL)
      g_assert_cmpuint (item->rows, ==, 2000);
    stores_clear (&stores);
  }
}

static void
test_locked (void)
{
  Stores stores;
  g_autoptr (KhUpload) upload = NULL;
  g_autoptr (GError) error = NULL;
  KhUploadPlan plan = { .name = "a.csv" };

  stores_init (&stores);
  plan.files = stores.files;
  plan.dataverse = stores.dataverse;
  upload = kh_upload_new (&plan, NULL);
  g_assert_true (kh_upload_write (upload, "a,b\n1,2\n", 8, NULL));
  kh_item_store_revoke (stores.dataverse);
  g_assert_null (kh_upload_finish (upload, NULL, NULL, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  kh_item_store_revoke (stores.files);
  g_assert_false (kh_upload_write (upload, "x", 1, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_pointer (&upload, kh_upload_free);
  stores_reopen (&stores);
  g_assert_cmpuint (count_items (stores.dataverse), ==, 0);
  g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, 0);
  stores_clear (&stores);
}

static void
test_cancelled (void)
{
  Stores stores;
  g_autoptr (KhUpload) upload = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  KhUploadPlan plan = { .name = "a.csv" };

  stores_init (&stores);
  plan.files = stores.files;
  plan.dataverse = stores.dataverse;
  upload = kh_upload_new (&plan, NULL);
  g_assert_true (kh_upload_write (upload, "a,b\n1,2\n", 8, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_null (kh_upload_finish (upload, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_pointer (&upload, kh_upload_free);
  g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, 0);
  stores_clear (&stores);
}

static void
test_no_plaintext (void)
{
  Stores stores;

  stores_init (&stores);
  expect_taken (&stores, "a.csv", KH_UPLOAD_AUTO,
                "canary column one,canary column two\ncanary value 0123456789,x\n", "csv");
  g_assert_false (items_find_on_disk (&stores.files_fixture, "canary column"));
  g_assert_false (items_find_on_disk (&stores.files_fixture, "canary value"));
  stores_reopen (&stores);
  g_assert_false (items_find_on_disk (&stores.files_fixture, "canary value"));
  stores_clear (&stores);
}

#define KILL_ROWS 20000

/* What the child does: uploads a table and a file into the stores below @root. */
static int
run_child (char *root)
{
  ItemsFixture beside = { .root = root };
  Stores stores;
  g_autoptr (GString) text = g_string_new ("number,text\n");

  items_fixture_init_beside (&stores.files_fixture, &beside, KH_STORE_FILES);
  items_fixture_init_beside (&stores.dataverse_fixture, &beside, KH_STORE_DATAVERSE);
  stores.files = items_fixture_open (&stores.files_fixture, 0, 0);
  stores.dataverse = items_fixture_open (&stores.dataverse_fixture, 0, 0);
  for (int i = 0; i < KILL_ROWS; i++)
    g_string_append_printf (text, "%d,this is row %d\n", i, i);
  return try_upload (&stores, "a.csv", text->str, NULL)
                 && try_upload (&stores, "b.txt", text->str + 7, NULL)
             ? 0
             : 1;
}

static const char *program;

static gboolean
kill_after (const char *root, guint microseconds)
{
  const char *const argv[] = { program, "--child", root, NULL };
  GPid pid;
  int status;

  g_assert_true (g_spawn_async (NULL, (char **)argv, NULL,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                                &pid, NULL));
  g_usleep (microseconds);
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status);
}

/* A kill at any moment leaves the table whole or not there, and no container but the file's. */
static void
test_kills (void)
{
  int rounds = g_getenv ("KH_TEST_LONG") != NULL ? 300 : 20;
  GRand *random = g_rand_new_with_seed (4711);

  for (int round = 0; round < rounds; round++) {
    Stores stores;
    g_autoptr (KhStoreItem) table = NULL, file = NULL;
    gboolean finished;

    stores_init (&stores);
    g_clear_pointer (&stores.files, kh_item_store_unref);
    g_clear_pointer (&stores.dataverse, kh_item_store_unref);
    finished =
        kill_after (stores.files_fixture.root, (guint)g_rand_int_range (random, 2000, 250000));
    stores_reopen (&stores);
    table = kh_item_store_find (stores.dataverse, "a", NULL);
    file = kh_item_store_find (stores.files, "b.txt", NULL);
    g_assert_true (!finished || (table != NULL && file != NULL));
    if (table != NULL)
      g_assert_cmpuint (table->rows, ==, KILL_ROWS);
    g_assert_cmpuint (items_count_on_disk (&stores.files_fixture, NULL), ==, file != NULL ? 1 : 0);
    stores_clear (&stores);
  }
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    _exit (run_child (argv[2])); /* a search for leaks outlives the kill, with the lock */
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upload/kinds", test_kinds);
  g_test_add_func ("/upload/flows", test_flows);
  g_test_add_func ("/upload/options", test_options);
  g_test_add_func ("/upload/round-trip", test_round_trip);
  g_test_add_func ("/upload/sqlite", test_sqlite);
  g_test_add_func ("/upload/sqlite-kinds", test_sqlite_kinds);
  g_test_add_func ("/upload/no-space", test_no_space);
  g_test_add_func ("/upload/locked", test_locked);
  g_test_add_func ("/upload/cancelled", test_cancelled);
  g_test_add_func ("/upload/kills", test_kills);
  g_test_add_func ("/upload/no-plaintext", test_no_plaintext);
  return g_test_run ();
}
