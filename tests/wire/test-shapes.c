/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every shape: filled, printed, read back and compared member by member; and each member refused
 * when it is of another type. */
#include "kh-wire-account.h"
#include "kh-wire-assignment.h"
#include "kh-wire-data.h"
#include "kh-wire-environment.h"
#include "kh-wire-key.h"
#include "kh-wire-log.h"
#include "kh-wire-operation.h"
#include "kh-wire-policy.h"
#include "kh-wire-petition.h"
#include "kh-wire-recommend.h"
#include "kh-wire-rules.h"
#include "kh-wire-seal.h"
#include "kh-wire-secret.h"
#include "kh-wire-tenant.h"
#include "kh-wire-vault.h"

#include <string.h>

#define AT(type, value, field) (*(type *)((guint8 *)(value) + (field)->offset))

typedef struct {
  const char *name;
  const KhShape *shape;
  const KhShape *owner; /* frees every member */
} Row;
#define ROW(name)                                                                                  \
  {                                                                                                \
#name, &kh_##name##_shape, &kh_##name##_shape                                                  \
  }
#define OTHER(name, owner)                                                                         \
  {                                                                                                \
#name, &kh_##name##_shape, &kh_##owner##_shape                                                 \
  }

static const Row rows[] = {
  ROW (wire_account),
  ROW (wire_account_request),
  ROW (wire_sign_in),
  ROW (wire_session),
  ROW (wire_seal_slot),
  ROW (wire_seal),
  ROW (wire_tenant),
  ROW (wire_tenant_patch),
  ROW (wire_clock),
  ROW (wire_allowed),
  ROW (wire_environment),
  ROW (wire_link),
  ROW (wire_environment_create),
  ROW (wire_governance),
  ROW (wire_vault),
  ROW (wire_access_policy),
  ROW (arm_vault),
  ROW (arm_deleted_vault),
  ROW (arm_access_policies),
  ROW (wire_usage),
  ROW (wire_hold),
  OTHER (hold_end, wire_hold),
  ROW (wire_key),
  OTHER (key_lean, wire_key),
  OTHER (key_version, wire_key),
  OTHER (key_bundle, wire_key),
  OTHER (key_item, wire_key),
  ROW (key_create_request),
  ROW (key_patch_request),
  ROW (key_operate_body),
  ROW (key_backup_body),
  ROW (wire_secret),
  OTHER (secret_bundle, wire_secret),
  ROW (secret_set_request),
  ROW (secret_patch_request),
  ROW (wire_policy),
  OTHER (arm_policy, wire_policy),
  ROW (arm_assignment),
  ROW (wire_operation),
  OTHER (lifecycle_operation, wire_operation),
  ROW (wire_store),
  ROW (wire_item),
  ROW (wire_import_report),
  ROW (wire_preflight),
  ROW (wire_preflight_request),
  ROW (wire_petition),
  ROW (wire_request_filing),
  ROW (wire_decision),
  ROW (wire_recommendation),
  ROW (wire_recommendations),
  ROW (wire_impact),
  ROW (wire_impact_request),
  ROW (wire_diagnosis),
  ROW (wire_events),
  ROW (wire_verify),
};

static gpointer fill (const KhShape *shape, guint salt);

static void
fill_field (const KhField *field, gpointer value, guint n)
{
  switch (field->kind) {
  case KH_FIELD_TEXT:
    if (AT (char *, value, field) == NULL)
      AT (char *, value, field) = g_strdup_printf ("text “%u” <&\n", n);
    break;
  case KH_FIELD_RAW:
    AT (char *, value, field) = g_strdup_printf ("{\"n\":[%u]}", n);
    break;
  case KH_FIELD_BOOL:
  case KH_FIELD_TRI:
    AT (gboolean, value, field) = TRUE;
    break;
  case KH_FIELD_INT:
    AT (gint64, value, field) = 9007199254740000 - n;
    break;
  case KH_FIELD_TIME:
  case KH_FIELD_UNIX:
    AT (KhTime, value, field) = (1700000000 + (gint64)n) * KH_SECOND;
    break;
  case KH_FIELD_TEXTS:
  case KH_FIELD_PAIRS:
    AT (char **, value, field) = g_strsplit ("one,two, three\\,\"", ",", n % 2 ? 2 : 4);
    break;
  case KH_FIELD_LIST:
    g_ptr_array_add (AT (GPtrArray *, value, field), fill (field->shape, n + 1));
    g_ptr_array_add (AT (GPtrArray *, value, field), fill (field->shape, n + 2));
    break;
  case KH_FIELD_OBJECT:
    AT (gpointer, value, field) = fill (field->shape, n + 1);
    break;
  case KH_FIELD_NULL:
  default:
    break;
  }
}

