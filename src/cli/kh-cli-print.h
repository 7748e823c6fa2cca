/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results on standard output: tables for people, JSON, tab-separated values and ids for programs.
 *
 * A result is JSON with the keys of the command line's contract; columns name members of it by
 * their path. One thread.
 */
#pragma once

#include "kh-json.h"

G_BEGIN_DECLS

typedef enum { KH_CLI_TABLE, KH_CLI_JSON, KH_CLI_TSV, KH_CLI_ID } KhCliFormat;
gboolean kh_cli_format_from_string (const char *text, KhCliFormat *format);

typedef enum {
  KH_CLI_TEXT,   /* any value as it is */
  KH_CLI_NUMBER, /* aligned to the right */
  KH_CLI_BYTES,  /* "1.5 GiB" in tables, the number elsewhere */
  KH_CLI_YES_NO, /* "yes" and "no" in tables, true and false elsewhere */
  KH_CLI_TIME,   /* as it is; shortened to seconds in tables */
  KH_CLI_LIST,   /* texts of an array, with commas */
  KH_CLI_IDS,    /* the ids of the objects of an array, with commas */
  KH_CLI_COUNT,  /* number of elements of an array */
  KH_CLI_STATUS, /* of an environment's encryption; in tables with its flows: "Warning (2 flows)" */
} KhCliColumnKind;

typedef struct {
  const char *title; /* translatable; NULL ends the columns */
  const char *path;
  KhCliColumnKind kind;
  gboolean literal; /* the title is somebody's data: shown as it is, made harmless */
} KhCliColumn;

/* (transfer full): the text of one cell. */
char *kh_cli_cell (KhJson *row, const KhCliColumn *column, KhCliFormat format);
/* (transfer full): rows under titles, aligned. @rows: (element-type KhJson). */
char *kh_cli_table (GPtrArray *rows, const KhCliColumn *columns);
/* (transfer full): one object, a line for each column that has a value. */
char *kh_cli_sheet (KhJson *object, const KhCliColumn *columns);
/* (transfer full): what a list or an object looks like in @format; @id is the path of its id. */
char *kh_cli_render_list (GPtrArray *rows, const KhCliColumn *columns, const char *id,
                          KhCliFormat format);
char *kh_cli_render_object (KhJson *object, const KhCliColumn *columns, const char *id,
                            KhCliFormat format);

G_END_DECLS
