/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data in and out, under leases.
 *
 * A lease covers a call, never the time between two calls: a client that stops in the middle must
 * not keep the keys of an environment that is being locked. Between calls the store itself is
 * referenced; once closed it refuses everything. */
#include "kh-tenant-data.h"

#include <string.h>

#include "kh-act.h"
#include "kh-acts-private.h"
#include "kh-data-notes.h"
#include "kh-environment-data.h"
#include "kh-item-store-file.h"
#include "kh-table-store.h"

struct _KhTenantUpload {
  KhTenant *tenant;
  KhCaller *caller;
  char *environment_id, *name;
  KhUpload *upload;
};

/* Content is for those who work with the data, whether it goes in or out (model.md 6); who else
 * sees the environment sees what is in it by name. */
static char *
resolve (KhTenant *self, KhCaller *caller, const char *text, gboolean content, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);

  if (environment == NULL
      || !kh_data_allowed (self, caller, content ? KH_VERB_DATA : KH_VERB_READ_ENVIRONMENTS,
                           environment, error))
    return NULL;
  return g_strdup (environment->id);
}

/* --- Uploads
 * ---------------------------------------------------------------------------------------- */

/* Leases the stores while the upload begins, which references them. */
static KhUpload *
begin_upload (KhTenant *tenant, const char *environment_id, KhUploadPlan *plan, GError **error)
{
  const struct {
    KhStoreKind kind;
    KhItemStore **store;
  } places[] = { { KH_STORE_FILES, &plan->files },
                 { KH_STORE_DATAVERSE, &plan->dataverse },
                 { KH_STORE_FLOWS, &plan->flows } };
  KhUpload *upload = NULL;
  guint taken = 0;

  for (; taken < G_N_ELEMENTS (places); taken++) {
    *places[taken].store = kh_environment_data_take (tenant, environment_id, places[taken].kind,
                                                     KH_DATA_FOR_PEOPLE, error);
    if (*places[taken].store == NULL)
      break;
  }
  if (taken == G_N_ELEMENTS (places))
    upload = kh_upload_new (plan, error);
  for (; taken > 0; taken--)
    kh_environment_data_give (tenant, environment_id);
  return upload;
}

static gboolean
take_delimiter (const char *text, char *delimiter, GError **error)
{
  *delimiter = text != NULL ? *text : 0;
  if (text == NULL || (strlen (text) == 1 && strchr (",;|\t", *text) != NULL))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "delimiter", NULL, NULL,
                      "Fields are separated by a comma, a semicolon, a tab or a pipe");
  return FALSE;
}

KhTenantUpload *
kh_tenant_upload_begin (KhTenant *self, KhCaller *caller, const KhUploadSpec *spec, GError **error)
{
  g_autoptr (KhTenantUpload) upload = g_new0 (KhTenantUpload, 1);
  KhUploadPlan plan = { .name = spec->name,
                        .table = spec->table,
                        .charset = spec->charset,
                        .replace = spec->replace,
                        .skip_bad_rows = spec->skip_bad_rows };

  upload->tenant = self;
  upload->caller = kh_caller_ref (caller);
  upload->name = g_strdup (spec->name);
  upload->environment_id = resolve (self, caller, spec->environment, TRUE, error);
  if (upload->environment_id == NULL)
    return NULL;
  if (!kh_upload_kind_from_string (spec->kind != NULL ? spec->kind : "auto", &plan.kind)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "%s is not a kind of import", spec->kind);
    return NULL;
  }
  if (!take_delimiter (spec->delimiter, &plan.delimiter, error))
    return NULL;
  upload->upload = begin_upload (self, upload->environment_id, &plan, error);
  return upload->upload != NULL ? g_steal_pointer (&upload) : NULL;
}

gboolean
kh_tenant_upload_write (KhTenantUpload *self, const void *bytes, gsize size, GError **error)
{
  return kh_upload_write (self->upload, bytes, size, error);
}

KhImportReport *
kh_tenant_upload_finish (KhTenantUpload *self, GCancellable *cancellable, GError **error)
{
  KhImportReport *report = kh_upload_finish (self->upload, cancellable, NULL, NULL, error);

  g_clear_pointer (&self->upload, kh_upload_free);
  if (report != NULL)
    kh_data_note_import (self->tenant, self->caller, self->environment_id, self->name, report);
  return report;
}

void
kh_tenant_upload_free (KhTenantUpload *self)
{
  g_clear_pointer (&self->upload, kh_upload_free);
  kh_caller_unref (self->caller);
  g_free (self->environment_id);
  g_free (self->name);
  g_free (self);
}

/* --- Listings
 * ----------------------------------------------------------------------------------------- */

void
kh_item_info_free (KhItemInfo *info)
{
  g_free (info->id);
  g_free (info->name);
  g_free (info->sha256);
  g_free (info);
}

static KhItemInfo *
info_of (const KhStoreItem *item)
{
  KhItemInfo *info = g_new0 (KhItemInfo, 1);

  info->id = g_strdup (item->id);
  info->name = g_strdup (item->name);
  info->is_table = item->is_table;
  info->rows = item->rows;
  info->bytes = item->bytes;
  info->sha256 = g_strdup (item->sha256);
  info->created_at = item->created_at;
  return info;
}

