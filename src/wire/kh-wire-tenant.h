/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organization and its clock in the Keyhold API. */
#pragma once

#include "kh-shape.h"
#include "kh-tenant-info.h"

G_BEGIN_DECLS

/* GET /tenant. */
typedef struct {
  char *id, *name, *home_geo;
  char *subscription_id, *resource_group;
  char *unlock_rule; /* "self-service", "support-request" */
  gboolean four_eyes;
  gboolean encryption_at_default; /* the Default environment may use a customer's key */
  gboolean rehearsal;
  gboolean duties_separated;  /* FALSE while one account holds kva and ppa */
  char *vaults_dir;           /* (nullable) */
  gboolean active_operations; /* a host that wants to leave must wait */
  char *log_fault;            /* (nullable): why the audit log does not verify */
  gint64 log_fault_record;    /* the first record that does not fit; 0: not known */
} KhWireTenant;
KH_DECLARE_SHAPE (KhWireTenant, wire_tenant)
KhWireTenant *kh_wire_tenant_from (const KhTenantInfo *info);

/* PATCH /tenant: what is named changes. */
typedef struct {
  char *unlock_rule;
  int four_eyes;                         /* KH_TRI_UNSET */
  int encryption_at_default;             /* KH_TRI_UNSET */
  char *old_passphrase, *new_passphrase; /* together; wiped by kh_wire_wipe() */
  char *recovery_key; /* (nullable): in place of the old one, the bytes of the recovery code */
} KhWireTenantPatch;
KH_DECLARE_SHAPE (KhWireTenantPatch, wire_tenant_patch)

/* GET /clock; POST /clock/shift takes `shift` alone (an ISO 8601 duration). */
typedef struct {
  KhTime now;
  char *shift;
  gboolean standing; /* real time is behind the highest time seen */
  gboolean suspect;  /* an unexplained jump: POST /clock/accept takes the new time */
} KhWireClock;
KH_DECLARE_SHAPE (KhWireClock, wire_clock)

G_END_DECLS
