/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample organization, built beside and put into its place. */
#include "kh-local-sample.h"

#include "kh-leftovers.h"
#include "kh-local-host.h"
#include "kh-lock-file.h"

/* The last one is what makes a folder that of an organization. */
static const char *const parts[] = { "vaults", "environments", "tenant" };

static gboolean
check_free (const char *data_dir, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_build_filename (data_dir, parts[i], NULL);

    if (kh_io_exists (kh_io_default (), path)) {
      kh_set_error (error, KH_ERROR_EXISTS, "%s holds an organization already", data_dir);
      return FALSE;
    }
  }
  return TRUE;
}

static KhSecret *
ask_nobody (gpointer data, const GError *why, GError **error)
{
  return kh_secret_ref (data);
}

static gboolean
build (const KhLocalSample *sample, const char *folder, KhSecret *passphrase,
       const KhSampleWatch *watch, GError **error)
{
  g_autoptr (KhLocalHost) host = kh_local_host_new (folder);
  const KhTenantSetup setup = {
    .name = sample->name != NULL ? sample->name : KH_SAMPLE_NAME,
    .home_geo = sample->home_geo != NULL ? sample->home_geo : KH_SAMPLE_GEO,
    .admin_name = sample->admin != NULL ? sample->admin : KH_SAMPLE_ADMIN,
    .rehearsal = TRUE,
    .age = KH_SAMPLE_AGE,
  };
  KhClient *client;

  if (!kh_local_host_create (host, NULL, &setup, passphrase, error))
    return FALSE;
  client = kh_local_host_connect (host, NULL, ask_nobody, passphrase, error);
  return client != NULL && kh_sample_fill (client, kh_local_host_get_token (host), watch, error);
}

/* What stands at its place already goes back when the rest cannot follow. */
static gboolean
put_into_place (const char *from, const char *to, GError **error)
{
  const KhIo *io = kh_io_default ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *source = g_build_filename (from, parts[i], NULL);
    g_autofree char *target = g_build_filename (to, parts[i], NULL);

    if (kh_io_rename (io, source, target, error))
      continue;
    while (i-- > 0) {
      g_autofree char *made = g_build_filename (to, parts[i], NULL);

      kh_leftovers_remove_tree (io, made);
    }
    return FALSE;
  }
  return kh_io_sync_folder (io, to, error);
}

gboolean
kh_local_sample_make (const KhLocalSample *sample, KhSecret *passphrase, const KhSampleWatch *watch,
                      GError **error)
{
  const KhIo *io = kh_io_default ();
  g_autofree char *beside = g_build_filename (sample->data_dir, "sample.new", NULL);
  g_autoptr (KhLockFile) lock_file = NULL;
  gboolean done;

  if (!kh_io_make_folder (io, sample->data_dir, error))
    return FALSE;
  lock_file = kh_lock_file_acquire (io, sample->data_dir, error);
  if (lock_file == NULL || !check_free (sample->data_dir, error))
    return FALSE;
  kh_leftovers_remove_tree (io, beside);
  done = build (sample, beside, passphrase, watch, error)
         && put_into_place (beside, sample->data_dir, error);
  kh_leftovers_remove_tree (io, beside);
  return done;
}
