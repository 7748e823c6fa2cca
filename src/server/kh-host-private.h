/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the host share. Service thread only, except where a comment says otherwise. */
#pragma once

#include <libsoup/soup.h>

#include "kh-host.h"

G_BEGIN_DECLS

typedef struct _KhExchange KhExchange;

struct _KhHost {
  KhTenant *tenant; /* (nullable) */
  char *folder;
  KhRouter *router;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  GSocket *listening;
  KhWorker **quick;
  guint n_quick;
  guint *quick_load; /* jobs queued on each */
  guint jobs;        /* running on any worker */
  guint streams;     /* workers of their own */
  gint in_flight;    /* atomic */
  gint patience;     /* atomic; seconds */
  gint stopping;     /* atomic */
  guint64 seen;      /* requests so far */
  guint64 seen_before;
  gboolean readable_before;
  GSource *watch;       /* of the listening socket */
  GPtrArray *exchanges; /* (element-type KhExchange) not owned */
  GPtrArray *waiting;   /* (element-type KhExchange) event polls, not owned */
};

/* Streams at once; more are refused with 503. */
#define KH_STREAMS_MAX 32

/* One request on its way. Counted on the service thread. */
struct _KhExchange {
  guint refs;
  KhHost *host;
  SoupServerMessage *message;
  char *id;           /* what the answer calls it */
  KhRequest *request; /* (nullable) until routed */
  KhDialect dialect;
  GSource *hang_up; /* (nullable): watches the client while paused */
  gboolean paused;
  gboolean gone;     /* the client went away, or the connection was cut */
  gboolean answered; /* the response is set */
  gboolean finished; /* the message is over */
  gboolean too_large;
  gint64 begun;        /* monotonic */
  const char *refused; /* (nullable): static: the code of the error that answers it */
  guint64 received;    /* bytes of the body */
  gpointer stream;     /* (nullable): of the streaming kinds */
  GDestroyNotify free_stream;
  void (*on_gone) (KhExchange *self); /* (nullable): the message is over, the stream may not be */
  GSource *deadline;                  /* (nullable): of event polls */
};

KhExchange *kh_exchange_ref (KhExchange *self);
void kh_exchange_unref (KhExchange *self);

/* Stops the message; watches the client meanwhile. */
void kh_exchange_pause (KhExchange *self);
/* Lets it go on, unless the client is gone. */
void kh_exchange_unpause (KhExchange *self);
/* Sets the response; the message still has to go on. */
void kh_exchange_answer (KhExchange *self, KhResponse *response);
void kh_exchange_refuse (KhExchange *self, const GError *error);
/* What the diagnostic log is told of a request that is over: one that was refused, or took long. */
void kh_exchange_note (KhExchange *self);
/* Cuts the connection: for a body that cannot be finished. */
void kh_exchange_cut (KhExchange *self);
/* Status line and headers that every answer has. */
void kh_exchange_begin_answer (KhExchange *self, int status, const char *type);

/* Queues @work (data: (transfer full)) on the worker that @run names; @done runs on the service
 * thread with the result. The exchange lives until then. */
typedef void (*KhExchangeDone) (KhExchange *exchange, gpointer result, GError *error);
void kh_exchange_run (KhExchange *self, KhWorker *worker, KhWorkFunc work, gpointer data,
                      GDestroyNotify destroy_result, KhExchangeDone done);
/* The quick worker with the least to do; its load is counted by kh_exchange_run(). */
KhWorker *kh_host_quick_worker (KhHost *self);
/* (transfer full) (nullable): a worker of its own; NULL with CONFLICT when there are too many. */
KhWorker *kh_host_stream_worker (KhHost *self, GError **error);
void kh_host_free_stream_worker (KhHost *self, KhWorker *worker);

/* kh-front.c: the two callbacks of the HTTP library. */
void kh_front_early (SoupServer *server, SoupServerMessage *message, const char *path,
                     GHashTable *query, gpointer host);
void kh_front_late (SoupServer *server, SoupServerMessage *message, const char *path,
                    GHashTable *query, gpointer host);

/* kh-host-socket.c */
GSocket *kh_host_socket_new (const char *folder, GError **error);
void kh_host_socket_remove (const char *folder);
/* FALSE unless the peer is a process of our user. */
gboolean kh_host_peer_is_ours (GSocket *socket);
/* As many descriptors as the system lets us have. */
void kh_host_raise_limit (void);

/* kh-idle.c: to be called when @message is over. Sees to it that the connection is closed when its
 * client ends it before the next request. */
void kh_host_watch_idle (KhHost *self, SoupServerMessage *message);
/* The next one of its connection begins: it may have come together with the one before. */
void kh_host_forget_idle (SoupServerMessage *message);

/* kh-upload-exchange.c */
void kh_upload_exchange_begin (KhExchange *self);
void kh_upload_exchange_got_body (KhExchange *self);
/* kh-download-exchange.c */
void kh_download_exchange_begin (KhExchange *self);
/* kh-events.c */
void kh_events_begin (KhExchange *self);
/* Looks whether waiting polls can be answered; @all: answers every one. */
void kh_events_wake (KhHost *self, gboolean all);
void kh_events_forget (KhExchange *self);

G_END_DECLS
