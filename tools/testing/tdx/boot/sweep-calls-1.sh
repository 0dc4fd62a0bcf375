# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: every second SEAMCALL of an enabling fails: nothing is left, a retry succeeds where one is possible
# qemu: --smp 2 --nodes 1 --mem 1G
# append: seam=on,erratum=pw
# timeout: 600

# The other half is sweep-calls-2
sweep only=calls parts=2 part=1
