/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every route of a whole organization: the status and the shape of what it answers. */
#include "server-fixture.h"

#include <string.h>

#include "kh-route-tables.h"

/* @has: members of the answer; @item: members of the first element of `value`. */
typedef struct {
  const char *host, *method, *path, *body;
  guint status;
  const char *has, *item;
} Step;

#define KEY_BUNDLE "key.kid key.kty key.key_ops key.n key.e attributes.enabled attributes.created"
#define SECRET "id attributes.enabled attributes.recoveryLevel"
#define KEY_ITEM "kid attributes.enabled attributes.recoveryLevel"
#define VAULT_ITEM "id name type location properties.vaultUri properties.sku.name"
#define POLICY_ITEM "id name location kind identity.principalId properties.systemId"
#define ENVIRONMENT                                                                                \
  "id name type geo managed dataverse state encryptionStatus keyManagedBy policy key lockedAt "    \
  "deletionAt activeOperation bytes coverage.customer coverage.moving coverage.platform "          \
  "coverage.always flowsThatStay createdAt"
#define BAP_ENVIRONMENT                                                                            \
  "name location properties.displayName properties.environmentSku properties.states.runtime.id "   \
  "properties.protectionStatus.keyManagedBy"
#define OPERATION "id type environment state stages progress requestedBy createdAt endedAt error"
#define BAP_OPERATION "id type.id state.id createdDateTime requestedBy.displayName stages"
#define IMPACT "trigger target level confirmName environments policies holds wayBack token"
#define LEAN_KEY                                                                                   \
  "kid vault name version kty size curve keyOps enabled state createdAt nbf exp recoveryLevel "    \
  "hsmPlatform thumbprint current usedBy holds safeToDisable rotation.nextAt"
#define KEY_ROW "vault name version kty size curve keyOps enabled state createdAt nbf exp"
#define KEYRING_KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LEAN_POLICY                                                                                \
  "id systemId name geo key versionRule health principalId granted environments readers"
#define FINDING                                                                                    \
  "id rule severity topic dismissed kind object subject title evidence why owner who oneCall fix"
#define ASSIGNMENT                                                                                 \
  "id name type properties.scope properties.roleDefinitionId properties.principalId"
#define GRANT_2 "0b0b0b0b-1111-4222-8333-444444444444"
#define ONE_POLICY                                                                                 \
  "{\"properties\":{\"accessPolicies\":[{\"tenantId\":\"{tenant}\",\"objectId\":\"{ada}\","        \
  "\"permissions\":{\"keys\":[\"get\",\"wrapKey\"]}}]}}"

