/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into a program: its wall clock is KH_TEST_CLOCK_OFFSET seconds off; with
 * KH_TEST_DIE_AT_RENAME it is killed before a file that it has written gets its name. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <sys/syscall.h>

static long
offset (void)
{
  const char *text = getenv ("KH_TEST_CLOCK_OFFSET");

  return text != NULL ? strtol (text, NULL, 10) : 0;
}

int
clock_gettime (clockid_t id, struct timespec *result)
{
  int status = (int)syscall (SYS_clock_gettime, id, result);

  if (status == 0 && id == CLOCK_REALTIME)
    result->tv_sec += offset ();
  return status;
}

int
gettimeofday (struct timeval *restrict result, void *restrict zone)
{
  int status = (int)syscall (SYS_gettimeofday, result, zone);

  if (status == 0)
    result->tv_sec += offset ();
  return status;
}

int
renameat2 (int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
  if (getenv ("KH_TEST_DIE_AT_RENAME") != NULL)
    raise (SIGKILL);
  return (int)syscall (SYS_renameat2, from_folder, from, to_folder, to, flags);
}
