# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: tdx-host-check on a running host, before and after, as root and as another user
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >/etc/passwd
echo 'nogroup:x:65534:' >/etc/group

# says LINE: it is one of those it prints
says() {
	tdx-host-check >/tmp/check
	grep -qxF "$1" /tmp/check || fail "no '$1' in: $(cat /tmp/check)"
	passed "tdx-host-check says '$1'"
}

says "ok       TDX: can be enabled; not enabled yet, KVM does that when it needs TDX"
says "ok       firmware: 48 private KeyIDs, one of them for the module"
says "ok       CPU: MOVDIR64B"
says "ok       command line: nothing in the way of TDX"
says "ok       processors: all (0-3) are online"
says "unseen   firmware: VMX, TME, SEAMRR: run as root, after modprobe msr"

memory_note
comes_up
says "ok       TDX: ready, module version 1.5.05"
# No SGX here, so not all is well
fails tdx-host-check
same "what another user sees of TDX" \
	"$(su -s /bin/sh nobody -c 'tdx-host-check' | grep -e ' TDX: ' -e KeyIDs)" \
	"ok       firmware: 48 private KeyIDs, one of them for the module
ok       TDX: ready, module version 1.5.05"

echo 0 >/sys/devices/system/cpu/cpu3/online
says "wrong    processors: 0-2 of 0-3 are online: bring all online before TDX is enabled: echo 1 >/sys/devices/system/cpu/cpuN/online (SMT is notsupported)"
tdx-host-check --record /tmp/record
same "a record" "$(tdx-host-check --root /tmp/record | md5sum)" "$(tdx-host-check | md5sum)"