/* In order: later rows use what earlier ones made. */
static const Step keyhold_steps[] = {
  { KEYHOLD, "GET", K "/me", NULL, 200, "id name roles hasPassphrase" },
  { KEYHOLD, "GET", K "/tenant", NULL, 200,
    "id name homeGeo unlockRule fourEyes encryptionAtDefault dutiesSeparated" },
  { KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"self-service\"}", 200, "unlockRule" },
  { KEYHOLD, "GET", K "/seal", NULL, 200, "state slots" },
  { KEYHOLD, "POST", K "/seal/slots", "{\"kind\":\"keyring\",\"key\":\"" KEYRING_KEY "\"}", 201,
    "state slots" },
  { KEYHOLD, "POST", K "/sign-in", "{\"account\":\"\",\"keyringKey\":\"" KEYRING_KEY "\"}", 200,
    "token account" },
  { KEYHOLD, "DELETE", K "/seal/slots/keyring", NULL, 204 },
  { KEYHOLD, "POST", K "/seal/slots", "{\"kind\":\"recovery\",\"key\":\"" KEYRING_KEY "\"}", 201,
    "state slots" },
  { KEYHOLD, "POST", K "/sign-in", "{\"account\":\"\",\"recoveryKey\":\"" KEYRING_KEY "\"}", 200,
    "token account" },
  { KEYHOLD, "DELETE", K "/seal/slots/recovery", NULL, 204 },
  { KEYHOLD, "GET", K "/clock", NULL, 200, "now shift standing suspect" },
  { KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT1M\"}", 200, "now shift" },
  { KEYHOLD, "POST", K "/clock/accept", NULL, 200, "now shift" },
  { KEYHOLD, "POST", K "/accounts", "{\"name\":\"Eve\",\"roles\":[\"maker\"]}", 201, "id roles" },
  { KEYHOLD, "PATCH", K "/accounts/Eve", "{\"roles\":[\"auditor\"]}", 200, "id name roles" },
  { KEYHOLD, "GET", K "/accounts", NULL, 200, "value nextLink", "id name roles hasPassphrase" },
  { KEYHOLD, "DELETE", K "/accounts/Eve", NULL, 204 },
  { KEYHOLD, "GET", K "/environments", NULL, 200, "value nextLink", ENVIRONMENT },
  { KEYHOLD, "GET", K "/environments/Sales", NULL, 200,
    ENVIRONMENT " allowedOperations disallowedOperations" },
  { KEYHOLD, "GET", K "/environments/{environment}/stores", NULL, 200, "value",
    "store keyOwner kid items rows bytes state" },
  { KEYHOLD, "PUT", K "/imports/people.csv?environment=Sales&as=table", "id,name\n1,Ada\n2,Eve\n",
    200, "imported refused" },
  { KEYHOLD, "PUT", K "/imports/note.txt?environment=Sales&as=file", "a note", 200, "imported" },
  { KEYHOLD, "GET", K "/environments/Sales/stores/files/items", NULL, 200, "value nextLink",
    "id name kind rows bytes sha256 createdAt" },
  { KEYHOLD, "GET", K "/environments/Sales/tables/people/rows", NULL, 200, "columns value next" },
  { KEYHOLD, "DELETE", K "/environments/Sales/stores/files/items/note.txt", NULL, 204 },
  { KEYHOLD, "POST", K "/preflight", "{\"policy\":\"ep-sales\",\"environments\":[\"Sales\"]}", 200,
    "result findings" },
  { KEYHOLD, "POST", K "/preflight", "{\"goal\":\"revert\",\"environments\":[\"Sales\"]}", 200,
    "result findings" },
  { KEYHOLD, "POST", K "/preflight",
    "{\"goal\":\"rotate\",\"policy\":\"ep-sales\",\"environments\":[]}", 200, "result findings" },
  { KEYHOLD, "POST", K "/preflight", "{\"environments\":[\"Sales\"]}", 400, "error.code" },
  { KEYHOLD, "POST", K "/preflight",
    "{\"goal\":\"grow\",\"policy\":\"ep-sales\",\"environments\":[\"Sales\"]}", 400, "error.code" },
  { KEYHOLD, "POST", K "/impact", "{\"trigger\":\"disable-key\",\"target\":\"kv-sales/cmk\"}", 200,
    IMPACT },
  { KEYHOLD, "GET", K "/diagnosis?environment=Sales", NULL, 200,
    "locked triggers repairs originalKey" },
  { KEYHOLD, "GET", K "/diagnosis?policy=ep-sales", NULL, 200, "locked triggers repairs" },
  { KEYHOLD, "GET", K "/keys", NULL, 200, "value nextLink", "kid " KEY_ROW },
  { KEYHOLD, "GET", K "/keys/kv-sales/cmk/versions", NULL, 200, "value nextLink",
    KEY_ROW " current stores environments safeToDisable" },
  { KEYHOLD, "GET", K "/keys/kv-sales/cmk", NULL, 200, LEAN_KEY },
  { KEYHOLD, "GET", K "/keys/kv-sales/cmk/{version}", NULL, 200, LEAN_KEY },
  { KEYHOLD, "GET", K "/keys/kv-sales/cmk/holds", NULL, 200, "value", "kind environment version" },
  { KEYHOLD, "GET", K "/keys/kv-sales/cmk/{version}/holds", NULL, 200, "value", "kind" },
  { KEYHOLD, "GET", K "/keys/kv-sales/cmk/where-used", NULL, 200, "value",
    "environment environmentId store version" },
  { KEYHOLD, "GET", K "/keys/kv-sales/cmk/{version}/where-used", NULL, 200, "value", "store" },
  { KEYHOLD, "GET", K "/policies", NULL, 200, "value", LEAN_POLICY },
  { KEYHOLD, "GET", K "/policies/ep-sales", NULL, 200, LEAN_POLICY },
  { KEYHOLD, "PUT", K "/policies/ep-sales/readers/Ada", NULL, 200, LEAN_POLICY },
  { KEYHOLD, "DELETE", K "/policies/ep-sales/readers/Ada", NULL, 200, LEAN_POLICY },
  { KEYHOLD, "GET", K "/operations?environment=Sales", NULL, 200, "value nextLink", OPERATION },
  { KEYHOLD, "GET", K "/operations/{operation}", NULL, 200, OPERATION },
  { KEYHOLD, "POST", K "/operations/{operation}/retry", NULL, 409, "error.code" },
  { KEYHOLD, "POST", K "/operations/{operation}/cancel", NULL, 409, "error.code" },
  { KEYHOLD, "POST", K "/environments/Sales/re-enable", NULL, 409, "error.code" },
  { KEYHOLD, "GET", K "/findings", NULL, 200, "value passed unknown total checkedAt", FINDING },
  { KEYHOLD, "GET", K "/findings/{finding}", NULL, 200, FINDING },
  { KEYHOLD, "GET", K "/findings/Y7-00000000", NULL, 404, "error.code" },
  { KEYHOLD, "POST", K "/findings/{finding}/fix", NULL, 422, "error.code" },
  { KEYHOLD, "POST", K "/findings/{finding}/dismiss", NULL, 200, FINDING },
  { KEYHOLD, "POST", K "/findings/{finding}/undismiss", NULL, 200, FINDING },
  { KEYHOLD, "GET", K "/requests", NULL, 200, "value nextLink" },
  { KEYHOLD, "GET", K "/requests?state=Pending&limit=1", NULL, 200, "value nextLink" },
  { KEYHOLD, "POST", K "/requests", "{\"kind\":\"unlock\",\"environments\":[\"Sales\"]}", 422,
    "error.code" },
  { KEYHOLD, "GET", K "/requests/{environment}", NULL, 404, "error.code" },
  { KEYHOLD, "POST", K "/requests/{environment}/approve", NULL, 404, "error.code" },
  { KEYHOLD, "POST", K "/requests/{environment}/reject", NULL, 404, "error.code" },
  { KEYHOLD, "POST", K "/requests/{environment}/withdraw", NULL, 404, "error.code" },
  { KEYHOLD, "GET", K "/audit?limit=1", NULL, 200, "value next", "seq time phase action" },
  { KEYHOLD, "GET", K "/audit?order=newest&of=changes&kind=vault&limit=1", NULL, 200, "value next",
    "seq time phase action outcome result targetKind" },
  { KEYHOLD, "GET", K "/audit/2", NULL, 200,
    "seq time phase action previousHash hash segment line checkpoint seal intent outcome" },
  { KEYHOLD, "GET", K "/audit/999999", NULL, 404, "error.code" },
  { KEYHOLD, "GET", K "/audit/anchor", NULL, 200, "note" },
  { KEYHOLD, "GET", K "/audit/files", NULL, 200, "value log tenant publicKey note", "name bytes" },
  { KEYHOLD, "GET", K "/audit/files/00000009.jsonl?bytes=1", NULL, 404, "error.code" },
  { KEYHOLD, "GET", K "/audit/files/..%2Ftenant.db?bytes=1", NULL, 404, "error.code" },
  { KEYHOLD, "GET", K "/audit/files/00000001.jsonl?bytes=all", NULL, 400, "error.code" },
  { KEYHOLD, "GET", K "/audit?of=everything", NULL, 400, "error.code" },
  { KEYHOLD, "GET", K "/audit?until=tomorrow", NULL, 400, "error.code" },
  { KEYHOLD, "GET", K "/audit/verify", NULL, 200, "result records head firstBad" },
  { KEYHOLD, "GET", K "/events?after=0", NULL, 200, "value lost newest", "seq kind id" },
};