static gpointer
fill (const KhShape *shape, guint salt)
{
  gpointer value = kh_shape_new (shape);
  for (guint i = 0; i < shape->n_fields; i++) {
    const KhField *field = &shape->fields[i];
    if (field->kind == KH_FIELD_PAIRS)
      AT (char **, value, field) = g_strsplit ("name,value", ",", 2);
    else
      fill_field (field, value, salt * 100 + i);
  }
  return value;
}

static void assert_equal (const KhShape *shape, gpointer a, gpointer b);

static void
assert_field_equal (const KhField *field, gpointer a, gpointer b)
{
  switch (field->kind) {
  case KH_FIELD_TEXT:
  case KH_FIELD_RAW:
    g_assert_cmpstr (AT (char *, a, field), ==, AT (char *, b, field));
    break;
  case KH_FIELD_BOOL:
  case KH_FIELD_TRI:
    g_assert_cmpint (AT (int, a, field), ==, AT (int, b, field));
    break;
  case KH_FIELD_INT:
  case KH_FIELD_TIME:
  case KH_FIELD_UNIX:
    g_assert_cmpint (AT (gint64, a, field), ==, AT (gint64, b, field));
    break;
  case KH_FIELD_TEXTS:
  case KH_FIELD_PAIRS:
    g_assert_nonnull (AT (char **, b, field));
    g_assert_true (
        g_strv_equal (AT (const char *const *, a, field), AT (const char *const *, b, field)));
    break;
  case KH_FIELD_LIST:
    g_assert_cmpuint (AT (GPtrArray *, a, field)->len, ==, AT (GPtrArray *, b, field)->len);
    for (guint i = 0; i < AT (GPtrArray *, a, field)->len; i++)
      assert_equal (field->shape, AT (GPtrArray *, a, field)->pdata[i],
                    AT (GPtrArray *, b, field)->pdata[i]);
    break;
  case KH_FIELD_OBJECT:
    assert_equal (field->shape, AT (gpointer, a, field), AT (gpointer, b, field));
    break;
  case KH_FIELD_NULL:
  default:
    break;
  }
}

static void
assert_equal (const KhShape *shape, gpointer a, gpointer b)
{
  for (guint i = 0; i < shape->n_fields; i++)
    assert_field_equal (&shape->fields[i], a, b);
}

static void
test_round_trip (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  gpointer value = fill (row->shape, 1);
  g_autoptr (GBytes) printed = kh_shape_print (row->shape, value);
  gpointer again = kh_shape_parse (row->shape, printed, &error);
  g_assert_no_error (error);
  assert_equal (row->shape, value, again);
  g_autoptr (GBytes) reprinted = kh_shape_print (row->shape, again);
  g_assert_true (g_bytes_equal (printed, reprinted));
  kh_shape_free (row->owner, value);
  kh_shape_free (row->owner, again);
}

/* An unset value prints too, and reads back unless something is required. */
static void
test_unset (gconstpointer data)
{
  const Row *row = data;
  gboolean required = FALSE;
  for (guint i = 0; i < row->shape->n_fields; i++)
    required = required || (row->shape->fields[i].flags & KH_FIELD_REQUIRED) != 0;
  gpointer value = kh_shape_new (row->shape);
  g_autoptr (GBytes) printed = kh_shape_print (row->shape, value);
  g_autoptr (GError) error = NULL;
  gpointer again = kh_shape_parse (row->shape, printed, &error);
  if (required && again == NULL)
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  else
    g_assert_no_error (error);
  kh_shape_free (row->owner, value);
  kh_shape_free (row->owner, again);
}

