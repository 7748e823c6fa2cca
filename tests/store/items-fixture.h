/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store in a folder of its own, and system calls that fail on demand, for the tests of items. */
#pragma once

#include "kh-item-store-file.h"
#include "kh-table-store.h"

/* System calls of which the n-th fails. */
typedef struct {
  KhIo io;
  int countdown; /* fails the call that makes it 0; negative: none */
  int error;     /* errno */
  gboolean only_writes;
  gboolean failed;
} FaultyIo;
void faulty_io_init (FaultyIo *self);

typedef struct {
  char *root;
  char *folder;
  FaultyIo faulty;
  KhClock *clock;
  char *dek_ids[3];
  KhSecret *secrets[3];
  KhStoreDek deks[3];
  KhItemStoreSpec spec;
} ItemsFixture;

void items_fixture_init (ItemsFixture *self, KhStoreKind kind);
/* Another store of the same environment. */
void items_fixture_init_beside (ItemsFixture *self, ItemsFixture *other, KhStoreKind kind);
void items_fixture_clear (ItemsFixture *self);
/* The store keeps keys FIRST to LAST. (transfer full) */
KhItemStore *items_fixture_create (ItemsFixture *self);
KhItemStore *items_fixture_open (ItemsFixture *self, guint first, guint last);

/* Bytes that tell their place and their seed. (transfer full) */
guint8 *items_make_bytes (gsize size, guint seed);
void items_add_file (KhItemStore *store, const char *name, gsize size, guint seed);
/* Reads all and compares. */
void items_check_file (KhItemStore *store, const char *name, gsize size, guint seed);
/* Number of files in items/; with @suffix (nullable) only those. */
guint items_count_on_disk (ItemsFixture *self, const char *suffix);
/* TRUE if a file below the root holds @text. */
gboolean items_find_on_disk (ItemsFixture *self, const char *text);
void items_remove_folder (const char *path);