static const Step key_steps[] = {
  { VAULT, "GET", "/keys" A_KEY, NULL, 200, "value nextLink", KEY_ITEM },
  { VAULT, "POST", "/keys/signing/create" A_KEY, "{\"kty\":\"RSA-HSM\",\"tags\":{\"a\":\"b\"}}",
    200, KEY_BUNDLE " tags.a" },
  { VAULT, "GET", "/keys/signing/" A_KEY, NULL, 200, KEY_BUNDLE },
  { VAULT, "GET", "//Keys/cmk/{version}" A_KEY, NULL, 200, KEY_BUNDLE },
  { VAULT, "GET", "/keys/cmk/versions" A_KEY, NULL, 200, "value nextLink", KEY_ITEM },
  { VAULT, "PATCH", "/keys/signing" A_KEY, "{\"attributes\":{\"enabled\":false}}", 200,
    KEY_BUNDLE },
  { VAULT, "PATCH", "/keys/cmk/{version}" A_KEY, "{\"tags\":{\"x\":\"y\"}}", 200, KEY_BUNDLE },
  { ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT_2 A_ASSIGNMENT,
    ROLE_BODY ("14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "{ada}"), 201, ASSIGNMENT },
  { VAULT, "POST", "/keys/cmk//wrapKey" A_KEY, "{\"alg\":\"RSA-OAEP\",\"value\":\"AAAA\"}", 200,
    "kid value" },
  { VAULT, "POST", "/keys/cmk/{version}/wrapKey" A_KEY,
    "{\"alg\":\"RSA-OAEP-256\",\"value\":\"c2VjcmV0\"}", 200, "kid value" },
  { VAULT, "POST", "/keys/cmk/{version}/unwrapKey" A_KEY,
    "{\"alg\":\"RSA-OAEP-256\",\"value\":\"c2VjcmV0\"}", 400, "error.code" },
  { VAULT, "POST", "/keys/cmk/unwrapkey" A_KEY, "{\"alg\":\"RSA-OAEP-256\",\"value\":\"AA\"}", 400,
    "error.code" },
  { VAULT, "POST", "/keys/signing/backup" A_KEY, NULL, 200, "value" },
  { VAULT, "POST", "/keys/restore" A_KEY, "{\"value\":\"AAAA\"}", 400, "error.code" },
  { VAULT, "POST", "/keys/signing/rotate" A_KEY, NULL, 200, KEY_BUNDLE " tags.a" },
  { VAULT, "GET", "/keys/signing/rotationpolicy" A_KEY, NULL, 200,
    "id lifetimeActions attributes" },
  { VAULT, "PUT", "/keys/signing/rotationpolicy" A_KEY,
    "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P18M\"},\"action\":{\"type\":"
    "\"rotate\"}}],\"attributes\":{\"expiryTime\":\"P2Y\"}}",
    200, "id lifetimeActions attributes.expiryTime attributes.created attributes.updated" },
  { VAULT, "DELETE", "/keys/signing" A_KEY, NULL, 200,
    KEY_BUNDLE " recoveryId deletedDate scheduledPurgeDate" },
  { VAULT, "GET", "/keys/signing" A_KEY, NULL, 404, "error.code error.message" },
  { VAULT, "GET", "/deletedkeys" A_KEY, NULL, 200, "value nextLink", KEY_ITEM " recoveryId" },
  { VAULT, "GET", "/deletedkeys/signing" A_KEY, NULL, 200, KEY_BUNDLE " recoveryId" },
  { KEYHOLD, "GET", K "/keys?deleted=true", NULL, 200, "value nextLink",
    "kid " KEY_ROW " deletedAt scheduledPurgeAt" },
  { VAULT, "POST", "/deletedkeys/signing/recover" A_KEY, NULL, 200, KEY_BUNDLE },
  { VAULT, "DELETE", "/deletedkeys/signing" A_KEY, NULL, 404, "error.code" },
  { VAULT, "DELETE", "/keys/signing" A_KEY, NULL, 200, "recoveryId" },
  { VAULT, "DELETE", "/deletedkeys/signing" A_KEY, NULL, 403, "error.code" },
};

static const Step secret_steps[] = {
  { VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"x\"}", 200, SECRET " value" },
  { VAULT, "GET", "/secrets" A_KEY, NULL, 200, "value nextLink", SECRET },
  { VAULT, "GET", "/secrets/smtp/versions" A_KEY, NULL, 200, "value nextLink", SECRET },
  { VAULT, "GET", "/secrets/smtp/" A_KEY, NULL, 200, SECRET " value" },
  { VAULT, "GET", "/secrets/smtp/00000000000000000000000000000000" A_KEY, NULL, 404, "error.code" },
  { VAULT, "PATCH", "/secrets/smtp" A_KEY, "{\"contentType\":\"x\"}", 200, SECRET " contentType" },
  { VAULT, "PATCH", "/secrets/smtp/00000000000000000000000000000000" A_KEY, "{}", 404,
    "error.code" },
  { VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 200, SECRET " recoveryId deletedDate" },
  { VAULT, "GET", "/deletedsecrets" A_KEY, NULL, 200, "value nextLink", SECRET " recoveryId" },
  { VAULT, "GET", "/deletedsecrets/smtp" A_KEY, NULL, 200, SECRET " recoveryId" },
  { VAULT, "POST", "/deletedsecrets/smtp/recover" A_KEY, NULL, 200, SECRET },
  { VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 200, "recoveryId" },
  { VAULT, "DELETE", "/deletedsecrets/smtp" A_KEY, NULL, 403, "error.code" },
};

static const Step arm_steps[] = {
  { ARM, "PUT", VAULTS "/kv-second" A_VAULT,
    "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","
    "\"name\":\"standard\"},\"enableRbacAuthorization\":false}}",
    201, VAULT_ITEM },
  { ARM, "PUT", VAULTS "/kv-second" A_VAULT, "{\"location\":\"eastus\"}", 200, VAULT_ITEM },
  { ARM, "PATCH", VAULTS "/kv-second" A_VAULT,
    "{\"properties\":{\"networkAcls\":{\"defaultAction\":\"Deny\",\"bypass\":\"AzureServices\"}}}",
    200, VAULT_ITEM },
  { ARM, "GET", VAULTS "/kv-second" A_VAULT, NULL, 200, VAULT_ITEM },
  { ARM, "GET", VAULTS A_VAULT, NULL, 200, "value nextLink", VAULT_ITEM },
  { ARM, "GET", "{subscription}/providers/Microsoft.KeyVault/vaults" A_VAULT, NULL, 200, "value",
    VAULT_ITEM },
  { ARM, "PUT", VAULTS "/kv-second/accessPolicies/add" A_VAULT, ONE_POLICY, 200,
    "id type properties.accessPolicies" },
  { ARM, "PUT", VAULTS "/kv-second/accessPolicies/remove" A_VAULT, ONE_POLICY, 200, "id" },
  { ARM, "PUT", VAULTS "/kv-second/accessPolicies/replace" A_VAULT, ONE_POLICY, 200, "id" },
  { ARM, "PUT", VAULTS "/kv-second/accessPolicies/other" A_VAULT, ONE_POLICY, 400, "error.code" },
  { SECOND, "POST", "/keys/hsm/create" A_KEY, "{\"kty\":\"RSA-HSM\"}", 403, "error.code" },
  { SECOND, "POST", "/keys/soft/create" A_KEY, "{\"kty\":\"RSA\"}", 200, KEY_BUNDLE },
  { SECOND, "DELETE", "/keys/soft" A_KEY, NULL, 200, "recoveryId" },
  { SECOND, "DELETE", "/deletedkeys/soft" A_KEY, NULL, 204 },
  { SECOND, "GET", "/deletedkeys/soft" A_KEY, NULL, 404, "error.code" },
  { ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200 },
  { ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 204 },
  { ARM, "GET", VAULTS "/kv-second" A_VAULT, NULL, 404, "error.code" },
  { ARM, "GET", "{subscription}/providers/Microsoft.KeyVault/deletedVaults" A_VAULT, NULL, 200,
    "value", "id name type properties.vaultId properties.deletionDate properties.location" },
  { ARM, "GET",
    "{subscription}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/kv-second" A_VAULT,
    NULL, 200, "id name properties.scheduledPurgeDate" },
  { ARM, "PUT", VAULTS "/kv-second" A_VAULT, "{\"properties\":{\"createMode\":\"recover\"}}", 200,
    VAULT_ITEM },
  { ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200 },
  { ARM, "POST",
    "{subscription}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/kv-second/"
    "purge" A_VAULT,
    NULL, 200 },
  { ARM, "GET", POLICIES A_POLICY, NULL, 200, "value nextLink", POLICY_ITEM },
  { ARM, "GET", "{subscription}/providers/Microsoft.PowerPlatform/enterprisePolicies" A_POLICY,
    NULL, 200, "value", POLICY_ITEM },
  { ARM, "PUT", POLICIES "/ep-second" A_POLICY, POLICY_BODY ("kv-sales", "cmk"), 201, POLICY_ITEM },
  { ARM, "PUT", POLICIES "/ep-second" A_POLICY, POLICY_BODY ("kv-sales", "cmk"), 200, POLICY_ITEM },
  { ARM, "PATCH", POLICIES "/ep-second" A_POLICY, "{\"properties\":{}}", 200, POLICY_ITEM },
  { ARM, "GET", POLICIES "/ep-second" A_POLICY, NULL, 200, POLICY_ITEM },
  { ARM, "DELETE", POLICIES "/ep-second" A_POLICY, NULL, 200 },
  { ARM, "DELETE", POLICIES "/ep-second" A_POLICY, NULL, 204 },
  { ARM, "GET", POLICIES "/ep-second" A_POLICY, NULL, 404, "error.code" },
  { ARM, "GET", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT, NULL, 200, ASSIGNMENT },
  { ARM, "GET", VAULTS "/kv-sales" ASSIGNMENTS A_ASSIGNMENT "&$filter=atScope()", NULL, 200,
    "value", ASSIGNMENT },
  { ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT, GRANT_BODY, 200,
    ASSIGNMENT },
  { ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/0c0c0c0c-1111-4222-8333-444444444444" A_ASSIGNMENT,
    GRANT_BODY, 409, "error.code" },
  { ARM, "DELETE", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT_2 A_ASSIGNMENT, NULL, 200, ASSIGNMENT },
  { ARM, "DELETE", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT_2 A_ASSIGNMENT, NULL, 204 },
};

static const Step bap_steps[] = {
  { BAP, "GET", P "/scopes/admin/environments" A_ENVIRONMENT, NULL, 200, "value", BAP_ENVIRONMENT },
  { BAP, "GET", P "/environments" A_ENVIRONMENT, NULL, 200, "value", BAP_ENVIRONMENT },
  { BAP, "GET", P "/scopes/admin/environments/{environment}/" A_ENVIRONMENT, NULL, 200,
    BAP_ENVIRONMENT },
  { BAP, "GET", P "/environments/{environment}" A_ENVIRONMENT, NULL, 200, BAP_ENVIRONMENT },
  { BAP, "POST", P "/environments" A_ENVIRONMENT, ENVIRONMENT_BODY ("Second"), 201,
    BAP_ENVIRONMENT },
  { BAP, "POST", P "/environments" A_ENVIRONMENT, ENVIRONMENT_BODY ("Second"), 409, "error.code" },
  { BAP, "POST", P "/environments/Second/enterprisePolicies/Encryption/link" A_LINK, LINK_BODY, 400,
    "error.code error.detailUrlType" },
  { BAP, "POST", P "/environments/Second/enterprisePolicies/Encryption/unlink" A_LINK, LINK_BODY,
    400, "error.code" },
  { BAP, "POST", P "/environments/Second/governanceConfiguration" A_MANAGED, MANAGED_BODY, 202,
    BAP_ENVIRONMENT },
  { BAP, "DELETE", P "/scopes/admin/environments/Second" A_ENVIRONMENT, NULL, 409,
    "error.details" },
  { BAP, "GET", P "/lifecycleOperations/{operation}" A_ENVIRONMENT, NULL, 200, BAP_OPERATION },
  { BAP, "GET", P "/lifecycleOperations/0c0c0c0c-1111-4222-8333-444444444444" A_ENVIRONMENT, NULL,
    404, "error.code" },
  { BAP, "GET", P "/lifecycleOperations" A_HISTORY "&$filter=environment%20eq%20'{environment}'",
    NULL, 200, "value", BAP_OPERATION },
};

static Fixture fixture;
#define NO_GUID "0b0b0b0b-1111-4222-8333-444444444444"
static GHashTable *seen; /* routes that were asked */

static void
note_route (const Step *step)
{
  g_hash_table_add (seen, (gpointer)fixture_route (&fixture, step->host, step->method, step->path));
}

static void
run_step (const Step *step)
{
  note_route (step);
  g_autoptr (KhJson) json =
      fixture_call (&fixture, step->host, step->method, step->path, step->body, step->status);
  if (step->has == NULL)
    g_assert_null (json);
  else
    fixture_has (json, step->has);
  if (step->item == NULL)
    return;
  g_assert_cmpuint (kh_json_length (json, "value"), >, 0);
  fixture_has (kh_json_element (json, "value", 0), step->item);
}

#define RUN(steps)                                                                                 \
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)                                                 \
  run_step (&steps[i])

static void
test_keyhold (void)
{
  RUN (keyhold_steps);
}

static void
test_keys (void)
{
  RUN (key_steps);
  RUN (secret_steps);
}

static void
test_arm (void)
{
  RUN (arm_steps);
}

static void
test_bap (void)
{
  RUN (bap_steps);
}

static void
test_wrapping (void)
{
  static const char *const secret = "c2VjcmV0";
  static const char *const algorithms[] = { "RSA-OAEP", "RSA-OAEP-256" };
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    g_autofree char *body =
        g_strdup_printf ("{\"alg\":\"%s\",\"value\":\"%s\"}", algorithms[i], secret);
    g_autoptr (KhJson) wrapped =
        fixture_call (&fixture, VAULT, "POST", "/keys/cmk/wrapkey" A_KEY, body, 200);
    g_autofree char *again = g_strdup_printf ("{\"alg\":\"%s\",\"value\":\"%s\"}", algorithms[i],
                                              kh_json_string (wrapped, "value"));
    g_autoptr (KhJson) unwrapped =
        fixture_call (&fixture, VAULT, "POST", "/keys/cmk/{version}/unwrapkey" A_KEY, again, 200);
    g_assert_cmpstr (kh_json_string (unwrapped, "value"), ==, secret);
    g_assert_true (g_str_has_suffix (kh_json_string (unwrapped, "kid"),
                                     g_hash_table_lookup (fixture.words, "{version}")));
  }
}

