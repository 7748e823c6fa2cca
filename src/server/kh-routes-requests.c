/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons (model.md 7): filing, reading and deciding them. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-change-text.h"
#include "kh-impact.h"
#include "kh-passphrase-file.h"
#include "kh-petition-machine.h"
#include "kh-routes.h"
#include "kh-tenant-requests.h"
#include "kh-view.h"
#include "kh-wire-account.h"
#include "kh-wire-petition.h"
#include "kh-wire-rules.h"

#define K KH_KEYHOLD_PREFIX

/* --- What a caller sees ----------------------------------------------------------------------- */

static gboolean
may_step (const KhPetition *petition, KhPetitionEvent event, KhTime now)
{
  g_autoptr (KhPetition) after = kh_petition_step (petition, event, NULL, NULL, now, NULL);
  return after != NULL;
}

static void
set_rights (const KhView *view, const KhCaller *caller, const KhPetition *petition,
            KhWirePetition *wire)
{
  g_autoptr (GError) why = NULL;
  gboolean decides =
      kh_petition_check_decider (view->estate, petition, caller->account_id, FALSE, NULL);
  gboolean open = may_step (petition, KH_PETITION_EVENT_APPROVE, view->now);
  gboolean approves =
      kh_petition_check_decider (view->estate, petition, caller->account_id, TRUE, &why);
  wire->may_approve = open && approves;
  wire->may_reject = decides && may_step (petition, KH_PETITION_EVENT_REJECT, view->now);
  wire->may_withdraw = g_strcmp0 (petition->requested_by, caller->account_id) == 0
                       && may_step (petition, KH_PETITION_EVENT_WITHDRAW, view->now);
  if (open && !approves)
    wire->refusal = g_strdup (why->message);
}

static KhWirePetition *
view_petition (const KhView *view, const KhRequest *request, const KhPetition *petition,
               gboolean texts)
{
  KhWirePetition *wire = kh_wire_petition_from (petition, texts);
  g_free (wire->state);
  wire->state =
      g_strdup (kh_petition_state_to_string (kh_petition_get_state (petition, view->now)));
  set_rights (view, request->caller, petition, wire);
  return wire;
}

/* What an act that waits would do now, for who decides about it. */
static void
set_impact (const KhView *view, const KhPetition *petition, KhWirePetition *wire)
{
  KhPetitionState state = kh_petition_get_state (petition, view->now);
  if (petition->kind != KH_PETITION_APPROVAL || petition->altered
      || (state != KH_PETITION_STATE_PENDING && state != KH_PETITION_STATE_APPROVED))
    return;
  g_autoptr (KhChange) change = kh_change_from_text (view->estate, petition->change, NULL);
  g_autoptr (KhImpact) impact =
      change != NULL ? kh_impact_compute (view->estate, change, view->now, NULL) : NULL;
  wire->changed = TRUE;
  if (impact == NULL)
    return;
  g_autofree char *digest = kh_impact_digest (impact, change);
  g_autoptr (KhWireImpact) shown = kh_wire_impact_from (impact, view->estate, NULL);
  g_autoptr (GBytes) json = kh_wire_impact_print (shown);
  wire->impact = g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
  wire->changed = g_strcmp0 (digest, petition->digest) != 0;
}

static gboolean
answer (KhRequest *request, KhResponse *response, int status, const KhPetition *petition)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWirePetition) wire = view_petition (view, request, petition, TRUE);
  set_impact (view, petition, wire);
  return kh_response_take (response, status, kh_wire_petition_print (wire));
}

static gboolean
get_request (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (request->tenant);
  const char *id = kh_request_arg (request, 0);
  const KhPetition *petition = kh_estate_get_petition (estate, id);
  if (petition != NULL)
    return answer (request, response, 200, petition);
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, id, "RequestNotFound", NULL,
                      "There is no such request");
  return FALSE;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const KhPetition *first = *(const KhPetition *const *)a;
  const KhPetition *second = *(const KhPetition *const *)b;
  if (first->created_at != second->created_at)
    return first->created_at > second->created_at ? -1 : 1;
  return strcmp (second->id, first->id);
}

/* (transfer full): those in the wanted state, or all; NULL for a word that is no state. */
static GPtrArray *
collect (const KhView *view, const char *word, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  KhPetitionState wanted = KH_PETITION_STATE_PENDING;
  if (word != NULL && !kh_petition_state_from_string (word, &wanted)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "state", NULL, NULL,
                        "state is Pending, Approved, Rejected, Withdrawn, Expired or Completed");
    return NULL;
  }
  for (guint i = 0; i < kh_estate_n_petitions (view->estate); i++) {
    const KhPetition *petition = kh_estate_petition_at (view->estate, i);
    if (word == NULL || kh_petition_get_state (petition, view->now) == wanted)
      g_ptr_array_add (found, (gpointer)petition);
  }
  g_ptr_array_sort (found, newest_first);
  return g_steal_pointer (&found);
}

