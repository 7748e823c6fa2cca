/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the server share: a folder, a host in it, and a client that asks it. */
#pragma once

#include <libsoup/soup.h>

#include "kh-host.h"
#include "kh-json.h"

G_BEGIN_DECLS

#define ARM "management.localhost"
#define BAP "bap.localhost"
#define KEYHOLD "keyhold.localhost"

typedef struct {
  char *folder;
  KhHost *host;
  KhTenant *tenant; /* (nullable) */
  char *token;      /* (nullable) */
  SoupSession *session;
} Fixture;

/* A host with routes of the test alone. */
void fixture_start (Fixture *self, const KhRoute *const *tables, guint n_tables);
/* A host of a new organization, the first account signed in. */
void fixture_start_tenant (Fixture *self);
void fixture_stop (Fixture *self);
/* (transfer full): a session that reaches the socket. */
SoupSession *fixture_new_session (Fixture *self);
/* A connected socket, for what no client library sends. */
int fixture_connect (Fixture *self);

/* (transfer full): a message with the fixture's token. @body: (nullable): JSON. */
SoupMessage *fixture_message (Fixture *self, const char *host, const char *method, const char *path,
                              const char *body);
/* Sends it and returns the body parsed; NULL for an empty one. */
KhJson *fixture_send (Fixture *self, SoupMessage *message, guint *status);
/* Both; asserts the status. (transfer full) (nullable) */
KhJson *fixture_call (Fixture *self, const char *host, const char *method, const char *path,
                      const char *body, guint wanted);
/* Asserts the error's code and inner code as well; any may be NULL. */
void fixture_refused (Fixture *self, const char *host, const char *method, const char *path,
                      const char *body, guint wanted, const char *code, const char *inner);

G_END_DECLS
