#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in the console with the keyboard alone: keyboard.py KEYHOLDCTL KEYHOLD."""

import job

job.run_job('the main job by keyboard', job.Keys)
