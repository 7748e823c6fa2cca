/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What wire/ says to people. Made by build-aux/sentences from its sources: not to be edited. */
/* clang-format off */
#include "kh-sentences-private.h"

const char *const kh_sentences_wire[] = {
  N_ ("A JSON object was expected"),
  N_ ("An action has exactly one trigger"),
  N_ ("An action is Rotate or Notify"),
  N_ ("Soft delete cannot be switched off"),
  N_ ("The body must be a JSON object"),
  N_ ("The member “%s” is missing"),
  N_ ("The member “%s” is not a time"),
  N_ ("The member “%s” must be %s"),
  N_ ("The request was cancelled"),
  N_ ("The server answered with status %s"),
  N_ ("The text is not valid JSON: %s"),
  N_ ("The value is not base64url without padding"),
  N_ ("There is at most one Rotate and one Notify"),
  N_ ("“%s” is not a SKU of a vault"),
  N_ ("“%s” is not a key identifier"),
  N_ ("“%s” is not a permission on keys"),
  N_ ("“%s” is not a permission on secrets"),
  N_ ("“%s” is not a role"),
  N_ ("“%s” is not a value of publicNetworkAccess"),
  N_ ("“%s” is not an operation of a key"),
  N_ ("“%s” is not the identifier of a secret"),
  N_ ("“%s” must be %s or %s"),
  NULL
};
