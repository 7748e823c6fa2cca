/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request of the API as a value: what to send and how to read the answer.
 *
 * The functions of kh-…-api.h make calls; a KhClient runs them and takes them over. A call is used
 * once, on one thread. Nothing is sent by making one.
 */
#pragma once

#include "kh-error.h"
#include "kh-json.h"

G_BEGIN_DECLS

/* Whose address the path belongs to; the client knows the addresses. */
typedef enum {
  KH_SERVICE_KEYHOLD, /* the Keyhold API */
  KH_SERVICE_ARM,     /* Azure Resource Manager */
  KH_SERVICE_BAP,     /* Power Platform administration */
  KH_SERVICE_VAULT,   /* Key Vault: a host of its own for each vault */
} KhService;

/* An answer with a status below 300. Strings are borrowed and nullable. */
typedef struct {
  guint status;
  GBytes *body;
  const char *location; /* Operation-Location, else Location */
} KhReply;

/* (transfer full): the value of the answer, of the call's result type. */
typedef gpointer (*KhCallDecode) (const KhReply *reply, gconstpointer data, GError **error);
/* Appends the elements of one page to @into. */
typedef gboolean (*KhCallDecodePage) (KhJson *page, GPtrArray *into, GError **error);

typedef struct _KhCall KhCall;

/* @format: path and query below the service's address; texts that go into it are escaped by
 * kh_call_escape() first. */
KhCall *kh_call_new (KhService service, const char *method, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void kh_call_free (KhCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhCall, kh_call_free)

/* (transfer full): @text as one segment of a path or one value of a query. */
char *kh_call_escape (const char *text);

/* The vault of a KH_SERVICE_VAULT call. */
void kh_call_set_vault (KhCall *self, const char *vault);
/* Takes @out; the body is its document. */
void kh_call_set_json (KhCall *self, KhJsonOut *out);
/* Takes @body, a JSON document as the codecs print it. */
void kh_call_set_body (KhCall *self, GBytes *body);
/* @stream is read once and never held in memory as a whole. @length: -1 when not known. */
void kh_call_set_stream (KhCall *self, GInputStream *stream, gint64 length);
/* Takes a document that holds a secret; it is wiped with the call. */
void kh_call_set_secret_body (KhCall *self, GBytes *body);
/* Token of a guard; nullable. */
void kh_call_set_confirmation (KhCall *self, const char *confirmation);
/* Bearer token of this call alone, of another account than the client's; wiped with the call. */
void kh_call_set_token (KhCall *self, const char *token);
/* A reason for the audit record; nullable. */
void kh_call_set_reason (KhCall *self, const char *reason);
/* Called on the calling thread, at most five times a second and once at the end; @done in bytes. */
typedef void (*KhCallProgress) (guint64 done, gint64 total, gpointer data);
void kh_call_set_progress (KhCall *self, KhCallProgress progress, gpointer data);
/* A POST that may be repeated without harm. GET, PUT, PATCH of values and DELETE need no mark: GET
 * is repeated, the others are not. */
void kh_call_set_idempotent (KhCall *self);
/* @data is passed to @decode and freed with @destroy_data; @destroy frees a result nobody took. */
void kh_call_set_decode (KhCall *self, KhCallDecode decode, gpointer data,
                         GDestroyNotify destroy_data, GDestroyNotify destroy);
/* The result is a GPtrArray of all pages; @destroy frees an element. */
void kh_call_set_decode_pages (KhCall *self, KhCallDecodePage decode, GDestroyNotify destroy);

/* Decoders that many calls share: the KhJson of the body (an empty object where there is none),
 * and elements of `value` as KhJson. The first one is what a new call has. */
gpointer kh_call_decode_json (const KhReply *reply, gconstpointer data, GError **error);
gboolean kh_call_decode_json_page (KhJson *page, GPtrArray *into, GError **error);
/* Makes it a call whose result is all elements of all pages, GPtrArray of KhJson. */
void kh_call_set_json_pages (KhCall *self);
/* The result is the id of the operation that was accepted (char *), from the address of the answer
 * or its body. */
gpointer kh_call_decode_operation (const KhReply *reply, gconstpointer data, GError **error);
void kh_call_set_operation (KhCall *self);

G_END_DECLS
