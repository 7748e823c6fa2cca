/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the server share: a folder, a host in it, and a client that asks it. */
#pragma once

#include <libsoup/soup.h>

#include "kh-client.h"
#include "kh-host.h"
#include "kh-json.h"
#include "kh-routes.h"
#include "kh-wire-environment.h"

G_BEGIN_DECLS

#define ARM "management.localhost"
#define BAP "bap.localhost"
#define KEYHOLD "keyhold.localhost"
#define VAULT "kv-sales.vault.localhost"
#define SECOND "kv-second.vault.localhost"

/* Paths begin with one of these; words in braces are replaced (fixture_set_word). */
#define K KH_KEYHOLD_PREFIX
#define P KH_BAP_PREFIX
#define VAULTS "{group}/providers/Microsoft.KeyVault/vaults"
#define POLICIES "{group}/providers/Microsoft.PowerPlatform/enterprisePolicies"
#define ASSIGNMENTS "/providers/Microsoft.Authorization/roleAssignments"
#define A_KEY "?api-version=" KH_API_VERSION_VAULT
#define A_VAULT "?api-version=" KH_API_VERSION_ARM_VAULT
#define A_POLICY "?api-version=" KH_API_VERSION_ARM_POLICY
#define A_ASSIGNMENT "?api-version=" KH_API_VERSION_ARM_ASSIGNMENT
#define A_ENVIRONMENT "?api-version=" KH_API_VERSION_BAP_ENVIRONMENT
#define A_LINK "?api-version=" KH_API_VERSION_BAP_LINK
#define A_MANAGED "?api-version=" KH_API_VERSION_BAP_GOVERNANCE
#define A_HISTORY "?api-version=" KH_API_VERSION_BAP_HISTORY

#define PASSPHRASE "correct horse battery"
/* The assignment by which the policy's identity may use the vault. */
#define GRANT "0a0a0a0a-1111-4222-8333-444444444444"

#define VAULT_BODY(rbac)                                                                           \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":" rbac ",\"enablePurgeProtection\":true}}"
#define POLICY_BODY(vault, key)                                                                    \
  "{\"location\":\"unitedstates\",\"kind\":\"Encryption\",\"identity\":{\"type\":"                 \
  "\"SystemAssigned\"},"                                                                           \
  "\"properties\":{\"encryption\":{\"state\":\"Enabled\",\"keyVault\":{\"id\":\"" VAULTS "/" vault \
  "\",\"key\":{\"name\":\"" key "\"}}}}}"
#define ROLE_BODY(role, principal)                                                                 \
  "{\"properties\":{\"roleDefinitionId\":\"{subscription}/providers/Microsoft.Authorization/"      \
  "roleDefinitions/" role "\",\"principalId\":\"" principal                                        \
  "\",\"principalType\":\"ServicePrincipal\"}}"
#define GRANT_BODY ROLE_BODY ("e147488a-f6f5-4113-8e2d-b22465e65bf6", "{principal}")
#define ENVIRONMENT_BODY(name)                                                                     \
  "{\"location\":\"unitedstates\",\"properties\":{\"displayName\":\"" name                         \
  "\",\"environmentSku\":\"Production\",\"databaseType\":\"CommonDataService\"}}"
#define SANDBOX_BODY(name)                                                                         \
  "{\"location\":\"unitedstates\",\"properties\":{\"displayName\":\"" name                         \
  "\",\"environmentSku\":\"Sandbox\",\"databaseType\":\"CommonDataService\"}}"
#define MANAGED_BODY "{\"protectionLevel\":\"Standard\"}"
#define LINK_BODY "{\"SystemId\":\"{system}\"}"

