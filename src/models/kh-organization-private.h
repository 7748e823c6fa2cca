/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of an organization, shared by its files. Main thread. */
#pragma once

#include "kh-organization.h"
#include "kh-vault-api.h"
#include "kh-worker.h"

G_BEGIN_DECLS

/* How a refresh of a list, or of one object, stands. */
typedef struct {
  gboolean running;
  gboolean again;      /* what is read now may be old already */
  gboolean tell;       /* items with details may have changed unseen: "changed" for each */
  GHashTable *touched; /* (nullable): ids that were read by themselves meanwhile */
} KhRefresh;

/* Transfers of data take long: acts do not wait behind them. */
typedef enum { KH_WORK_ACTS, KH_WORK_TRANSFERS, KH_N_WORK_LANES } KhWorkLaneId;

typedef struct {
  KhWorker *worker;           /* (nullable): made with the first work */
  struct _KhWorkPlace *place; /* (nullable): what belongs to its thread */
} KhWorkLane;

struct _KhOrganization {
  GObject parent_instance;

  char *socket;
  char *token;
  KhClient *client; /* of the main loop; lives until every call has ended */
  gboolean closed;
  GHashTable *calls; /* set of GCancellable: of what is on its way; close cancels them */

  /* What was read about the organization and the account. */
  KhJson *tenant, *me; /* (nullable) until the start */
  KhArmPlace place;
  guint roles;
  KhTime clock_now; /* as the tenant told it … */
  gint64 clock_at;  /* … at this monotonic time; negative while it stands still */
  char *clock_note; /* (nullable) */
  gboolean facts_running, facts_again;

  KhItemList *lists[KH_N_ITEM_KINDS];
  KhRefresh refreshes[KH_N_ITEM_KINDS];
  KhChecks checks;
  gboolean has_checks;
  KhItemList *deleted_keys; /* (owned) */
  gboolean deleted_running, deleted_again;
  KhRequestList *requests; /* (owned) */
  KhLogProof *proof;       /* (owned) */
  gboolean requests_running, requests_again;
  GHashTable *objects; /* "kind:id" -> KhRefresh, of objects that are being read */

  /* Events and the connection. */
  gboolean listening, connected, probing, told_gone;
  guint64 after;
  GCancellable *poll; /* (nullable): of the call that waits for events */
  guint poll_timer, probe_timer, probe_pause;

  KhWorkLane lanes[KH_N_WORK_LANES];
};

/* --- kh-organization.c --- */
typedef enum {
  KH_ORGANIZATION_NAME = 1,
  KH_ORGANIZATION_ACCOUNT,
  KH_ORGANIZATION_ROLES,
  KH_ORGANIZATION_CONNECTED,
  KH_ORGANIZATION_CLOCK_NOTE,
  KH_ORGANIZATION_LOG_FAULT,
} KhOrganizationProperty;
void _kh_organization_set_token (KhOrganization *self, const char *token);
void _kh_organization_notify (KhOrganization *self, KhOrganizationProperty property);
/* For what runs until its own end or that of the organization: @task's cancellable and closing both
 * cancel what is returned (transfer none). Every begin has its end. */
GCancellable *_kh_organization_begin_call (KhOrganization *self, GTask *task);
void _kh_organization_end_call (KhOrganization *self, GTask *task);
void _kh_organization_emit_changed (KhOrganization *self, KhItemKind kind, const char *id);
void _kh_organization_emit_gone (KhOrganization *self, const char *reason);

/* --- kh-organization-facts.c: account, organization and clock --- */
void _kh_organization_read_facts_async (KhOrganization *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean _kh_organization_read_facts_finish (KhOrganization *self, GAsyncResult *result,
                                             GError **error);
/* The same without an answer; once more afterwards when it is running already. */
void _kh_organization_refresh_facts (KhOrganization *self);

/* --- kh-organization-refresh.c --- */
/* (transfer full) (nullable): reads one object; NULL for an id that cannot be one. */
KhCall *_kh_organization_object_call (KhOrganization *self, KhItemKind kind, const char *id);
/* TRUE where that call looks among the deleted ones now. Whoever asks keeps it: another answer may
 * change it before the own one is there. */
gboolean _kh_organization_is_deleted (KhOrganization *self, KhItemKind kind, const char *id);
/* (transfer full) (nullable): reads it where it is when that call, which looked where @deleted
 * says, did not find it: a vault among the deleted ones, or among the others. */
KhCall *_kh_organization_other_call (KhOrganization *self, KhItemKind kind, const char *id,
                                     gboolean deleted);
/* What the answer of those calls says. */
gboolean _kh_organization_is_gone (KhItemKind kind, KhJson *snapshot, const GError *error);
/* Puts what was read into its list, and reads what depends on it. @snapshot: (nullable): gone. */
void _kh_organization_take_one (KhOrganization *self, KhItemKind kind, const char *id,
                                KhJson *snapshot);
/* Reads one object for its list, and what depends on it; a gone one leaves it. Then "changed". */
void _kh_organization_refresh_one (KhOrganization *self, KhItemKind kind, const char *id);
void _kh_organization_refresh_all (KhOrganization *self);

/* --- kh-organization-deleted.c --- */
/* Once more afterwards when they are being read already. */
void _kh_organization_refresh_deleted_keys (KhOrganization *self);

/* --- kh-organization-events.c --- */
/* Begins to listen; what was missed is read again. */
void _kh_organization_listen (KhOrganization *self);
void _kh_organization_stop_listening (KhOrganization *self);
/* A call failed: is the connection lost, or the token? */
void _kh_organization_judge (KhOrganization *self, const GError *error);

/* --- kh-organization-work.c --- */
void _kh_organization_end_work (KhOrganization *self);

/* Several calls at once, at most four on their way; results in the order of the calls. */
typedef struct {
  KhCall *call;           /* taken when it is sent */
  GDestroyNotify destroy; /* of the value */
  gpointer value;         /* (nullable) */
  GError *error;          /* (nullable) */
} KhPart;
/* (transfer full) (element-type KhPart) */
GPtrArray *_kh_parts_new (void);
void _kh_parts_add_object (GPtrArray *parts, KhCall *call); /* its value is a KhJson */
void _kh_parts_add_list (GPtrArray *parts, KhCall *call);   /* its value is a GPtrArray of KhJson */
/* @parts: (transfer full). The callback comes when all have ended, each in its own way. */
void _kh_organization_run_parts_async (KhOrganization *self, GPtrArray *parts,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
/* (transfer full): the parts; NULL with G_IO_ERROR_CANCELLED. */
GPtrArray *_kh_organization_run_parts_finish (KhOrganization *self, GAsyncResult *result,
                                              GError **error);

G_END_DECLS
