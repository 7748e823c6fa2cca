/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Re-encryption of a store: file by file, batch by batch, then the database. */
#include "kh-store-reencrypt-private.h"

#include <errno.h>
#include <string.h>

#include "kh-id.h"

/* A batch ends at whichever comes first (crypto.md E.2). */
#define BATCH_ITEMS 64
#define BATCH_BYTES (64 * 1024 * 1024)
#define BATCH_TIME G_TIME_SPAN_SECOND
#define PROGRESS_INTERVAL (G_TIME_SPAN_SECOND / 5)

static const char *const point_names[] = {
  [KH_REENCRYPT_OPEN_OLD] = "open-old",
  [KH_REENCRYPT_READ_OLD] = "read-old",
  [KH_REENCRYPT_CREATE_NEW] = "create-new",
  [KH_REENCRYPT_WRITE_NEW] = "write-new",
  [KH_REENCRYPT_SYNC_NEW] = "sync-new",
  [KH_REENCRYPT_RENAME_ITEM] = "rename-item",
  [KH_REENCRYPT_SYNC_FOLDER] = "sync-folder",
  [KH_REENCRYPT_UPDATE_ROWS] = "update-rows",
  [KH_REENCRYPT_COPY_DATABASE] = "copy-database",
  [KH_REENCRYPT_RENAME_DATABASE] = "rename-database",
  [KH_REENCRYPT_OPEN_DATABASE] = "open-database",
  [KH_REENCRYPT_VERIFY] = "verify",
};

const char *
kh_reencrypt_point_to_string (KhReencryptPoint point)
{
  return point < KH_REENCRYPT_N_POINTS ? point_names[point] : NULL;
}

gboolean
kh_reencrypt_pass (KhReencryptRun *run, KhReencryptPoint point, GError **error)
{
  return run->plan->point == NULL || run->plan->point (point, run->plan->data, error);
}

void
kh_reencrypt_show (KhReencryptRun *run, gboolean always)
{
  gint64 now = g_get_monotonic_time ();

  if (run->plan->progress == NULL || (!always && now - run->shown < PROGRESS_INTERVAL))
    return;
  run->shown = now;
  run->plan->progress (&run->progress, run->plan->data);
}

static void
show_bytes (guint64 done, guint64 total, gpointer data)
{
  KhReencryptRun *run = data;

  run->progress.bytes_done = run->base + done;
  kh_reencrypt_show (run, FALSE);
}

/* --- Batches ------------------------------------------------------------------------------- */

static gboolean
update_rows (KhReencryptRun *run, KhDatabase *db, GPtrArray *gone, GError **error)
{
  g_autoptr (KhTransaction) transaction = kh_transaction_new (db, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < run->batch->len; i++) {
    KhItemRow *row = g_ptr_array_index (run->batch, i);
    gboolean found;

    if (!kh_item_row_update (db, row, &found, error))
      return FALSE;
    if (!found)
      g_ptr_array_add (gone, row);
  }
  return kh_transaction_commit (g_steal_pointer (&transaction), error);
}

/* A file that was removed while its copy was made must not come back. */
static void
unlink_gone (KhReencryptRun *run, GPtrArray *gone)
{
  for (guint i = 0; i < gone->len; i++) {
    KhItemRow *row = g_ptr_array_index (gone, i);
    g_autofree char *path = kh_item_store_item_path (run->store, row->id);

    kh_io_unlink (run->store->io, path, NULL);
  }
}