/* Puts something of a wrong type at each path in turn. */
static void
test_wrong_types (gconstpointer data)
{
  const Row *row = data;
  for (guint i = 0; i < row->shape->n_fields; i++) {
    const KhField *field = &row->shape->fields[i];
    if (field->kind == KH_FIELD_RAW || field->kind == KH_FIELD_NULL
        || (field->flags & KH_FIELD_ECHO) != 0)
      continue;
    g_auto (GStrv) parts = g_strsplit (field->path, ".", 0);
    g_autoptr (KhJsonOut) out = kh_json_out_new ();
    guint n = g_strv_length (parts);
    kh_json_out_begin (out, NULL);
    for (guint j = 0; j + 1 < n; j++)
      kh_json_out_begin (out, parts[j]);
    kh_json_out_raw (out, parts[n - 1], field->kind == KH_FIELD_TEXT ? "[[1]]" : "[[\"x\"]]");
    for (guint j = 0; j < n; j++)
      kh_json_out_end (out);
    g_autoptr (GBytes) body = kh_json_out_finish (g_steal_pointer (&out));
    g_autoptr (GError) error = NULL;
    g_assert_null (kh_shape_parse (row->shape, body, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
}

static void
test_lists (void)
{
  g_autoptr (KhList) list = kh_list_new (&kh_wire_item_shape);
  kh_list_take (list, fill (&kh_wire_item_shape, 1));
  kh_list_take (list, fill (&kh_wire_item_shape, 2));
  list->next_link = g_strdup ("http://host/next?after=2");
  g_autoptr (GBytes) body = kh_list_print (&kh_wire_item_shape, list);
  g_autoptr (KhList) again = kh_list_parse (&kh_wire_item_shape, body, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->value->len, ==, 2);
  g_assert_cmpstr (again->next_link, ==, list->next_link);
  assert_equal (&kh_wire_item_shape, again->value->pdata[1], list->value->pdata[1]);
  static const char *const bad[] = { "{}", "[]", "{\"value\":null}", "{\"value\":[1]}",
                                     "{\"value\":[{}]}" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) text = g_bytes_new_static (bad[i], strlen (bad[i]));
    g_assert_null (kh_list_parse (&kh_wire_item_shape, text, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
}

static void
test_environment_bap (void)
{
  KhWireEnvironment *environment = fill (&kh_wire_environment_shape, 1);
  g_autoptr (KhJsonOut) out = kh_json_out_new ();
  kh_wire_environment_write_bap (out, NULL, environment);
  g_autoptr (GBytes) body = kh_json_out_finish (g_steal_pointer (&out));
  g_autoptr (KhJson) json = kh_json_parse (body, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireEnvironment) again = kh_wire_environment_read_bap (json, &error);
  g_assert_no_error (error);
  assert_equal (&kh_wire_environment_shape, environment, again);
  kh_wire_environment_free (environment);
}

static void
test_operation_bap (void)
{
  KhWireOperation *operation = fill (&kh_wire_operation_shape, 1);
  g_free (operation->state);
  operation->state = g_strdup ("Succeeded");
  g_autoptr (KhJsonOut) out = kh_json_out_new ();
  kh_lifecycle_operation_write (out, NULL, operation);
  g_autoptr (GBytes) body = kh_json_out_finish (g_steal_pointer (&out));
  g_autoptr (KhJson) json = kh_json_parse (body, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireOperation) again = kh_lifecycle_operation_read (json, &error);
  g_assert_no_error (error);
  assert_equal (&kh_wire_operation_shape, operation, again);
  kh_wire_operation_free (operation);
}

static void
test_rows (void)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (GPtrArray) page = g_ptr_array_new ();
  g_autoptr (GPtrArray) row = g_ptr_array_new ();
  g_ptr_array_add (columns, (gpointer) "a \"b\"");
  g_ptr_array_add (columns, (gpointer) "c");
  g_ptr_array_add (row, NULL);
  g_ptr_array_add (row, (gpointer) "");
  g_ptr_array_add (page, row);
  g_autoptr (GBytes) body = kh_wire_rows_print (columns, page, 7);
  g_autoptr (KhWireRows) rows_read = kh_wire_rows_parse (body, NULL);
  g_assert_cmpuint (rows_read->next, ==, 7);
  g_assert_cmpstr (rows_read->columns->pdata[0], ==, "a \"b\"");
  const GPtrArray *cells = rows_read->rows->pdata[0];
  g_assert_null (cells->pdata[0]);
  g_assert_cmpstr (cells->pdata[1], ==, "");
}

static void
test_scopes (void)
{
  static const char *const scopes[] = { "*", "kv-sales", "kv-sales/cmk", "policy:ep sales/ä" };
  const KhArmPlace place = { "11111111-1111-1111-1111-111111111111", "keyhold" };
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++) {
    g_autofree char *path = kh_arm_scope_print (&place, scopes[i]);
    g_autofree char *scope = kh_arm_scope_parse (path);
    g_assert_cmpstr (scope, ==, scopes[i]);
  }
  static const char *const bad[] = {
    "",
    "/",
    "/subscriptions",
    "/subscriptions/x/y",
    "/other/x",
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/secrets/s"
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (kh_arm_scope_parse (bad[i]));
}

static KhVault *
apply (const char *text, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
  g_autoptr (KhArmVault) arm = kh_arm_vault_parse_request (body, error);
  if (arm == NULL)
    return NULL;
  g_autoptr (KhVault) vault = kh_vault_new ();
  return kh_arm_vault_apply (arm, vault, error) ? g_steal_pointer (&vault) : NULL;
}

static void
test_vault_apply (void)
{
  g_autoptr (KhVault) vault = apply (
      "{\"location\":\"eastus\",\"properties\":{\"sku\":{\"family\":\"A\",\"name\":\"Standard\"},"
      "\"enableRbacAuthorization\":false,\"enablePurgeProtection\":true,"
      "\"softDeleteRetentionInDays\":7,\"publicNetworkAccess\":\"disabled\",\"networkAcls\":"
      "{\"bypass\":\"None\",\"defaultAction\":\"Deny\"},\"accessPolicies\":[{\"objectId\":"
      "\"o\",\"permissions\":{\"keys\":[\"Get\",\"wrapKey\"]}}]}}",
      NULL);
  g_assert_nonnull (vault);
  g_assert_cmpint (vault->sku, ==, KH_SKU_STANDARD);
  g_assert_cmpint (vault->permission_model, ==, KH_PERMISSION_MODEL_ACCESS_POLICY);
  g_assert_true (vault->purge_protection);
  g_assert_cmpint (vault->public_network, ==, KH_PUBLIC_NETWORK_OFF);
  g_assert_cmpint (vault->default_action, ==, KH_DEFAULT_ACTION_DENY);
  g_assert_cmpint (vault->bypass, ==, KH_BYPASS_NONE);
  g_assert_cmpint (kh_vault_get_access_policy (vault, "o"), ==,
                   KH_PERMISSION_GET | KH_PERMISSION_WRAP);
  g_autoptr (KhArmVault) arm = kh_arm_vault_from (vault, "id", "uri");
  g_autoptr (KhWireVault) lean = kh_wire_vault_from_arm (arm);
  g_assert_cmpstr (lean->permission_model, ==, "access-policy");
  g_assert_cmpstr (lean->public_network, ==, "off");
  g_assert_cmpstr (lean->bypass, ==, "none");
  g_assert_true (lean->purge_protection);
  static const char *const bad[] = {
    "{\"properties\":{\"enablePurgeProtection\":false}}",
    "{\"properties\":{\"enableSoftDelete\":false}}",
    "{\"properties\":{\"publicNetworkAccess\":\"maybe\"}}",
    "{\"properties\":{\"networkAcls\":{\"bypass\":\"x\"}}}",
    "{\"properties\":{\"sku\":{\"name\":\"gold\"}}}",
    "{\"properties\":{\"softDeleteRetentionInDays\":-1}}",
    "{\"properties\":{\"accessPolicies\":[{\"objectId\":\"o\",\"permissions\":{\"keys\":[\"x\"]}}]}"
    "}",
    "{\"properties\":{\"accessPolicies\":[{}]}}",
    "{\"properties\":[]}",
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad) - 1; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhVault) refused = apply (bad[i], &error);
    g_assert_null (refused);
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *round = g_strconcat ("/wire/shapes/round-trip/", rows[i].name, NULL);
    g_autofree char *unset = g_strconcat ("/wire/shapes/unset/", rows[i].name, NULL);
    g_autofree char *wrong = g_strconcat ("/wire/shapes/wrong-types/", rows[i].name, NULL);
    g_test_add_data_func (round, &rows[i], test_round_trip);
    g_test_add_data_func (unset, &rows[i], test_unset);
    g_test_add_data_func (wrong, &rows[i], test_wrong_types);
  }
  g_test_add_func ("/wire/shapes/lists", test_lists);
  g_test_add_func ("/wire/shapes/environment-bap", test_environment_bap);
  g_test_add_func ("/wire/shapes/operation-bap", test_operation_bap);
  g_test_add_func ("/wire/shapes/rows", test_rows);
  g_test_add_func ("/wire/shapes/scopes", test_scopes);
  g_test_add_func ("/wire/shapes/vault-apply", test_vault_apply);
  return g_test_run ();
}