/* The rest, with what a table does not say. */
static void
test_sessions (void)
{
  static const Step sign_in = { KEYHOLD, "POST", K "/sign-in", NULL, 200 };
  static const Step sign_out = { KEYHOLD, "POST", K "/sign-out", NULL, 204 };
  g_autofree char *before = g_strdup (fixture.token);
  g_autoptr (KhJson) session =
      fixture_call (&fixture, KEYHOLD, "POST", K "/sign-in",
                    "{\"account\":\"Ada\",\"passphrase\":\"" PASSPHRASE "\"}", 200);
  fixture_has (session, "token account.id account.name account.roles");
  note_route (&sign_in);
  g_free (fixture.token);
  fixture.token = g_strdup (kh_json_string (session, "token"));
  run_step (&sign_out);
  fixture_refused (&fixture, KEYHOLD, "GET", K "/me", NULL, 401, "Unauthorized", NULL);
  g_free (fixture.token);
  fixture.token = g_steal_pointer (&before);
  fixture_do (&fixture, KEYHOLD, "GET", K "/me", NULL, 200);
}

static void
test_locations (void)
{
  guint status = 0;
  g_autoptr (SoupMessage) message =
      fixture_message (&fixture, BAP, "POST",
                       P "/environments/Sales/governanceConfiguration" A_MANAGED, MANAGED_BODY);
  g_autoptr (KhJson) json = fixture_send (&fixture, message, &status);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_assert_cmpuint (status, ==, 202);
  const char *location = soup_message_headers_get_one (headers, "Location");
  g_assert_nonnull (location);
  g_assert_true (g_str_has_prefix (location, "http://" BAP "/"));
  g_assert_nonnull (soup_message_headers_get_one (headers, "x-ms-request-id"));
  g_assert_nonnull (soup_message_headers_get_one (headers, "x-ms-correlation-id"));
  fixture_do (&fixture, BAP, "GET", location + strlen ("http://" BAP), NULL, 200);
}