/* First the names are durable, then the rows that speak of them. */
static gboolean
flush_batch (KhReencryptRun *run, GError **error)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  KhDatabase *db;
  gboolean ok;

  if (run->batch->len == 0)
    return TRUE;
  if (!kh_reencrypt_pass (run, KH_REENCRYPT_SYNC_FOLDER, error)
      || !kh_io_sync_folder (run->store->io, run->store->items, error)
      || !kh_reencrypt_pass (run, KH_REENCRYPT_UPDATE_ROWS, error))
    return FALSE;
  db = kh_item_store_enter (run->store, error);
  if (db == NULL)
    return FALSE;
  ok = update_rows (run, db, gone, error);
  kh_item_store_leave (run->store);
  if (!ok)
    return FALSE;
  unlink_gone (run, gone);
  run->progress.items_done += run->batch->len;
  g_ptr_array_set_size (run->batch, 0);
  run->batch_bytes = 0;
  run->batch_started = g_get_monotonic_time ();
  kh_reencrypt_show (run, FALSE);
  return run->plan->batch == NULL
         || run->plan->batch (run->cursor, &run->progress, run->plan->data, error);
}

static gboolean
add_to_batch (KhReencryptRun *run, KhItemRow *row, GError **error)
{
  run->batch_bytes += row->record.length;
  g_ptr_array_add (run->batch, row);
  if (run->batch->len < BATCH_ITEMS && run->batch_bytes < BATCH_BYTES
      && g_get_monotonic_time () - run->batch_started < BATCH_TIME)
    return TRUE;
  return flush_batch (run, error);
}

/* --- One file ------------------------------------------------------------------------------ */

/* Faults of the file itself: another one may be sound. */
static gboolean
is_damage (const GError *error)
{
  static const KhErrorCode codes[] = { KH_ERROR_DAMAGED,  KH_ERROR_TRUNCATED, KH_ERROR_NOT_OURS,
                                       KH_ERROR_NEWER,    KH_ERROR_WRONG_KEY, KH_ERROR_ROLLED_BACK,
                                       KH_ERROR_NOT_FOUND };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (kh_error_is (error, codes[i]))
      return TRUE;
  }
  return FALSE;
}

static KhItemRow *
new_row (KhReencryptRun *run, const KhItemRow *old, const KhContainerRecord *record)
{
  KhItemRow *row = g_new0 (KhItemRow, 1);

  row->id = g_strdup (old->id);
  row->name = g_strdup (old->name);
  row->sha256 = g_strdup (old->sha256);
  row->created_at = old->created_at;
  row->dek = g_strdup (run->to_id);
  row->record = *record;
  return row;
}

/* Removes the name of what could not be finished; a run ends after it, so there is one at most. */
void
kh_reencrypt_keep_dropped (KhReencryptRun *run, int fd)
{
  if (run->plan->dropped == NULL || *run->plan->dropped >= 0)
    kh_io_close (run->store->io, &fd);
  else
    *run->plan->dropped = fd;
}

/* Writes ID.new under the new key and gives it the name ID. */
static gboolean
copy_container (KhReencryptRun *run, const KhItemRow *row, KhContainerReader *old,
                KhContainerRecord *record, GError **error)
{
  g_autofree char *path = kh_item_store_item_path (run->store, row->id);
  g_autoptr (KhContainerWriter) writer = NULL;
  KhcContainerFacts facts;
  gboolean done;

  if (!kh_item_row_to_facts (run->store, row, &facts, error)
      || !kh_reencrypt_pass (run, KH_REENCRYPT_CREATE_NEW, error))
    return FALSE;
  memcpy (facts.dek, run->to_bytes, KHC_ID_SIZE);
  facts.generation++;
  writer = kh_container_writer_new (run->store->io, path, run->to, &facts, error);
  if (writer == NULL)
    return FALSE;
  done = kh_reencrypt_pass (run, KH_REENCRYPT_READ_OLD, error)
         && kh_container_reencrypt (old, writer, run->cancellable, show_bytes, run, error)
         && kh_reencrypt_pass (run, KH_REENCRYPT_WRITE_NEW, error)
         && kh_item_store_check (run->store, error)
         && kh_reencrypt_pass (run, KH_REENCRYPT_SYNC_NEW, error)
         && kh_container_writer_finish (writer, FALSE, record, error);
  if (!done)
    kh_reencrypt_keep_dropped (run, kh_container_writer_drop (g_steal_pointer (&writer)));
  return done && kh_reencrypt_pass (run, KH_REENCRYPT_RENAME_ITEM, error);
}