typedef struct {
  char *folder; /* of the socket */
  char *top;    /* (nullable): what is removed at the end */
  KhHost *host;
  KhTenant *tenant;         /* (nullable) */
  KhClock *clock;           /* (nullable): stands until moved */
  const KhIo *io;           /* (nullable): system calls; set before the start */
  char *token;              /* (nullable) */
  const char *confirmation; /* (nullable): sent with every request */
  const char *call_id;      /* (nullable): the same */
  SoupSession *session;
  GHashTable *words;  /* name in braces → text */
  GHashTable *tokens; /* account → token */
} Fixture;

/* A host with routes of the test alone. */
void fixture_start (Fixture *self, const KhRoute *const *tables, guint n_tables);
/* A host of a new organization, a rehearsal on a clock that stands, the first account signed in. */
void fixture_start_tenant (Fixture *self);
/* In it: the vault kv-sales with the key cmk, the policy ep-sales that may use it, and the managed
 * environment Sales. Words: {policy}, {system}, {principal}, {environment},
 * {version}, {finding} (both roles in one hand), {disabled} (while the key is). */
void fixture_make_estate (Fixture *self);
/* @n keys PREFIX-1, … in kv-sales, or versions of its key NAME, all of one pair of keys: making
 * thousands of pairs takes minutes. */
void fixture_make_keys (Fixture *self, const char *prefix, guint n);
void fixture_make_versions (Fixture *self, const char *name, guint n);
/* Waits for an operation and asserts that it succeeded. */
void fixture_wait (Fixture *self, const char *operation);
/* Links the policy to @environment and waits until its data is encrypted. */
void fixture_encrypt (Fixture *self, const char *environment);
/* An account for each role, named like it, without passphrase. */
void fixture_make_accounts (Fixture *self);
/* Goes on as @account; "Ada" is the first one. */
void fixture_as (Fixture *self, const char *account);
/* Opens the organization again with the end of this vault's database cut off. */
void fixture_damage_vault (Fixture *self, const char *vault);
void fixture_stop (Fixture *self);
/* (transfer full): a session that reaches the socket. */
SoupSession *fixture_new_session (Fixture *self);
/* (transfer full): the client library, as the account of now. */
KhClient *fixture_new_client (Fixture *self);
void fixture_set_word (Fixture *self, const char *name, const char *text);
/* (transfer full) (nullable): words of @text replaced. */
char *fixture_expand (Fixture *self, const char *text);
/* (transfer full): everything that can be read of the organization but its log, as text. */
char *fixture_state (Fixture *self);
/* Tells where two states differ. */
gboolean fixture_is_same (const char *before, const char *after);
/* (transfer full): the token that confirms @change, the body of POST /impact. */
char *fixture_confirm (Fixture *self, const char *change);
/* Asserts that @json has the members @names, separated by spaces; dots lead into objects. */
void fixture_has (KhJson *json, const char *names);
/* The row of the product's tables that answers; there is one. */
const KhRoute *fixture_route (Fixture *self, const char *host, const char *method,
                              const char *path);
/* A connected socket, for what no client library sends. */
/* A socket that is not connected yet. */
int fixture_socket (void);
void fixture_connect_socket (Fixture *self, int fd);
int fixture_connect (Fixture *self);

/* (transfer full): a message with the fixture's token. @body: (nullable): JSON. */
SoupMessage *fixture_message (Fixture *self, const char *host, const char *method, const char *path,
                              const char *body);
/* Sends it and returns the body parsed; NULL for an empty one. */
KhJson *fixture_send (Fixture *self, SoupMessage *message, guint *status);
/* Both; asserts the status. (transfer full) (nullable) */
KhJson *fixture_call (Fixture *self, const char *host, const char *method, const char *path,
                      const char *body, guint wanted);
/* The same for an answer that nobody looks at. */
void fixture_do (Fixture *self, const char *host, const char *method, const char *path,
                 const char *body, guint wanted);
/* Asserts the error's code and inner code as well; any may be NULL. */
void fixture_refused (Fixture *self, const char *host, const char *method, const char *path,
                      const char *body, guint wanted, const char *code, const char *inner);

G_END_DECLS
