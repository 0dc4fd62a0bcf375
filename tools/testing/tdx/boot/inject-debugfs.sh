# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: faults can be set, listed and cleared at run time; a wrong word is named
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60
# allow: seam: inject: word

rules=/sys/kernel/debug/seam/inject
memory_note
fails sh -c "echo leaf=SYS.CONFIG status=NO_SUCH_STATUS >$rules"
expect "seam: inject: word 2, 'status=NO_SUCH_STATUS', is wrong" 1
same "rules" "$(wc -l <$rules)" 0

succeeds sh -c "echo leaf=SYS.RD nth=20 status=METADATA_FIELD_NOT_READABLE >$rules"
same "rules" "$(wc -l <$rules)" 1
fails modprobe tdx_test_caller
expect 'virt/tdx: metadata field CMR_BASE \(0x900000030000008[0-9a-f]\) cannot be read: TDX_METADATA_FIELD_NOT_READABLE' 1
memory_back
succeeds sh -c "echo clear >$rules"
same "rules" "$(wc -l <$rules)" 0
comes_up