/* (transfer full): the row as it must become. */
static KhItemRow *
reencrypt_file (KhReencryptRun *run, const KhItemRow *row, GError **error)
{
  g_autoptr (KhItemRow) repaired = NULL;
  g_autoptr (KhItemReader) reader = NULL;
  KhContainerReader *container;
  KhContainerRecord record;
  gboolean ok;

  if (!kh_reencrypt_pass (run, KH_REENCRYPT_OPEN_OLD, error))
    return NULL;
  container = kh_item_store_open_container (run->store, row, &repaired, error);
  if (container == NULL)
    return NULL;
  reader = kh_item_reader_new_take (run->store, container, error);
  if (reader == NULL)
    return NULL;
  if (repaired != NULL)
    return g_steal_pointer (&repaired);
  container = kh_item_reader_lend (reader, error);
  if (container == NULL)
    return NULL;
  ok = copy_container (run, row, container, &record, error);
  kh_item_reader_give_back (reader);
  return ok ? new_row (run, row, &record) : NULL;
}

static gboolean
row_is_gone (KhReencryptRun *run, const char *id)
{
  KhDatabase *db = kh_item_store_enter (run->store, NULL);
  gboolean exists = TRUE;

  if (db == NULL)
    return FALSE;
  if (!kh_item_row_exists (db, id, &exists, NULL))
    exists = TRUE;
  kh_item_store_leave (run->store);
  return !exists;
}

