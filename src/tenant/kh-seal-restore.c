/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic copy in the place of the seal. */
#include "kh-seal-restore.h"

#include "kh-act.h"
#include "kh-seal-copy.h"
#include "kh-tenant-private.h"

static const KhIo *
io_of (const KhTenantPlace *place)
{
  return place->io != NULL ? place->io : kh_io_default ();
}

static char *
folder_of (const KhTenantPlace *place)
{
  return g_build_filename (place->data_dir, "tenant", NULL);
}

gint64
kh_tenant_find_seal_copy (const KhTenantPlace *place)
{
  g_autofree char *folder = folder_of (place);

  return kh_seal_copy_find (io_of (place), folder);
}

gboolean
kh_tenant_use_seal_copy (const KhTenantPlace *place, GError **error)
{
  g_autofree char *folder = folder_of (place);
  g_autoptr (KhLockFile) lock_file = kh_lock_file_acquire (io_of (place), place->data_dir, error);

  return lock_file != NULL && kh_seal_copy_use (io_of (place), folder, error);
}

/* What was damaged is kept until that is durably told. */
static void
note_work (gpointer data, gpointer unused)
{
  KhTenant *self = data;
  g_autoptr (KhCaller) caller = kh_caller_new_platform ();
  const KhActFacts facts = { "seal.restore", KH_VERB_TENANT,
                             "tenant",       kh_seal_file_get_tenant (self->seal),
                             NULL,           NULL };

  if (kh_act_note (self, caller, &facts, NULL))
    kh_seal_copy_settle (self->io, self->tenant_dir);
}

void
kh_seal_restore_settle (KhTenant *tenant)
{
  kh_seal_copy_renew (tenant->io, tenant->tenant_dir);
  if (kh_seal_copy_was_used (tenant->io, tenant->tenant_dir))
    kh_worker_post (tenant->worker, note_work, tenant, NULL);
}