static void
test_streams (void)
{
  static const Step content = { KEYHOLD, "GET",
                                K "/environments/Sales/stores/dataverse/items/people/content", NULL,
                                200 };
  static const Step export = { KEYHOLD, "GET", K "/audit/export", NULL, 200 };
  static const Step file = { KEYHOLD, "GET", K "/audit/files/00000001.jsonl?bytes=7", NULL, 200 };
  static const Step *const steps[] = { &content, &export, &file };
  static const char *const begins[] = { "id,name\n1,Ada\n2,Eve\n", "{\"seq\":", "{\"v\":1," };
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SoupMessage) message =
        fixture_message (&fixture, steps[i]->host, "GET", steps[i]->path, NULL);
    g_autoptr (GBytes) body = soup_session_send_and_read (fixture.session, message, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (soup_message_get_status (message), ==, 200);
    note_route (steps[i]);
    g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
    if (!g_str_has_prefix (text, begins[i]))
      g_error ("%s begins with %.200s", steps[i]->path, text);
  }
}

static void
run_confirmed (const Step *step, const char *change)
{
  g_autofree char *token = fixture_confirm (&fixture, change);
  fixture.confirmation = token;
  run_step (step);
  fixture.confirmation = NULL;
}

/* Deleted and brought back, with the confirmation that a deletion needs. */
static void
test_recover (void)
{
  static const Step remove = { BAP, "DELETE", P "/scopes/admin/environments/Second" A_ENVIRONMENT,
                               NULL, 202 };
  static const Step recover = { BAP,  "POST", P "/environments/Second/recover" A_ENVIRONMENT,
                                NULL, 200,    BAP_ENVIRONMENT };
  run_confirmed (&remove, "{\"trigger\":\"delete-environment\",\"environment\":\"Second\"}");
  run_step (&recover);
}

