/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoded keys leave memory when they may not be used any more, and do not come back. */
#include "kh-key-cache.h"
#include "kh-tenant-private.h"
#include "tenant-fixture.h"

#define NAME ((KhKeyCacheName){ "kv", "cmk", "v1" })

static gboolean
is_kept (KhKeyCache *cache, const char *version)
{
  KhcRsaKey *key = kh_key_cache_get (cache, "KV", "cmk", version);

  khc_rsa_unref (key);
  return key != NULL;
}

static void
test_late_put (void)
{
  KhKeyCache *cache = kh_key_cache_new ();
  KhcRsaKey *key = NULL;
  guint64 epoch = kh_key_cache_get_epoch (cache);

  g_assert_cmpint (khc_rsa_generate (2048, &key), ==, KHC_OK);
  kh_key_cache_put (cache, &NAME, epoch, key);
  g_assert_true (is_kept (cache, "v1"));
  kh_key_cache_drop (cache, "kv", "cmk");
  g_assert_false (is_kept (cache, "v1"));
  kh_key_cache_put (cache, &NAME, epoch, key); /* loaded before the drop */
  g_assert_false (is_kept (cache, "v1"));
  kh_key_cache_put (cache, &NAME, kh_key_cache_get_epoch (cache), key);
  g_assert_true (is_kept (cache, "v1"));
  kh_key_cache_drop (cache, "kv", NULL);
  g_assert_false (is_kept (cache, "v1"));
  khc_rsa_unref (key);
  kh_key_cache_free (cache);
}

#define CALLERS 3

typedef struct {
  Fixture *f;
  gint stop;
  gint calls[CALLERS]; /* ended, each counted by its own thread */
} Crowd;

typedef struct {
  Crowd *crowd;
  gint *calls;
} Caller;

static gpointer
wrap_on_and_on (gpointer data)
{
  Caller *caller = data;
  Fixture *f = caller->crowd->f;
  KhKeyOperation operation = { KH_VAULT_WRAP, "kv-sales", "cmk", NULL, "RSA-OAEP-256" };
  g_autoptr (GBytes) value = g_bytes_new_static ("0123456789abcdef", 16);

  while (!g_atomic_int_get (&caller->crowd->stop)) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) wrapped =
        kh_tenant_key_operate (f->tenant, f->caller, &operation, value, NULL, &error);

    g_assert_true (wrapped != NULL || kh_error_is (error, KH_ERROR_KEY_ACCESS));
    g_atomic_int_inc (caller->calls);
  }
  return NULL;
}

/* Returns when every call that had begun before has ended. */
static void
let_all_end (Crowd *crowd)
{
  for (guint i = 0; i < CALLERS; i++) {
    gint before = g_atomic_int_get (&crowd->calls[i]);

    while (g_atomic_int_get (&crowd->calls[i]) - before < 2)
      g_thread_yield ();
  }
}

static gboolean
has_decoded (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhKeyVersion *version =
      kh_key_get_version (kh_estate_get_key (estate, "kv-sales", "cmk"), NULL);
  KhcRsaKey *key = kh_key_cache_get (f->tenant->key_cache, "kv-sales", "cmk", version->version);

  khc_rsa_unref (key);
  return key != NULL;
}

static void
test_disabled_under_use (Fixture *f, gconstpointer unused)
{
  Crowd crowd = { .f = f };
  Caller callers[CALLERS];
  GThread *threads[CALLERS];

  make_all (f);
  for (guint i = 0; i < CALLERS; i++) {
    callers[i] = (Caller){ &crowd, &crowd.calls[i] };
    threads[i] = g_thread_new ("wrap", wrap_on_and_on, &callers[i]);
  }
  for (guint round = 0; round < 40; round++) {
    gboolean enabled = round % 2 == 1;
    g_autoptr (GError) error = NULL;
    g_autoptr (KhKey) key = on_worker (f, set_enabled, GINT_TO_POINTER (enabled), &error);

    g_assert_no_error (error);
    let_all_end (&crowd);
    g_assert_cmpint (has_decoded (f), ==, enabled);
  }
  g_atomic_int_set (&crowd.stop, TRUE);
  for (guint i = 0; i < CALLERS; i++)
    g_thread_join (threads[i]);
}

static void
test_gone_after_lock (Fixture *f, gconstpointer unused)
{
  make_all (f);
  enable_cmk (f);
  check_encrypted (f);
  lock (f);
  g_assert_false (has_decoded (f));
  unlock (f);
  g_assert_true (has_decoded (f));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tenant/key-cache/late-put", test_late_put);
  ADD ("/tenant/key-cache/disabled-under-use", test_disabled_under_use);
  ADD ("/tenant/key-cache/gone-after-lock", test_gone_after_lock);
  return g_test_run ();
}
