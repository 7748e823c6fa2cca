/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of the application, for the files that make it up. */
#pragma once

#include "kh-application.h"
#include "kh-clock.h"
#include "kh-notifier.h"
#include "kh-seal-watch.h"
#include "kh-settings.h"
#include "kh-welcome-window.h"

/* Where to, when an organization is left. */
typedef enum { KH_GO_OPEN, KH_GO_CREATE, KH_GO_SAMPLE } KhGo;

struct _KhApplication {
  AdwApplication parent_instance;

  const KhSessionHost *host;
  KhSession *session;      /* (owned) (nullable): once the settings were read */
  KhSettings *settings;    /* (owned) (nullable): of this computer, from the first activation on */
  KhSealWatch *seal_watch; /* (owned) (nullable) */
  KhNotifier *notifier;    /* (owned) (nullable) */
  KhClock *clock;          /* (owned): of this computer, for what is no tenant's */
  KhSecret *passphrase;    /* (owned) (nullable): of --passphrase-file, until it was tried */
  char *data_dir, *account, *uri;
  gint64 clock_offset; /* of --clock-offset */
  gboolean following;  /* to another host, without asking anybody */
  int status;          /* of the program, when it could not begin */
  char *profiles;      /* the file of what was opened */
  GtkWindow *front;    /* (nullable): the window that is due: welcome, unseal, failed or main; of
                        * several main ones that which was used last */
  KhGo going;
  char *going_to;      /* (nullable): the folder of KH_GO_OPEN */
  gboolean leaving;    /* it was asked, and quits all the same */
  GtkWindow *question; /* (nullable): asks above the main window */
};

/* The window that is due (kh-application-front.c). */
void _kh_application_show_due (KhApplication *self);
/* The front door instead of it. */
void _kh_application_show_welcome (KhApplication *self);
/* One more window of the same organization, where there is one. */
void _kh_application_show_another (KhApplication *self);
/* TRUE when there is a draft in a wizard above @below, or above any window (NULL): it asks what
 * shall become of it, and is closed before what is below. */
gboolean _kh_application_keeps_draft (GtkWindow *below);
/* Asks no more, and closes every window of the pages; @data is the application. */
void _kh_application_close_pages (gpointer data);
/* From now on the state of the session tells what is due. */
void _kh_application_follow_session (KhApplication *self);
/* An address waits until there is a window that can show it. */
void _kh_application_open_address (KhApplication *self);

/* The actions, and the keys of all actions (kh-application-actions.c). */
void _kh_application_add_actions (KhApplication *self);

/* From one organization to another (kh-application-switch.c): the actions for it. */
void _kh_application_add_switch (KhApplication *self);

/* The command line (kh-application-line.c). */
void _kh_application_add_options (KhApplication *self);
/* Virtual functions of GApplication. */
int _kh_application_handle_local_options (GApplication *application, GVariantDict *options);
int _kh_application_command_line (GApplication *application, GApplicationCommandLine *command);