static gboolean
do_file (KhReencryptRun *run, const KhItemRow *row, GError **error)
{
  g_autoptr (GError) local = NULL;
  KhItemRow *becomes = reencrypt_file (run, row, &local);

  run->base += row->record.length;
  run->progress.bytes_done = run->base;
  g_free (run->cursor);
  run->cursor = g_strdup (row->id);
  if (becomes != NULL)
    return add_to_batch (run, becomes, error);
  if (row_is_gone (run, row->id))
    return TRUE;
  if (!is_damage (local)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  g_ptr_array_add (run->damaged, kh_item_row_to_item (row));
  return TRUE;
}

static GPtrArray *
next_files (KhReencryptRun *run, GError **error)
{
  KhDatabase *db = kh_item_store_enter (run->store, error);
  GPtrArray *rows;

  if (db == NULL)
    return NULL;
  rows = kh_item_rows_not_on (db, run->to_id, run->kept_id, run->cursor, BATCH_ITEMS, error);
  kh_item_store_leave (run->store);
  return rows;
}

static gboolean
do_files (KhReencryptRun *run, GError **error)
{
  for (;;) {
    g_autoptr (GPtrArray) rows = next_files (run, error);

    if (rows == NULL)
      return FALSE;
    if (rows->len == 0)
      return flush_batch (run, error);
    for (guint i = 0; i < rows->len; i++) {
      if (g_cancellable_set_error_if_cancelled (run->cancellable, error)
          || !do_file (run, g_ptr_array_index (rows, i), error)) {
        flush_batch (run, NULL); /* what is renamed already need not be done again */
        return FALSE;
      }
    }
  }
}

/* --- A run --------------------------------------------------------------------------------- */

static gboolean
count_work (KhReencryptRun *run, GError **error)
{
  KhDatabase *db = kh_item_store_enter (run->store, error);
  g_autoptr (KhStatement) statement = NULL;
  struct stat facts = { 0 };
  gboolean ok = FALSE;

  if (db == NULL)
    return FALSE;
  statement = kh_database_prepare (
      db,
      "SELECT count (*), coalesce (sum (length), 0), coalesce (sum (dek = ?1), 0),"
      " coalesce (sum (length * (dek = ?1)), 0) FROM item WHERE NOT (stays AND dek IS ?2)",
      error);
  if (statement != NULL) {
    kh_statement_bind_text (statement, 1, run->to_id);
    kh_statement_bind_text (statement, 2, run->kept_id);
    ok = kh_statement_step (statement, error) == KH_STEP_ROW;
  }
  if (ok) {
    run->store->io->lstat (run->store->io, run->store->database_path, &facts);
    run->progress.items = (guint64)kh_statement_get_int64 (statement, 0) + 1;
    run->progress.bytes = (guint64)kh_statement_get_int64 (statement, 1) + (guint64)facts.st_size;
    run->progress.items_done = (guint64)kh_statement_get_int64 (statement, 2);
    run->base = run->progress.bytes_done = (guint64)kh_statement_get_int64 (statement, 3);
  }
  g_clear_pointer (&statement, kh_statement_free);
  kh_item_store_leave (run->store);
  return ok;
}

/* What decides whether the other keys may go: no row that moves and no database on them. */
static gboolean
verify (KhReencryptRun *run, GError **error)
{
  g_autofree char *database = kh_item_store_dup_database_dek (run->store);
  g_autoptr (GPtrArray) rows = NULL;

  if (!kh_reencrypt_pass (run, KH_REENCRYPT_VERIFY, error))
    return FALSE;
  g_clear_pointer (&run->cursor, g_free);
  rows = next_files (run, error);
  if (rows == NULL)
    return FALSE;
  if (rows->len == 0 && g_strcmp0 (database, run->to_id) == 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_CONFLICT, "Something in %s is still on another data key",
                run->store->folder);
  return FALSE;
}

static gboolean
run_all (KhReencryptRun *run, GError **error)
{
  if (!count_work (run, error) || !do_files (run, error))
    return FALSE;
  if (run->damaged->len > 0) {
    const KhStoreItem *first = g_ptr_array_index (run->damaged, 0);

    kh_set_error (error, KH_ERROR_DAMAGED,
                  "%u of the files cannot be read and stay as they are, “%s” first",
                  run->damaged->len, first->name);
    return FALSE;
  }
  if (!kh_reencrypt_database (run, error) || !verify (run, error))
    return FALSE;
  run->progress.items_done = run->progress.items;
  run->progress.bytes_done = run->progress.bytes;
  kh_reencrypt_show (run, TRUE);
  return TRUE;
}

static gboolean
start_run (KhReencryptRun *run, GError **error)
{
  g_autofree char *last = NULL;

  run->to = kh_item_store_ref_key (run->store, NULL, run->to_bytes, &last, error);
  if (run->to == NULL)
    return FALSE;
  run->to_id = g_steal_pointer (&last);
  if (g_ascii_strcasecmp (run->to_id, run->plan->to_dek) == 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "The new data key has to be the store's last one");
  return FALSE;
}

gboolean
kh_store_reencrypt (KhItemStore *store, const KhReencryptPlan *plan, GCancellable *cancellable,
                    GPtrArray **damaged, GError **error)
{
  KhReencryptRun run = { .store = store, .plan = plan, .cancellable = cancellable };
  gboolean ok;

  if (!kh_item_store_hold (store, error))
    return FALSE;
  run.batch = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_item_row_free);
  run.damaged = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_store_item_free);
  run.kept_id = plan->kept_dek != NULL ? g_ascii_strdown (plan->kept_dek, -1) : NULL;
  run.batch_started = g_get_monotonic_time ();
  ok = start_run (&run, error) && run_all (&run, error);
  g_clear_pointer (&run.to, kh_secret_unref);
  g_ptr_array_unref (run.batch);
  g_free (run.to_id);
  g_free (run.kept_id);
  g_free (run.cursor);
  if (damaged != NULL)
    *damaged = g_ptr_array_ref (run.damaged);
  g_ptr_array_unref (run.damaged);
  kh_item_store_release (store);
  return ok;
}
