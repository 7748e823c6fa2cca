/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit log in a folder of its own, for tests. Every record moves the time on by a second. */
#pragma once

#include "records-fixture.h"

#define ACTOR "aaaaaaaa-0000-4000-8000-000000000001"

typedef struct {
  RecordsFixture base;
  char *audit; /* the folder */
  KhTime now;
} AuditFixture;

void audit_fixture_setup (AuditFixture *f, gconstpointer data);
void audit_fixture_teardown (AuditFixture *f, gconstpointer data);
KhAuditLog *audit_create (AuditFixture *f);
KhAuditLog *audit_reopen (AuditFixture *f, const KhAuditPosition *position);
KhAuditRecord audit_make (AuditFixture *f, const char *action, const char *target);
/* Append one that succeeds. */
guint64 audit_intent (AuditFixture *f, KhAuditLog *log, const char *target);
void audit_outcome (AuditFixture *f, KhAuditLog *log, guint64 of);
void audit_notice (AuditFixture *f, KhAuditLog *log, const char *target);
/* (transfer full) */
GPtrArray *audit_list (KhAuditLog *log, guint64 after);
guint audit_count (KhAuditLog *log);
/* The folder verifies and has @at_least records. */
void audit_check_intact (AuditFixture *f, guint64 at_least);

#define AUDIT_ADD(path, func)                                                                      \
  g_test_add (path, AuditFixture, NULL, audit_fixture_setup, func, audit_fixture_teardown)
