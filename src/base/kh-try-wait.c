/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wait that grows with the count of wrong passphrases. */
#include "kh-try-wait.h"

#define FREE_TRIES 5
#define FIRST_WAIT 30
#define LONGEST_WAIT (15 * 60)

guint
kh_try_wait_after (guint tries)
{
  guint seconds = FIRST_WAIT;

  if (tries < FREE_TRIES)
    return 0;
  for (guint i = FREE_TRIES; i < tries && seconds < LONGEST_WAIT; i++)
    seconds *= 2;
  return MIN (seconds, LONGEST_WAIT);
}