/* Until every operation of the environment has ended well; the one that was begun last need not be
 * the first of the list. */
static void
wait_for_all (const char *environment)
{
  g_autofree char *path = g_strconcat (K "/operations?environment=", environment, NULL);
  g_autoptr (KhJson) all = fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);
  for (guint i = 0; i < kh_json_length (all, "value"); i++)
    fixture_wait (&fixture, kh_json_string (kh_json_element (all, "value", i), "id"));
}

/* All data of a sandbox replaced, and erased; what cannot be undone needs its confirmation. */
static void
test_replace (void)
{
  static const Step copy = { KEYHOLD, "POST", K "/environments/Second/copy?onto=Box",
                             NULL,    202,    OPERATION };
  static const Step reset = { KEYHOLD, "POST", K "/environments/Box/reset",
                              NULL,    200,    "id name state" };
  fixture_do (&fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, SANDBOX_BODY ("Box"), 201);
  fixture_refused (&fixture, KEYHOLD, "POST", K "/environments/Second/copy", NULL, 400, NULL, NULL);
  fixture_refused (&fixture, KEYHOLD, "POST", copy.path, NULL, 409, NULL, "ConfirmationRequired");
  run_confirmed (&copy, "{\"trigger\":\"replace-data\",\"environment\":\"Box\","
                        "\"source\":\"Second\"}");
  wait_for_all ("Box");
  fixture_refused (&fixture, KEYHOLD, "POST", reset.path, NULL, 409, NULL, "ConfirmationRequired");
  run_confirmed (&reset, "{\"trigger\":\"reset-environment\",\"environment\":\"Box\"}");
}

