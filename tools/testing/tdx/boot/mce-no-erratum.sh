# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: without the erratum, memory errors in private memory are not blamed on the kernel
# qemu: --smp 4 --nodes 2 --mem 4G --model 173
# append: seam=on
# timeout: 60
# allow: Hardware Error

# shellcheck source=tools/testing/tdx/guest/mce.sh
. /mce.sh
label='Machine check: memory error in TDX private memory$'

memory_note
succeeds modprobe mce-inject
event $uncorrected 0x1000000 0
comes_up

pamt=$(awk '$1 == "tdmr" { print $11; exit }' /sys/kernel/debug/seam/tdmrs)
event $uncorrected "$pamt" 1
event $uncorrected 0x1000000 1
refuse 'kernel bug'
intact
