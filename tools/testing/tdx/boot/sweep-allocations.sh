# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: each allocation and registration of an enabling fails, alone and with all after it: nothing is left, a retry succeeds
# qemu: --smp 2 --nodes 2 --mem 2G
# append: seam=on,erratum=pw
# timeout: 400

sweep only=allocations