static GBytes *
back_up (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = fixture_message (&fixture, KEYHOLD, "POST", path, NULL);
  GBytes *file = soup_session_send_and_read (fixture.session, message, NULL, &error);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_cmpint (soup_message_headers_get_content_length (headers), ==,
                   (goffset)g_bytes_get_size (file));
  g_assert_cmpuint (strlen (soup_message_headers_get_one (headers, "x-keyhold-backup")), ==, 36);
  return file;
}

/* (transfer full): the id of what was sent. */
static char *
send_back (const char *path, GBytes *file)
{
  guint status = 0;
  g_autoptr (SoupMessage) message = fixture_message (&fixture, KEYHOLD, "PUT", path, NULL);
  soup_message_set_request_body_from_bytes (message, "application/octet-stream", file);
  g_autoptr (KhJson) sent = fixture_send (&fixture, message, &status);
  g_assert_cmpuint (status, ==, 200);
  fixture_has (sent, "id environment environmentId createdAt items bytes");
  return g_strdup (kh_json_string (sent, "id"));
}

/* To a file and back, and what was sent and is not restored. */
static void
test_backup (void)
{
  static const Step backup = { KEYHOLD, "POST", K "/environments/Sales/backup" };
  static const Step send = { KEYHOLD, "PUT", K "/environments/Sales/restores" };
  static const Step list = { KEYHOLD, "GET", K "/backups?environment=Sales", NULL, 200, "value" };
  static const Step confirm = { KEYHOLD, "POST", K "/backups/" NO_GUID "/confirm",
                                NULL,    404,    "error" };
  static const Step verify = { KEYHOLD, "POST", K "/environments/Sales/verify",
                               NULL,    200,    "id name verification.result verification.at" };
  static const Step forget = { KEYHOLD, "DELETE", K "/backups/" NO_GUID, NULL, 404, "error" };
  g_autoptr (GBytes) file = back_up (backup.path);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (file, 0, g_bytes_get_size (file) - 1);
  g_autofree char *sent = send_back (send.path, file);
  g_autofree char *path = g_strconcat (send.path, "/", sent, NULL);
  g_autofree char *change = g_strdup_printf (
      "{\"trigger\":\"restore-data\",\"environment\":\"Sales\",\"sent\":\"%s\"}", sent);
  const Step drop = { KEYHOLD, "DELETE", path, NULL, 204 };
  const Step restore = { KEYHOLD, "POST", path, NULL, 202, OPERATION };
  guint status = 0;
  note_route (&backup);
  note_route (&send);
  run_step (&list);
  run_step (&confirm);
  run_step (&verify);
  run_step (&forget);
  fixture_refused (&fixture, KEYHOLD, "POST", path, NULL, 409, NULL, "ConfirmationRequired");
  run_confirmed (&restore, change);
  wait_for_all ("Sales");
  fixture_refused (&fixture, KEYHOLD, "POST", path, NULL, 404, NULL, "BackupNotSent");
  run_step (&drop);
  g_autoptr (SoupMessage) message = fixture_message (&fixture, KEYHOLD, "PUT", send.path, NULL);
  soup_message_set_request_body_from_bytes (message, "application/octet-stream", cut);
  g_autoptr (KhJson) refused = fixture_send (&fixture, message, &status);
  g_assert_cmpuint (status, ==, 422);
  g_assert_cmpstr (kh_json_string (refused, "error.innererror.code"), ==, "BackupCut");
}

