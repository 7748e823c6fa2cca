/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain and its converters from crypto/, errno and GIO. */
#include "kh-error.h"

#include <errno.h>

typedef KhErrorFacts KhErrorPrivate;

static void
kh_error_private_init (KhErrorPrivate *priv)
{
}

static void
kh_error_private_copy (const KhErrorPrivate *src, KhErrorPrivate *dest)
{
  dest->target = g_strdup (src->target);
  dest->inner = g_strdup (src->inner);
  dest->advice = g_strdup (src->advice);
  dest->details = g_strdup (src->details);
}

static void
kh_error_private_clear (KhErrorPrivate *priv)
{
  g_free (priv->target);
  g_free (priv->inner);
  g_free (priv->advice);
  g_free (priv->details);
}

G_DEFINE_EXTENDED_ERROR (KhError, kh_error)

void
kh_set_error (GError **error, KhErrorCode code, const char *format, ...)
{
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (KH_ERROR, code, format, args));
  va_end (args);
}

void
kh_set_error_facts (GError **error, KhErrorCode code, const char *target, const char *inner,
                    const char *advice, const char *message)
{
  GError *made;
  KhErrorPrivate *priv;

  if (error == NULL)
    return;
  made = g_error_new_literal (KH_ERROR, code, message);
  priv = kh_error_get_private (made);
  priv->target = g_strdup (target);
  priv->inner = g_strdup (inner);
  priv->advice = g_strdup (advice);
  g_propagate_error (error, made);
}

KhErrorFacts *
kh_error_get_facts (const GError *error)
{
  if (error == NULL || error->domain != KH_ERROR)
    return NULL;
  return kh_error_get_private (error);
}

static const struct {
  int result;
  KhErrorCode code;
  const char *text;
} khc_table[] = {
  { KHC_ERR_ARGUMENT, KH_ERROR_ARGUMENT, "a value has the wrong size" },
  { KHC_ERR_MALFORMED, KH_ERROR_DAMAGED, "its structure is not valid" },
  { KHC_ERR_NOT_OURS, KH_ERROR_NOT_OURS, "it is not a file of this kind" },
  { KHC_ERR_NEWER, KH_ERROR_NEWER, "it was made by a newer version of Keyhold" },
  { KHC_ERR_UNSUPPORTED, KH_ERROR_NEWER, "it uses an algorithm or option that is not known" },
  { KHC_ERR_WRONG_PLACE, KH_ERROR_DAMAGED, "it belongs to another place" },
  { KHC_ERR_NO_SUCH_KEY, KH_ERROR_WRONG_KEY, "it names a key that does not exist here" },
  { KHC_ERR_WRONG_KEY, KH_ERROR_WRONG_KEY, "this is not the key it was made with" },
  { KHC_ERR_DAMAGED, KH_ERROR_DAMAGED, "its content was damaged or altered" },
  { KHC_ERR_TRUNCATED, KH_ERROR_TRUNCATED, "it ends too early" },
  { KHC_ERR_ROLLED_BACK, KH_ERROR_ROLLED_BACK, "it is older than the recorded state" },
  { KHC_ERR_RANGE, KH_ERROR_ARGUMENT, "the range lies outside of it" },
  { KHC_ERR_MEMORY, KH_ERROR_INTERNAL, "there is not enough memory" },
  { KHC_ERR_RANDOM, KH_ERROR_INTERNAL, "the random number generator failed" },
  { KHC_ERR_REFUSED, KH_ERROR_ARGUMENT, "the key or algorithm is not accepted" },
};

gboolean
kh_error_from_khc (GError **error, int result, const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (khc_table); i++) {
    if (khc_table[i].result == result) {
      kh_set_error (error, khc_table[i].code, "%s: %s", what, khc_table[i].text);
      return FALSE;
    }
  }
  kh_set_error (error, KH_ERROR_INTERNAL, "%s: the cryptographic library failed", what);
  return FALSE;
}

static KhErrorCode
code_from_errno (int saved_errno)
{
  switch (saved_errno) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return KH_ERROR_NO_SPACE;
  case EROFS:
  case EACCES:
  case EPERM:
    return KH_ERROR_READ_ONLY;
  case ENOENT:
  case ENOTDIR:
    return KH_ERROR_NOT_FOUND;
  case EEXIST:
    return KH_ERROR_EXISTS;
  case ELOOP:
    return KH_ERROR_NOT_OURS;
  default:
    return KH_ERROR_IO;
  }
}

gboolean
kh_error_from_errno (GError **error, int saved_errno, const char *what)
{
  kh_set_error (error, code_from_errno (saved_errno), "%s: %s", what, g_strerror (saved_errno));
  return FALSE;
}

static KhErrorCode
code_from_gio (const GError *error)
{
  switch (error->code) {
  case G_IO_ERROR_NO_SPACE:
    return KH_ERROR_NO_SPACE;
  case G_IO_ERROR_READ_ONLY:
  case G_IO_ERROR_PERMISSION_DENIED:
    return KH_ERROR_READ_ONLY;
  case G_IO_ERROR_NOT_FOUND:
    return KH_ERROR_NOT_FOUND;
  case G_IO_ERROR_EXISTS:
    return KH_ERROR_EXISTS;
  case G_IO_ERROR_CONNECTION_REFUSED:
  case G_IO_ERROR_BROKEN_PIPE:
  case G_IO_ERROR_NOT_CONNECTED:
  case G_IO_ERROR_PARTIAL_INPUT:
  case G_IO_ERROR_TIMED_OUT:
    return KH_ERROR_NETWORK;
  default:
    return KH_ERROR_IO;
  }
}

void
kh_error_from_gio (GError **error, const char *what)
{
  g_autoptr (GError) old = NULL;

  if (error == NULL || *error == NULL || (*error)->domain == KH_ERROR
      || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  old = g_steal_pointer (error);
  kh_set_error (error, old->domain == G_IO_ERROR ? code_from_gio (old) : KH_ERROR_IO, "%s: %s",
                what, old->message);
}

gboolean
kh_error_is (const GError *error, KhErrorCode code)
{
  return g_error_matches (error, KH_ERROR, (int)code);
}
