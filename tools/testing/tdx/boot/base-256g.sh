# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the base comes up with 256 GiB in one piece
# kernel: base
# full: the host needs 6 GiB of memory for it
# qemu: --smp 2 --nodes 1 --mem 256G
# append: seam=on
# timeout: 600

base_comes_up
