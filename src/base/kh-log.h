/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logging that refuses secrets at compile time.
 *
 * kh_debug, kh_info, kh_message and kh_warning are GLib's, kh_trouble is an info with a mark,
 * with every argument (up to eight) passed through a _Generic that has no case for KhSecret and
 * KhcSecret pointers but an incomplete type: logging one does not compile. Any thread.
 */
#pragma once

#include <glib.h>

#include "kh-secret.h"

struct _KhLogRefusesSecrets; /* never completed: sizeof fails to compile */

#define KH_LOG_CHECK(x)                                                                            \
  ((void) sizeof (*_Generic ((x),                                                                  \
     KhSecret *: (struct _KhLogRefusesSecrets *) 0,                                                \
     const KhSecret *: (struct _KhLogRefusesSecrets *) 0,                                          \
     KhcSecret *: (struct _KhLogRefusesSecrets *) 0,                                               \
     const KhcSecret *: (struct _KhLogRefusesSecrets *) 0,                                         \
     default: (char *) 0)))

#define KH_LOG_CHECK_0()
#define KH_LOG_CHECK_1(a) KH_LOG_CHECK (a);
#define KH_LOG_CHECK_2(a, ...)                                                                     \
  KH_LOG_CHECK (a);                                                                                \
  KH_LOG_CHECK_1 (__VA_ARGS__)
#define KH_LOG_CHECK_3(a, ...)                                                                     \
  KH_LOG_CHECK (a);                                                                                \
  KH_LOG_CHECK_2 (__VA_ARGS__)
#define KH_LOG_CHECK_4(a, ...)                                                                     \
  KH_LOG_CHECK (a);                                                                                \
  KH_LOG_CHECK_3 (__VA_ARGS__)
#define KH_LOG_CHECK_5(a, ...)                                                                     \
  KH_LOG_CHECK (a);                                                                                \
  KH_LOG_CHECK_4 (__VA_ARGS__)
#define KH_LOG_CHECK_6(a, ...)                                                                     \
  KH_LOG_CHECK (a);                                                                                \
  KH_LOG_CHECK_5 (__VA_ARGS__)
#define KH_LOG_CHECK_7(a, ...)                                                                     \
  KH_LOG_CHECK (a);                                                                                \
  KH_LOG_CHECK_6 (__VA_ARGS__)
#define KH_LOG_CHECK_8(a, ...)                                                                     \
  KH_LOG_CHECK (a);                                                                                \
  KH_LOG_CHECK_7 (__VA_ARGS__)
#define KH_LOG_PICK(_1, _2, _3, _4, _5, _6, _7, _8, NAME, ...) NAME
#define KH_LOG_CHECK_ALL(...)                                                                      \
  KH_LOG_PICK (__VA_ARGS__, KH_LOG_CHECK_8, KH_LOG_CHECK_7, KH_LOG_CHECK_6, KH_LOG_CHECK_5,        \
               KH_LOG_CHECK_4, KH_LOG_CHECK_3, KH_LOG_CHECK_2, KH_LOG_CHECK_1, KH_LOG_CHECK_0)     \
  (__VA_ARGS__)

#define KH_LOG(function, ...)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    KH_LOG_CHECK_ALL (__VA_ARGS__)                                                                 \
    function (__VA_ARGS__);                                                                        \
  }                                                                                                \
  G_STMT_END

/* What did not work, for the diagnostic log alone: the terminal is not told (kh-diagnostics.h). */
#define KH_LOG_TROUBLE_FIELD "KH_TROUBLE"
#define KH_LOG_TROUBLE(...)                                                                        \
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, KH_LOG_TROUBLE_FIELD, "1", "MESSAGE",          \
                    __VA_ARGS__)

#define kh_debug(...) KH_LOG (g_debug, __VA_ARGS__)
#define kh_info(...) KH_LOG (g_info, __VA_ARGS__)
#define kh_message(...) KH_LOG (g_message, __VA_ARGS__)
#define kh_warning(...) KH_LOG (g_warning, __VA_ARGS__)
#define kh_trouble(...) KH_LOG (KH_LOG_TROUBLE, __VA_ARGS__)
