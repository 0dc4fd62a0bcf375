# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: caches are written back once on every CPU, and after a failure where it is due
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw tdx_workers=1 seam_inject=leaf=SYS.TDMR.INIT,nth=300,status=0xc000010000000001
# timeout: 60

write_backs() {
	cat /sys/kernel/debug/seam/write_backs
}

memory_note
echo 'leaf=SYS.CONFIG nth=1 status=OPERAND_INVALID' >/sys/kernel/debug/seam/inject
before=$(write_backs)
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.CONFIG failed: TDX_OPERAND_INVALID' 1
same "write-backs before anything is private" $(($(write_backs) - before)) 0

# All four before the keys; then those that made a call since: one of each package,
# and the only worker, which may be one of them
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.TDMR.INIT of TDMR .* failed' 1
since=$(($(write_backs) - before))
echo "check: $since write-backs"
succeeds [ "$since" -ge 6 ]
succeeds [ "$since" -le 7 ]
memory_back
intact
