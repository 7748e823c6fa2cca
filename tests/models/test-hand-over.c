/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for another administrator, from lists without a tenant. */
#include "kh-hand-over.h"

static void
put (KhItemList *list, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) json = kh_json_parse_text (text, &error);

  g_assert_no_error (error);
  kh_item_list_take_one (list, json);
}

typedef struct {
  KhItemList *lists[KH_N_ITEM_KINDS];
} Lists;

static void
start (Lists *self, gconstpointer data)
{
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    self->lists[i] = kh_item_list_new ((KhItemKind)i);
}

static void
stop (Lists *self, gconstpointer data)
{
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    g_object_unref (self->lists[i]);
}

/* A policy with a key that is called as the policy is. */
static void
put_policy (Lists *self, const char *name, const char *health, const char *granted,
            const char *environments)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"%s-id\",\"name\":\"%s\",\"health\":\"%s\",\"granted\":%s,\"environments\":[%s],"
      "\"key\":{\"vault\":\"kv\",\"name\":\"%s\"}}",
      name, name, health, granted, environments, name);

  put (self->lists[KH_ITEM_POLICY], text);
}

static void
put_key (Lists *self, const char *name, const char *state)
{
  g_autofree char *text =
      g_strdup_printf ("{\"vault\":\"kv\",\"name\":\"%s\",\"state\":\"%s\"}", name, state);

  put (self->lists[KH_ITEM_KEY], text);
}

static void
put_environment (Lists *self, const char *name, const char *state, const char *policy,
                 const char *deletion)
{
  g_autofree char *text = g_strdup_printf ("{\"id\":\"%s-id\",\"name\":\"%s\",\"state\":\"%s\","
                                           "\"policy\":{\"id\":\"%s-id\"},\"deletionAt\":%s}",
                                           name, name, state, policy, deletion);

  put (self->lists[KH_ITEM_ENVIRONMENT], text);
}

static void
assert_rows (Lists *self, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = kh_hand_overs (self->lists);

  for (guint i = 0; i < rows->len; i++) {
    const KhHandOver *row = rows->pdata[i];

    g_string_append_printf (text, "%d:%s ", (int)row->kind, kh_item_get_name (row->item));
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_unlock (Lists *self, gconstpointer data)
{
  static const char *const used = "{\"name\":\"x\"}";

  put_policy (self, "whole", "Healthy", "true", used);
  put_policy (self, "untried", "Undetermined", "true", used);
  put_policy (self, "soon", "Warning", "true", used);
  put_policy (self, "sick", "Unhealthy", "true", used);
  put_environment (self, "a", "Locked", "whole", "null");
  put_environment (self, "b", "Locked", "untried", "\"2030-01-02T00:00:00Z\"");
  put_environment (self, "c", "Locked", "soon", "\"2030-01-01T00:00:00Z\"");
  put_environment (self, "open", "Ready", "whole", "null");
  put_environment (self, "broken", "Locked", "sick", "null");
  put_environment (self, "lost", "Locked", "deleted", "null");
  put (self->lists[KH_ITEM_ENVIRONMENT],
       "{\"id\":\"none\",\"name\":\"none\",\"state\":\"Locked\",\"policy\":null}");
  assert_rows (self, "0:c 0:b 0:a ");
}

static void
test_enable (Lists *self, gconstpointer data)
{
  static const char *const keys[] = { "untried", "soon", "closed", "sick", "used", NULL };

  for (guint i = 0; keys[i] != NULL; i++)
    put_key (self, keys[i], "Enabled");
  put_key (self, "off", "Disabled");
  put_policy (self, "untried", "Undetermined", "true", "");
  put_policy (self, "soon", "Warning", "true", "");
  put_policy (self, "used", "Healthy", "true", "{\"name\":\"x\"}");
  put_policy (self, "closed", "Undetermined", "false", "");
  put_policy (self, "sick", "Unhealthy", "true", "");
  put_policy (self, "off", "Undetermined", "true", "");
  put_policy (self, "keyless", "Undetermined", "true", "");
  assert_rows (self, "1:soon 1:untried ");
  put_policy (self, "whole", "Healthy", "true", "");
  put_key (self, "whole", "Enabled");
  put_environment (self, "z", "Locked", "used", "null");
  assert_rows (self, "0:z 1:soon 1:untried 1:whole ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/hand-over/unlock", Lists, NULL, start, test_unlock, stop);
  g_test_add ("/hand-over/enable", Lists, NULL, start, test_enable, stop);
  return g_test_run ();
}
