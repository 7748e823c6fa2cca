/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A target of fuzzing: a pure function of bytes that aborts when a promise is broken.
 *
 * The same file is linked to libFuzzer (option `fuzz`) and to mutate.c, which runs it on mutations
 * of its seeds, the same in every run. One thread. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The name of the target, and its seeds: files or folders below tests/data, NULL at the end. */
extern const char *const fuzz_name;
extern const char *const fuzz_seeds[];

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#endif