static gboolean
list_requests (KhRequest *request, KhResponse *response, GError **error)
{
  guint64 after = 0;
  guint limit = 0;
  const char *text = NULL;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (GPtrArray) found = collect (view, kh_request_query (request, "state"), error);
  if (found == NULL || !kh_request_page (request, &text, &limit, error)
      || !kh_request_query_number (request, "after", 0, G_MAXUINT, &after, error))
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_wire_petition_shape);
  for (guint i = (guint)after; i < found->len && list->value->len < limit; i++)
    kh_list_take (list, view_petition (view, request, found->pdata[i], FALSE));
  if (after + limit < found->len) {
    g_autofree char *next = g_strdup_printf ("%" G_GUINT64_FORMAT, after + limit);
    list->next_link = kh_request_next_link (request, "after", next);
  }
  return kh_response_take (response, 200, kh_list_print (&kh_wire_petition_shape, list));
}

/* --- Filing ----------------------------------------------------------------------------------- */

/* (transfer full) (nullable) */
static GPtrArray *
read_files (const KhWireRequestFiling *body, GError **error)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_request_file_free);
  for (guint i = 0; i < body->files->len; i++) {
    const KhWireRequestFile *file = body->files->pdata[i];
    gsize size = 0;
    g_autofree guchar *data = g_base64_decode (file->content, &size);
    g_autofree char *again = g_base64_encode (data, size);
    if (*file->name == '\0' || strcmp (again, file->content) != 0) {
      kh_set_error_facts (error, KH_ERROR_ARGUMENT, file->name, NULL, NULL,
                          "A file of a request has a name, and its content as base64");
      return NULL;
    }
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_ptr_array_add (files, kh_request_file_new (file->name, bytes));
  }
  return g_steal_pointer (&files);
}

/* What was not filed is in no state, and nobody decides it. */
static gboolean
answer_preview (KhRequest *request, KhResponse *response, const KhPetition *petition)
{
  g_autoptr (KhWirePetition) wire = kh_wire_petition_from (petition, TRUE);
  g_free (wire->state);
  wire->state = g_strdup ("Preview");
  return kh_response_take (response, 200, kh_wire_petition_print (wire));
}

static gboolean
file_request (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireRequestFiling) body = kh_wire_request_filing_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  if (strcmp (body->kind, "unlock") != 0) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "kind", NULL, NULL,
                        "A request of the kind unlock can be filed; an approval is asked for by "
                        "the act itself");
    return FALSE;
  }
  g_autoptr (GPtrArray) files = read_files (body, error);
  if (files == NULL)
    return FALSE;
  const KhUnlockFiling filing = {
    .environments = (const char *const *)body->environments,
    .reason = body->reason != NULL ? body->reason : request->caller->reason,
    .files = files,
    .severity = body->severity,
    .contact = body->contact,
    .left_out = (const char *const *)body->left_out,
    .preview = body->preview,
  };
  g_autoptr (KhPetition) petition =
      kh_tenant_unlock_request (request->tenant, request->caller, &filing, error);
  if (petition == NULL)
    return FALSE;
  return body->preview ? answer_preview (request, response, petition)
                       : answer (request, response, 201, petition);
}

/* --- Deciding --------------------------------------------------------------------------------- */

/* Nothing has to be said: no body is an empty one. */
static KhWireDecision *
read_decision (KhRequest *request, GError **error)
{
  if (request->body == NULL || g_bytes_get_size (request->body) == 0)
    return kh_wire_decision_new ();
  return kh_wire_decision_parse (request->body, error);
}

static const char *
reason_of (const KhRequest *request, const KhWireDecision *body)
{
  return body->reason != NULL ? body->reason : request->caller->reason;
}

static gboolean
approve (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireDecision) body = read_decision (request, error);
  g_autoptr (KhSecret) passphrase = NULL;
  if (body == NULL)
    return FALSE;
  if (body->passphrase != NULL && *body->passphrase != '\0'
      && strlen (body->passphrase) <= KH_PASSPHRASE_MAX)
    passphrase = kh_secret_new_copy (body->passphrase, strlen (body->passphrase));
  kh_wire_wipe (body->passphrase);
  g_autoptr (KhPetition) petition =
      kh_tenant_request_approve (request->tenant, request->caller, kh_request_arg (request, 0),
                                 passphrase, reason_of (request, body), error);
  return petition != NULL && answer (request, response, 200, petition);
}

static gboolean
reject (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireDecision) body = read_decision (request, error);
  if (body == NULL)
    return FALSE;
  kh_wire_wipe (body->passphrase);
  g_autoptr (KhPetition) petition =
      kh_tenant_request_reject (request->tenant, request->caller, kh_request_arg (request, 0),
                                reason_of (request, body), error);
  return petition != NULL && answer (request, response, 200, petition);
}

static gboolean
withdraw (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireDecision) body = read_decision (request, error);
  if (body == NULL)
    return FALSE;
  kh_wire_wipe (body->passphrase);
  g_autoptr (KhPetition) petition =
      kh_tenant_request_withdraw (request->tenant, request->caller, kh_request_arg (request, 0),
                                  reason_of (request, body), error);
  return petition != NULL && answer (request, response, 200, petition);
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, access, KH_BODY_##body              \
  }

/* Approving stretches a passphrase, twice: it goes to the tenant's worker by itself. */
/* clang-format off */
const KhRoute kh_request_routes[] = {
  ROW ("GET", "/requests", list_requests, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", "/requests", file_request, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/requests/{request}", get_request, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", "/requests/{request}/approve", approve, QUICK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", "/requests/{request}/reject", reject, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", "/requests/{request}/withdraw", withdraw, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