GPtrArray *
kh_tenant_items (KhTenant *self, KhCaller *caller, const char *environment, KhStoreKind kind,
                 GError **error)
{
  g_autofree char *id = resolve (self, caller, environment, FALSE, error);
  g_autoptr (GPtrArray) items = NULL;
  GPtrArray *infos;
  KhItemStore *store;

  store = id != NULL ? kh_environment_data_take (self, id, kind, KH_DATA_FOR_PEOPLE, error) : NULL;
  if (store == NULL)
    return NULL;
  items = kh_item_store_list (store, error);
  kh_environment_data_give (self, id);
  if (items == NULL)
    return NULL;
  g_ptr_array_set_free_func (items, (GDestroyNotify)kh_store_item_free);
  infos = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_item_info_free);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (infos, info_of (items->pdata[i]));
  return infos;
}

/* --- Content
 * ------------------------------------------------------------------------------------------ */

struct _KhTenantContent {
  KhItemInfo *info;   /* (nullable) */
  KhItemReader *file; /* (nullable) */
  guint64 offset;     /* of the next byte of the file */
  KhTableCsv *table;  /* (nullable) */
};

static gboolean
open_content (KhTenantContent *content, KhItemStore *store, const char *name, GError **error)
{
  g_autoptr (KhStoreItem) item = kh_item_store_find (store, name, error);

  if (item == NULL)
    return FALSE;
  content->info = info_of (item);
  if (item->is_table)
    content->table = kh_table_csv_new (store, item->id, error);
  else
    content->file = kh_item_reader_new (store, item->id, error);
  return content->table != NULL || content->file != NULL;
}

KhTenantContent *
kh_tenant_content_open (KhTenant *self, KhCaller *caller, const char *environment, KhStoreKind kind,
                        const char *item, GError **error)
{
  g_autoptr (KhTenantContent) content = g_new0 (KhTenantContent, 1);
  g_autofree char *id = resolve (self, caller, environment, TRUE, error);
  KhItemStore *store;
  gboolean opened;

  store = id != NULL ? kh_environment_data_take (self, id, kind, KH_DATA_FOR_PEOPLE, error) : NULL;
  if (store == NULL)
    return NULL;
  opened = open_content (content, store, item, error);
  kh_environment_data_give (self, id);
  if (!opened)
    return NULL;
  kh_data_post_note (self, caller, "data.read", id, content->info->id);
  return g_steal_pointer (&content);
}

gssize
kh_tenant_content_read (KhTenantContent *self, void *buffer, gsize size, GError **error)
{
  gsize got = 0;

  if (self->table != NULL)
    return kh_table_csv_read (self->table, buffer, size, error);
  if (!kh_item_reader_read (self->file, self->offset, buffer, size, &got, error))
    return -1;
  self->offset += got;
  return (gssize)got;
}

const KhItemInfo *
kh_tenant_content_get_info (KhTenantContent *self)
{
  return self->info;
}

void
kh_tenant_content_free (KhTenantContent *self)
{
  g_clear_pointer (&self->file, kh_item_reader_free);
  g_clear_pointer (&self->table, kh_table_csv_free);
  g_clear_pointer (&self->info, kh_item_info_free);
  g_free (self);
}

/* --- Rows
 * --------------------------------------------------------------------------------------------- */

void
kh_row_page_free (KhRowPage *page)
{
  g_ptr_array_unref (page->columns);
  g_ptr_array_unref (page->rows);
  g_free (page);
}

static gboolean
add_row (guint64 row, const KhCell *cells, guint n_cells, gpointer data, GError **error)
{
  KhRowPage *page = data;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_cells; i++)
    g_ptr_array_add (texts, kh_cell_to_text (&cells[i]));
  g_ptr_array_add (page->rows, texts);
  return TRUE;
}

static KhRowPage *
read_rows (KhItemStore *store, const char *name, KhTableSpan *span, GError **error)
{
  g_autoptr (KhTableInfo) table = kh_table_store_find (store, name, error);
  KhRowPage *page;

  if (table == NULL)
    return NULL;
  page = g_new0 (KhRowPage, 1);
  page->columns = g_ptr_array_new_with_free_func (g_free);
  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < table->columns->len; i++)
    g_ptr_array_add (page->columns, g_strdup (((KhTableColumn *)table->columns->pdata[i])->name));
  if (!kh_table_store_read (store, table, span, add_row, page, error))
    g_clear_pointer (&page, kh_row_page_free);
  return page;
}

KhRowPage *
kh_tenant_rows (KhTenant *self, KhCaller *caller, const char *environment, const char *table,
                guint64 after, guint limit, GError **error)
{
  g_autofree char *id = resolve (self, caller, environment, TRUE, error);
  KhTableSpan span = { after, limit, 0 };
  KhItemStore *store;
  KhRowPage *page;

  store = id != NULL
              ? kh_environment_data_take (self, id, KH_STORE_DATAVERSE, KH_DATA_FOR_PEOPLE, error)
              : NULL;
  if (store == NULL)
    return NULL;
  page = read_rows (store, table, &span, error);
  kh_environment_data_give (self, id);
  if (page == NULL)
    return NULL;
  page->next = span.next;
  kh_data_post_note (self, caller, "data.rows", id, table);
  return page;
}

gboolean
kh_tenant_item_remove (KhTenant *self, KhCaller *caller, const char *environment, KhStoreKind kind,
                       const char *item, GError **error)
{
  g_autofree char *id = resolve (self, caller, environment, TRUE, error);
  KhItemStore *store;
  gboolean removed;

  store = id != NULL ? kh_environment_data_take (self, id, kind, KH_DATA_FOR_PEOPLE, error) : NULL;
  if (store == NULL)
    return FALSE;
  removed = kh_item_store_remove (store, item, error);
  kh_environment_data_give (self, id);
  if (removed)
    kh_data_note_change (self, caller, "data.remove", id, item);
  return removed;
}
