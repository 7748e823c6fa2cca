/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sandbox Spare. */
#include "spare.h"

KhEnvironment *
find_environment (Fixture *f, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_environment_ref (kh_estate_find_environment (estate, name));
}

void
wait_for_environment (Fixture *f, const char *name, KhEnvironmentState state)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  for (;;) {
    g_autoptr (KhEnvironment) environment = find_environment (f, name);

    if (environment->state == state)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (2000);
  }
}

static gpointer
create_spare (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEnvironment) made = kh_tenant_environment_create (
      f->tenant, f->caller, "Spare", KH_ENVIRONMENT_TYPE_SANDBOX, "unitedstates", TRUE, error);

  g_assert_nonnull (made);
  return kh_tenant_environment_set_managed (f->tenant, f->caller, "Spare", TRUE, error);
}

void
make_spare (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) made = on_worker (f, create_spare, NULL, &error);

  g_assert_no_error (error);
}

gpointer
link_spare (Fixture *f, gconstpointer policy, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_tenant_link_policy (f->tenant, f->caller, "Spare",
                                kh_estate_find_policy (estate, policy)->system_id, TRUE, error);
}

void
link_spare_to (Fixture *f, const char *policy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) linked = on_worker (f, link_spare, policy, &error);

  g_assert_no_error (error);
  wait_for_environment (f, "Spare", KH_ENVIRONMENT_STATE_READY);
}

gpointer
re_enable_spare (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_re_enable (f->tenant, f->caller, "Spare", error);
}
