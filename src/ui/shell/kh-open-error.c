/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of an organization that cannot be opened. */
#include "kh-open-error.h"

#include "kh-text.h"

static const KhErrorFacts *
facts_of (const GError *error)
{
  static const KhErrorFacts none;
  const KhErrorFacts *facts = error != NULL ? kh_error_get_facts (error) : NULL;

  return facts != NULL ? facts : &none;
}

static gboolean
is_damaged_seal (const GError *error)
{
  return g_strcmp0 (facts_of (error)->inner, "SealDamaged") == 0;
}

char *
kh_open_error_title (const GError *error)
{
  if (is_damaged_seal (error) && kh_error_is (error, KH_ERROR_NOT_FOUND))
    return g_strdup (_ ("The Seal of This Organization Is Gone"));
  if (is_damaged_seal (error))
    return g_strdup (_ ("The Seal of This Organization Is Damaged"));
  return g_strdup (_ ("This Organization Cannot Be Opened"));
}

char *
kh_open_error_body (const GError *error, gboolean copy)
{
  const char *target = facts_of (error)->target;

  if (error == NULL)
    return g_strdup (_ ("The reason is not known."));
  if (is_damaged_seal (error) && copy)
    return g_strdup_printf (_ ("Nothing opens it without this file: %s. Its automatic copy beside "
                               "it can take its place."),
                            target);
  if (is_damaged_seal (error))
    return g_strdup_printf (_ ("Nothing opens it without this file: %s. Put a copy of the file "
                               "back, then try again."),
                            target);
  if (kh_error_is (error, KH_ERROR_HOSTED) && target != NULL)
    return g_strdup_printf (_ ("Another Keyhold (process %s) holds it but does not answer."),
                            target);
  if (kh_error_is (error, KH_ERROR_HOSTED))
    return g_strdup (_ ("Another Keyhold holds it but does not answer."));
  if (kh_error_is (error, KH_ERROR_NEWER))
    return g_strdup (_ ("It was written by a newer Keyhold. Update this one, then try again."));
  return kh_text_error_body (error);
}

char *
kh_open_error_details (const GError *error, const char *data_dir)
{
  g_autofree char *details = error != NULL ? kh_text_error_details (error) : g_strdup ("–");

  return g_strdup_printf ("%s\n%s", details, data_dir);
}
