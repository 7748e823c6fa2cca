/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small server on a UNIX socket, in a thread of its own, whose answers a test decides.
 * Made, asked and freed by the test's thread; the handler runs on the server's. */
#pragma once

#include <libsoup/soup.h>

typedef struct _KhTestServer KhTestServer;
/* @count: how many requests of this path came before. */
typedef void (*KhTestHandler) (SoupServerMessage *message, const char *path, guint count);

KhTestServer *kh_test_server_new (const char *socket_path, KhTestHandler handler);
void kh_test_server_free (KhTestServer *self);
/* Requests of @path so far. */
guint kh_test_server_count (KhTestServer *self, const char *path);
/* Bytes of bodies that were received, none of which is kept. */
guint64 kh_test_server_received (KhTestServer *self);
/* (transfer full): a socket path in a new folder; remove both with kh_test_socket_remove(). */
char *kh_test_socket_path (gsize longer_than);
void kh_test_socket_remove (char *path);

void kh_test_reply (SoupServerMessage *message, guint status, const char *body);
/* Sends the head of an answer and @size bytes of the ten thousand that it promises, then hangs up.
 */
void kh_test_hang_up (SoupServerMessage *message, gsize size);
