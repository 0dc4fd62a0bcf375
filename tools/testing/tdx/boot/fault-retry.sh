# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: busy and lack of entropy are waited out
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on seam_inject=leaf=SYS.INIT,first=4,entropy seam_inject=leaf=SYS.LP.INIT,first=9,busy seam_inject=leaf=SYS.CONFIG,first=5,busy seam_inject=leaf=SYS.KEY.CONFIG,first=3,status=KEY_GENERATION_FAILED seam_inject=leaf=SYS.TDMR.INIT,first=20,busy
# timeout: 60

memory_note
comes_up
refuse 'virt/tdx: .*failed'
same "rules that did what they were to" "$(grep -cE 'fired (4|9|5|3|20)$' /sys/kernel/debug/seam/inject)" 5
same "KEY.CONFIG by status" "$(grep KEY.CONFIG /sys/kernel/debug/seam/statuses | sort)" "TDH.SYS.KEY.CONFIG TDX_KEY_GENERATION_FAILED 3
TDH.SYS.KEY.CONFIG TDX_SUCCESS 2"
