/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listening socket in the data folder, and who may speak to it. */
#include "kh-host-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME "tenant.sock"
/* The default of 10 refuses bursts. */
#define BACKLOG 128

/* Binds by the short name of the open folder where the path is too long for an address. */
static gboolean
bind_in (GSocket *socket, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SOCKET_NAME, NULL);
  g_autofree char *through = NULL;
  int fd = -1;
  if (strlen (path) >= sizeof ((struct sockaddr_un *)NULL)->sun_path) {
    fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
      return kh_error_from_errno (error, errno, folder);
    through = g_strdup_printf ("/proc/self/fd/%d/" SOCKET_NAME, fd);
  }
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (through != NULL ? through : path);
  g_autoptr (GError) local = NULL;
  gboolean bound = g_socket_bind (socket, address, TRUE, &local);
  if (fd >= 0)
    close (fd);
  if (!bound)
    kh_set_error (error, KH_ERROR_IO, "The socket %s cannot be made: %s", path, local->message);
  return bound;
}

GSocket *
kh_host_socket_new (const char *folder, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &local);
  if (socket == NULL) {
    kh_set_error (error, KH_ERROR_IO, "No socket: %s", local->message);
    return NULL;
  }
  /* Before the bind: the file is never there with more permissions. */
  if (fchmod (g_socket_get_fd (socket), 0600) != 0) {
    kh_error_from_errno (error, errno, folder);
    return NULL;
  }
  kh_host_socket_remove (folder);
  if (!bind_in (socket, folder, error))
    return NULL;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_listen (socket, &local)) {
    kh_set_error (error, KH_ERROR_IO, "The socket in %s cannot listen: %s", folder, local->message);
    return NULL;
  }
  return g_steal_pointer (&socket);
}

void
kh_host_socket_remove (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, SOCKET_NAME, NULL);
  g_unlink (path);
}

/* Asked of the kernel: to GLib a peer without a process id is nobody, and one in another sandbox
 * has none here. */
gboolean
kh_host_peer_is_ours (GSocket *socket)
{
  struct ucred peer;
  socklen_t size = sizeof peer;

  return socket != NULL
         && getsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
         && peer.uid == geteuid ();
}

void
kh_host_raise_limit (void)
{
  struct rlimit limit;
  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}