/* No row of the tables was left out. */
static void
test_complete (void)
{
  guint n = 0;
  const KhRoute *const *tables = kh_route_tables (&n);
  for (guint i = 0; i < n; i++)
    for (const KhRoute *route = tables[i]; route->path != NULL; route++)
      if (!g_hash_table_contains (seen, route))
        g_error ("%s %s was not asked", route->method, route->path);
}

static void
learn (void)
{
  g_autoptr (KhJson) me = fixture_call (&fixture, KEYHOLD, "GET", K "/me", NULL, 200);
  g_autoptr (KhJson) all = fixture_call (&fixture, KEYHOLD, "GET", K "/operations", NULL, 200);
  fixture_set_word (&fixture, "{ada}", kh_json_string (me, "id"));
  fixture_set_word (&fixture, "{operation}",
                    kh_json_string (kh_json_element (all, "value", 0), "id"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  seen = g_hash_table_new (NULL, NULL);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_encrypt (&fixture, "Sales");
  learn ();
  g_test_add_func ("/server/routes/keyhold", test_keyhold);
  g_test_add_func ("/server/routes/keys", test_keys);
  g_test_add_func ("/server/routes/wrapping", test_wrapping);
  g_test_add_func ("/server/routes/arm", test_arm);
  g_test_add_func ("/server/routes/bap", test_bap);
  g_test_add_func ("/server/routes/sessions", test_sessions);
  g_test_add_func ("/server/routes/locations", test_locations);
  g_test_add_func ("/server/routes/streams", test_streams);
  g_test_add_func ("/server/routes/recover", test_recover);
  g_test_add_func ("/server/routes/replace", test_replace);
  g_test_add_func ("/server/routes/backup", test_backup);
  g_test_add_func ("/server/routes/complete", test_complete);
  int status = g_test_run ();
  fixture_stop (&fixture);
  g_hash_table_unref (seen);
  return status;
}
