/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every route of the tenant's REST front: the one page for the server, the clients and readers.
 *
 * Hosts on the socket: NAME.vault.localhost is the vault NAME, management.localhost is Azure
 * Resource Manager, bap.localhost is the Power Platform admin API; paths under /keyhold/v1 answer
 * on any host. Headers of every request: `Authorization: Bearer TOKEN` (all but sign-in),
 * `x-ms-client-request-id` (echoed; the audit log has it, or else the answer's x-ms-request-id),
 * `x-keyhold-confirmation` (token of POST /impact), `x-keyhold-reason` (percent-encoded UTF-8, for
 * the audit record). Errors: kh-wire-error.h. A guard refuses a change of level 3 and 4 without its
 * token: 409, inner ConfirmationRequired (or ConfirmationStale), the impact in details
 * (kh_wire_error_impact).
 *
 * Keyhold API (K = /keyhold/v1; shapes by their struct; list = KhList of it)
 * POST   K/sign-in                      KhWireSignIn -> KhWireSession; open
 * POST   K/sign-out                     -> 204
 * GET    K/me                           -> KhWireAccount
 * GET    K/tenant                       -> KhWireTenant
 * PATCH  K/tenant                       KhWireTenantPatch -> KhWireTenant
 * GET    K/seal                         -> KhWireSeal
 * POST   K/seal/slots                   KhWireSealSlot (kind, key) -> 201 KhWireSeal
 * DELETE K/seal/slots/{kind}            -> 204; the caller's own keyring slot, or the recovery slot
 *        Nothing here opens or closes a seal: a sealed organization has no host, and whoever opens
 *        it takes the lock of its folder and is the host then.
 * GET    K/clock                        -> KhWireClock
 * POST   K/clock/shift                  KhWireClock (shift) -> KhWireClock
 * POST   K/clock/accept                 -> KhWireClock
 * GET    K/accounts                     -> list KhWireAccount
 * POST   K/accounts                     KhWireAccountRequest -> 201 KhWireAccount
 * PATCH  K/accounts/{account}           KhWireAccountRequest (roles: all of them) -> KhWireAccount
 * DELETE K/accounts/{account}           -> 204
 * GET    K/environments?after=&limit=   -> list KhWireEnvironment, lean, without operation lists
 * GET    K/environments/{environment}   -> KhWireEnvironment with operation lists
 * POST   K/environments/{environment}/re-enable       -> 202 KhWireOperation
 * POST   K/environments/{environment}/reset           -> KhWireEnvironment; a sandbox, emptied
 * POST   K/environments/{environment}/copy?onto=      -> 202 KhWireOperation of that one
 * POST   K/environments/{environment}/verify          -> KhWireEnvironment; all data was read
 * POST   K/environments/{environment}/backup          -> the bytes of the file (KH_HEADER_BACKUP)
 * PUT    K/environments/{environment}/restores        the bytes of a file -> KhWireSentBackup
 * POST   K/environments/{environment}/restores/{sent} -> 202 KhWireOperation
 * DELETE K/environments/{environment}/restores/{sent} -> 204; what was sent is not restored
 * GET    K/backups?environment=                       -> list of KhWireBackup
 * POST   K/backups/{backup}/confirm                   -> 204; the file is whole, says who made it
 * DELETE K/backups/{backup}                           -> 204; the file was thrown away
 * GET    K/environments/{environment}/stores          -> list KhWireStore, all five
 * GET    K/environments/{environment}/stores/{store}/items?after=&limit=  -> list KhWireItem
 * GET    K/environments/{environment}/stores/{store}/items/{item}/content -> bytes; a table as CSV
 *        x-keyhold-name (percent-encoded), x-keyhold-kind, x-keyhold-rows, x-keyhold-sha256
 * DELETE K/environments/{environment}/stores/{store}/items/{item}         -> 204
 * GET    K/environments/{environment}/tables/{table}/rows?after=&limit=   -> KhWireRows
 * PUT    K/imports/{name}?environment=&as=auto|table|file[&table=][&replace=true]
 *        [&skipBadRows=true][&charset=][&delimiter=,|;|tab||]   bytes -> KhWireImportReport
 * POST   K/preflight                    KhWirePreflightRequest -> KhWirePreflight
 * POST   K/impact                       KhWireImpactRequest -> KhWireImpact
 * GET    K/keys?vault=&deleted=true&after=&limit=     -> list kh_key_lean_shape
 * GET    K/keys/{vault}/{key}[/{version}]             -> KhWireKey, lean, whole
 * GET    K/keys/{vault}/{key}[/{version}]/holds       -> list KhWireHold
 * GET    K/keys/{vault}/{key}[/{version}]/where-used  -> list KhWireUsage
 * GET    K/policies                     -> list KhWirePolicy, lean
 * GET    K/policies/{policy}            -> KhWirePolicy, lean
 * PUT    K/policies/{policy}/readers/{account}        -> KhWirePolicy
 * DELETE K/policies/{policy}/readers/{account}        -> KhWirePolicy
 * GET    K/diagnosis?environment=|policy=             -> KhWireDiagnosis
 *        There is no route that repairs: each step of a diagnosis is one change of a vault, a key,
 * a grant or a policy, for which the services have a call of their own, with its role, its guard
 *        and its record. kh-repair-acts.h tells which, and does it for `unlock repair`.
 * GET    K/operations?environment=&active=true&after=&limit=  -> list KhWireOperation, newest first
 * GET    K/operations/{operation}       -> KhWireOperation
 * POST   K/operations/{operation}/retry -> 202 KhWireOperation
 * GET    K/findings                     -> KhWireRecommendations, whole
 * GET    K/findings/{finding}           -> KhWireRecommendation
 * POST   K/findings/{finding}/fix       -> KhWireRecommendation, `resolved` when it is gone
 * POST   K/findings/{finding}/dismiss   -> KhWireRecommendation
 * POST   K/findings/{finding}/undismiss -> KhWireRecommendation
 * GET    K/requests?state=&after=&limit= -> list KhWirePetition, newest first, without the texts
 * POST   K/requests                     KhWireRequestFiling -> 201 KhWirePetition
 * GET    K/requests/{request}           -> KhWirePetition
 * POST   K/requests/{request}/approve   KhWireDecision with the passphrase of who approves
 *                                       -> KhWirePetition
 * POST   K/requests/{request}/reject    KhWireDecision -> KhWirePetition
 * POST   K/requests/{request}/withdraw  KhWireDecision -> KhWirePetition; by who filed it
 * GET    K/audit?after=&limit=&order=oldest|newest&FILTER  -> KhWireRecords; newest first one
 * record an act: intents with the result of their outcome; a page may be short before the end GET
 * K/audit/{sequence}             -> a record and its place: previousHash hash segment line
 *        checkpoint checkpointAt seal(none|good|broken) intent outcome planned
 * GET    K/audit/verify                 -> KhWireVerify
 * GET    K/audit/export?FILTER          -> JSON lines
 * GET    K/audit/files                  -> value(name bytes) log tenant publicKey note: the files
 * that prove the log, with everything signed GET    K/audit/files/{name}?bytes=N   -> the first N
 * bytes of one, as they are GET    K/audit/anchor                 -> note: the last checkpoint as
 * signed text FILTER = object= actor= kind= request= since= until=
 * of=any|changes|refused|unplanned|key-uses text= actions=VERB,… (with text: or one of these) GET
 * K/events?after=N               -> KhWireEvents; answers on a change or after 30 s {environment},
 * {policy}, {account}: id or name, percent-encoded. Names of items likewise.
 *
 * Key Vault (host NAME.vault.localhost; ?api-version=; case and doubled slashes do not matter)
 * GET    /keys                          -> list kh_key_item_shape
 * POST   /keys/{name}/create            KhKeyCreateRequest -> kh_key_bundle_shape
 * GET    /keys/{name}[/{version}]       -> kh_key_bundle_shape
 * GET    /keys/{name}/versions          -> list kh_key_item_shape
 * PATCH  /keys/{name}[/{version}]       KhKeyPatchRequest -> kh_key_bundle_shape
 * DELETE /keys/{name}                   -> kh_key_bundle_shape with the deleted members
 * GET    /deletedkeys[/{name}]          -> list kh_key_item_shape, or kh_key_bundle_shape
 * DELETE /deletedkeys/{name}            -> 204
 * POST   /deletedkeys/{name}/recover    -> kh_key_bundle_shape
 * POST   /keys/{name}/[{version}/]wrapKey|unwrapKey   KhKeyOperateBody -> KhKeyOperateBody
 *
 * ARM (host management.localhost; ?api-version=)
 * G = /subscriptions/{subscription}/resourceGroups/{group}, S = /subscriptions/{subscription}
 * PUT    G/providers/Microsoft.KeyVault/vaults/{vault}     KhArmVault -> 200|201 KhArmVault
 *        (createMode recover brings a deleted one back)
 * PATCH  G/…/vaults/{vault}                                KhArmVault in part -> KhArmVault
 * GET    G/…/vaults/{vault}                                -> KhArmVault
 * DELETE G/…/vaults/{vault}                                -> 200 | 204 when there is none
 * GET    G/…/vaults, S/providers/Microsoft.KeyVault/vaults -> list KhArmVault
 * PUT    G/…/vaults/{vault}/accessPolicies/{add|replace|remove}
 *                                                          KhArmAccessPolicies -> the same
 * GET    S/providers/Microsoft.KeyVault/deletedVaults      -> list KhArmDeletedVault
 * GET    S/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{vault}
 *                                                          -> KhArmDeletedVault
 * POST   S/…/locations/{location}/deletedVaults/{vault}/purge  -> 200
 * PUT    G/providers/Microsoft.PowerPlatform/enterprisePolicies/{policy}
 *                                                          kh_arm_policy_shape -> 200|201 the same
 * PATCH  G/…/enterprisePolicies/{policy}                   kh_arm_policy_shape -> the same
 * GET    G/…/enterprisePolicies/{policy}                   -> kh_arm_policy_shape
 * DELETE G/…/enterprisePolicies/{policy}                   -> 200 | 204 when there is none
 * GET    G/…/enterprisePolicies, S/providers/Microsoft.PowerPlatform/enterprisePolicies
 *                                                          -> list kh_arm_policy_shape
 * PUT    {scope}/providers/Microsoft.Authorization/roleAssignments/{guid}
 *                                                          KhArmAssignment -> 201 the same
 * GET    {scope}/…/roleAssignments/{guid}                  -> KhArmAssignment
 * DELETE {scope}/…/roleAssignments/{guid}                  -> 200 KhArmAssignment | 204
 * GET    {scope}/…/roleAssignments[?$filter=principalId eq '…'|atScope()]
 *                                                          -> list KhArmAssignment
 *        {scope} as kh_arm_scope_print() gives it: a vault, VAULT/keys/KEY, a policy, the group
 *
 * Power Platform admin (host bap.localhost; ?api-version=; P = KH_BAP_PREFIX)
 * GET    P/scopes/admin/environments                       -> list, kh_wire_environment_read_bap()
 * GET    P/scopes/admin/environments/{environment}         -> kh_wire_environment_read_bap()
 *        both also without /scopes/admin
 * POST   P/environments                 KhWireEnvironmentCreate -> 201 environment
 * DELETE P/scopes/admin/environments/{environment}         -> 202 | 204
 * POST   P/environments/{environment}/recover              -> 200 environment
 * POST   P/environments/{environment}/governanceConfiguration
 *                                       KhWireGovernance -> 202, Location of the environment
 * POST   P/environments/{environment}/enterprisePolicies/Encryption/link
 *                                       KhWireLink -> 202, Operation-Location, Retry-After,
 *                                       kh_lifecycle_operation_shape; of an environment with
 *                                       another policy it is a change of key,
 *                                       which ?keyhold-goal=enable refuses
 * POST   P/environments/{environment}/enterprisePolicies/Encryption/unlink
 *                                       the same; back to the platform's key
 * GET    P/lifecycleOperations/{operation}                 -> kh_lifecycle_operation_shape
 * GET    P/lifecycleOperations?$filter=environment eq '{id}'
 *                                       -> list kh_lifecycle_operation_shape, newest first
 */
#pragma once

#define KH_KEYHOLD_PREFIX "/keyhold/v1"
#define KH_HOST_VAULT_SUFFIX ".vault.localhost"
#define KH_HOST_ARM "management.localhost"
#define KH_HOST_BAP "bap.localhost"
#define KH_HOST_KEYHOLD "keyhold.localhost"

#define KH_HEADER_CONFIRMATION "x-keyhold-confirmation"
#define KH_QUERY_GOAL "keyhold-goal"
#define KH_HEADER_REASON "x-keyhold-reason"
#define KH_HEADER_REQUEST_ID "x-ms-client-request-id"
/* The id of the backup in the body. */
#define KH_HEADER_BACKUP "x-keyhold-backup"
#define KH_HEADER_ITEM_NAME "x-keyhold-name"
#define KH_HEADER_ITEM_KIND "x-keyhold-kind"
#define KH_HEADER_ITEM_ROWS "x-keyhold-rows"
#define KH_HEADER_ITEM_SHA256 "x-keyhold-sha256"

#define KH_API_VERSION_VAULT "2025-07-01"
#define KH_API_VERSION_ARM_VAULT "2026-02-01"
#define KH_API_VERSION_ARM_POLICY "2020-10-30-preview"
#define KH_API_VERSION_ARM_ASSIGNMENT "2022-04-01"
#define KH_API_VERSION_BAP_ENVIRONMENT "2023-06-01"
#define KH_API_VERSION_BAP_LINK "2019-10-01"
#define KH_API_VERSION_BAP_GOVERNANCE "2021-04-01"
#define KH_API_VERSION_BAP_HISTORY "2024-05-01"

/* Pages of lists when the caller names no limit, and the most it can name. */
#define KH_PAGE_DEFAULT 100
#define KH_PAGE_MAX 1000
