/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An uploaded file on its way into an environment.
 *
 * Every byte goes first into a staged container of the store `files`, so no plaintext touches the
 * disk. At the end the content decides what it is (formats.md 1). A table is read back from the
 * container, checked whole, then written to the store `dataverse` in one transaction, and the
 * container dropped; the definition of a cloud flow becomes a file of the store `flows`, byte for
 * byte; anything else stays a file: the container becomes the item. A kill at any
 * point leaves nothing or everything. One thread at a time, which may block.
 */
#pragma once

#include "kh-import-report.h"
#include "kh-item-store.h"

G_BEGIN_DECLS

typedef enum { KH_UPLOAD_AUTO, KH_UPLOAD_TABLE, KH_UPLOAD_FILE } KhUploadKind;
/* "auto", "table", "file". */
gboolean kh_upload_kind_from_string (const char *text, KhUploadKind *kind);

typedef struct _KhUpload KhUpload;

typedef struct {
  KhItemStore *files;     /* the environment's store `files`; referenced */
  KhItemStore *dataverse; /* its store `dataverse`; referenced; may be NULL for KH_UPLOAD_FILE */
  KhItemStore *flows;     /* (nullable): its store `flows`; referenced; NULL: flows are files */
  const char *name;       /* of the file, without folders */
  KhUploadKind kind;
  const char *table; /* (nullable): name of the table; default the file's name without extension */
  const char *charset;    /* (nullable): "windows-1252" where the bytes are that */
  char delimiter;         /* 0: the one that fits */
  gboolean replace;       /* take the place of a file or table of the same name */
  gboolean skip_bad_rows; /* leave bad rows out and report them; else nothing is imported */
} KhUploadPlan;

/* KH_ERROR_ARGUMENT for a bad name and a charset that is not known. (transfer full) */
KhUpload *kh_upload_new (const KhUploadPlan *plan, GError **error);
gboolean kh_upload_write (KhUpload *self, const void *bytes, gsize size, GError **error);
/* @progress: (nullable): in bytes of the file, checking and writing together. A refusal is in the
 * report and no error; an error means that nothing was kept. (transfer full) */
KhImportReport *kh_upload_finish (KhUpload *self, GCancellable *cancellable,
                                  KhProgressFunc progress, gpointer data, GError **error);
/* Drops an unfinished upload. */
void kh_upload_free (KhUpload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhUpload, kh_upload_free)

G_END_DECLS
