/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions on rehearsals: the sample made, cancelled and opened again, and a clock set ahead. */
#include "session-case.h"

#include "kh-tenant.h"

static void
create_rehearsal (Case *self)
{
  const KhTenantPlace place = { .data_dir = self->folder };
  const KhTenantSetup setup = {
    .name = "Fabrikam", .home_geo = "unitedstates", .admin_name = "Ada", .rehearsal = TRUE
  };
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr (GError) error = NULL;
  KhTenant *tenant = kh_tenant_create (&place, &setup, passphrase, &error);

  g_assert_no_error (error);
  kh_tenant_close (tenant);
}

static void
assert_note (Case *self, const char *wanted)
{
  g_autofree char *note = NULL;

  g_object_get (kh_session_get_organization (self->session), "clock-note", &note, NULL);
  g_assert_cmpstr (note, ==, wanted);
}

/* --- The sample ------------------------------------------------------------------------------- */

typedef struct {
  GPtrArray *texts;
  GCancellable *cancellable; /* (nullable): cancelled by the first encryption */
} Steps;

static void
take_step (const char *step, gpointer data)
{
  Steps *steps = data;

  g_ptr_array_add (steps->texts, g_strdup (step));
  if (g_str_has_prefix (step, "Encrypting"))
    g_cancellable_cancel (steps->cancellable);
}

static gboolean
make_sample (Case *self, Steps *steps, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  steps->texts = g_ptr_array_new_with_free_func (g_free);
  kh_session_make_sample_async (self->session, take_step, steps, steps->cancellable, keep_result_cb,
                                &result);
  /* Two seconds of work, of which a busy machine makes many. */
  wait_so_long (result != NULL, 200);
  return kh_session_make_sample_finish (self->session, result, error);
}

/* It opens without a question, also after a restart; once is enough. */
static void
test_sample (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Steps steps = { NULL };

  g_assert_true (make_sample (self, &steps, &error));
  g_assert_cmpuint (steps.texts->len, >, 11);
  g_ptr_array_unref (steps.texts);
  assert_state (self, KH_SESSION_OPEN);
  assert_note (self, NULL);
  restart (self);
  g_assert_true (open_with (self, NULL, &error));
  g_assert_cmpstr (kh_organization_get_name (kh_session_get_organization (self->session)), ==,
                   "Contoso (sample)");
  g_assert_cmpstr (kh_organization_get_account (kh_session_get_organization (self->session)), ==,
                   "Alex Wright");
  g_assert_false (make_sample (self, &steps, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_ptr_array_unref (steps.texts);
  restart (self);
  g_clear_error (&error);
  g_assert_true (open_with (self, NULL, &error));
}

static void
test_sample_cancelled (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Steps steps = { .cancellable = cancellable };
  g_autoptr (GDir) folder = NULL;

  g_assert_false (make_sample (self, &steps, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_ptr_array_unref (steps.texts);
  assert_state (self, KH_SESSION_UNKNOWN);
  folder = g_dir_open (self->folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (folder), ==, "tenant.lock");
  g_assert_null (g_dir_read_name (folder));
}

/* --- A clock that is ahead -------------------------------------------------------------------- */

/* Opening it again with the same offset leaves the clock where it is. */
static void
test_clock_offset (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  create_rehearsal (self);
  kh_session_set_clock_offset (self->session, 8 * KH_DAY);
  g_assert_true (open_with (self, PASSPHRASE, &error));
  assert_note (self, "Rehearsal: the clock is 8 days ahead");
  restart (self);
  kh_session_set_clock_offset (self->session, 8 * KH_DAY);
  g_assert_true (open_with (self, PASSPHRASE, &error));
  assert_note (self, "Rehearsal: the clock is 8 days ahead");
}

static void
test_clock_offset_of_a_real_one (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  create (self);
  restart (self);
  kh_session_set_clock_offset (self->session, 8 * KH_DAY);
  g_assert_false (open_with (self, PASSPHRASE, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  assert_state (self, KH_SESSION_FAILED);
  restart (self);
  g_clear_error (&error);
  g_assert_true (open_with (self, PASSPHRASE, &error));
  assert_note (self, NULL);
}

#define ADD(path, func) g_test_add (path, Case, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/models/session/sample", test_sample);
  ADD ("/models/session/sample-cancelled", test_sample_cancelled);
  ADD ("/models/session/clock-offset", test_clock_offset);
  ADD ("/models/session/clock-offset-of-a-real-one", test_clock_offset_of_a_real_one);
  return g_test_run ();
}
