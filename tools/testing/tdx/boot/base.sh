# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the opponent, the base's own host code, comes up on the shim with its memory in one piece
# kernel: base
# qemu: --smp 2 --nodes 1 --mem 16G
# append: seam=on
# timeout: 120

base_comes_up
