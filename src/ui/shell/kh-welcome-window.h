/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Welcome to Keyhold: the sample, a new organization, or one that was opened before.
 *
 * Main thread. What is chosen is opened by a session of its own; when it is open, the signal
 * "opened" (KhSession, whose organization it is, gboolean whether it is a new sample) tells so and
 * the receiver takes it over. Closing the window cancels what runs and ends the sessions that
 * nobody took.
 */
#pragma once

#include <adwaita.h>

#include "kh-session.h"

G_BEGIN_DECLS

/* Where organizations are, and how they are hosted. Strings are copied. */
typedef struct {
  const KhSessionHost *host;
  const char *data_dir; /* the usual folder: the sample's lies beside it */
  const char *profiles; /* the file of kh-profiles.h */
} KhWelcomePlaces;

#define KH_TYPE_WELCOME_WINDOW (kh_welcome_window_get_type ())
G_DECLARE_FINAL_TYPE (KhWelcomeWindow, kh_welcome_window, KH, WELCOME_WINDOW, AdwWindow)

/* @application: (nullable) */
GtkWindow *kh_welcome_window_new (GtkApplication *application, const KhWelcomePlaces *places);
/* As if the rows were activated. */
void kh_welcome_window_make_sample (KhWelcomeWindow *self);
void kh_welcome_window_create (KhWelcomeWindow *self);
void kh_welcome_window_open (KhWelcomeWindow *self, const char *data_dir);

G_END_DECLS
