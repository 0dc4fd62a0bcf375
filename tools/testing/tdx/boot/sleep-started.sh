# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: S3 works when enabling has failed, before TDH.SYS.CONFIG or after it
# not-on: kcsan such a kernel resets in S3, with TDX off as well
# not-on: kmsan such a kernel resets in S3, with TDX off as well
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw no_console_suspend seam_inject=leaf=SYS.CONFIG,first=1,status=OPERAND_INVALID
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/sleep.sh
. /sleep.sh

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.CONFIG failed: TDX_OPERAND_INVALID' 1
memory_back
succeeds to_sleep deep
expect 'ACPI: PM: Low-level resume complete' 1
fails modprobe tdx_test_caller
expect 'virt/tdx: TDX cannot be enabled: the machine was in S3' 1
memory_back
refuse 'seam: VIOLATION'
