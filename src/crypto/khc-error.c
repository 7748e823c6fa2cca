/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the results of the crypto core. */
#include "khc-error.h"

static const char *const result_names[KHC_N_RESULTS] = {
  "ok",          "argument",    "malformed", "not ours", "newer",     "unsupported",
  "wrong place", "no such key", "wrong key", "damaged",  "truncated", "rolled back",
  "range",       "memory",      "random",    "refused",  "internal",
};

const char *
khc_result_name (int result)
{
  if (result > 0 || result <= -KHC_N_RESULTS)
    return "unknown";
  return result_names[-result];
}
