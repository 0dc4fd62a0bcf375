# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: an option that the shim does not know keeps it off, with one line
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,colour=blue
# timeout: 60

expect "seam: option 'colour=blue' not understood: the shim stays off" 1
refuse 'virt/tdx'
memory_note
fails modprobe tdx_test_caller
memory_back
