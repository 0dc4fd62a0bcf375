# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the device in sysfs: what it shows before and after, and to whom
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

dev=/sys/devices/platform/tdx_host
layout=/sys/kernel/debug/tdx_host/layout
echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >/etc/passwd
echo 'nogroup:x:65534:' >/etc/group

nobody() {
	su -s /bin/sh nobody -c "$1"
}

# --- before ---
memory_note
same "state before" "$(cat $dev/state)" \
	"present: not enabled yet, KVM does that when it needs TDX"
same "private KeyIDs" "$(cat $dev/private_keyids)" 48
same "KeyIDs for guests" "$(cat $dev/guest_keyids)" 47
same "KeyIDs in use" "$(cat $dev/guest_keyids_in_use)" 0
for file in last_error version build_num build_date attributes features0 tdmrs pamt_bytes memory; do
	fails cat $dev/$file
	same "why $file cannot be read" "$(cat $dev/$file 2>&1)" \
		"cat: read error: No data available"
done
fails test -e $dev/node0
same "plan before" "$(grep -v -e '^#' -e '^cpus' -e '^mem' -e '^nopamt' $layout)" \
	"status pending present: not enabled yet, KVM does that when it needs TDX"
inputs=$(grep -E '^(cpus|mem) ' $layout)

# --- after ---
comes_up
same "state" "$(cat $dev/state)" ready
same "memory and CPUs of the layout" "$(grep -E '^(cpus|mem) ' $layout)" "$inputs"
same "version" "$(cat $dev/version)" 1.5.05
same "build_num" "$(cat $dev/build_num)" 698
same "build_date" "$(cat $dev/build_date)" 20240129
same "attributes" "$(cat $dev/attributes)" 0x0
same "features0" "$(cat $dev/features0)" 0x1f0fbf
tdmrs=$(dmesg | sed -n 's/.*virt\/tdx: ready: \([0-9]*\) TDMRs.*/\1/p')
same "tdmrs" "$(cat $dev/tdmrs)" "$tdmrs"
same "KiB of PAMTs" $(($(cat $dev/pamt_bytes) / 1024)) "$pamt_kib"
same "nodes" "$(cd $dev && echo node*)" "node0 node1"
same "TDMRs of the nodes" $(($(cat $dev/node0/tdmrs) + $(cat $dev/node1/tdmrs))) \
	"$tdmrs"
same "PAMTs of the nodes" $(($(cat $dev/node0/pamt_bytes) + $(cat $dev/node1/pamt_bytes))) \
	"$(cat $dev/pamt_bytes)"
same "TDX memory" "$(cat $dev/memory)" "0x100000-0x7fffffff 0
0x80000000-0xbffdffff 1
0x100000000-0x13fffffff 1"
same "TDX memory, byte by byte" "$(dd if=$dev/memory bs=1 2>/dev/null)" "$(cat $dev/memory)"
fails cat $dev/last_error

# --- permissions ---
same "writable by others" "$(find $dev -type f -perm /022)" ""
same "writable by root" "$(cd $dev && find . -type f -perm /200 ! -path './power/*' | sort | xargs)" \
	"./driver_override ./uevent"
for file in last_error memory; do
	same "mode of $file" "$(stat -c %a $dev/$file)" 400
	fails nobody "cat $dev/$file"
done
for file in state version build_num features0 tdmrs pamt_bytes guest_keyids node0/tdmrs \
	node1/pamt_bytes; do
	same "$file for others" "$(nobody "cat $dev/$file")" "$(cat $dev/$file)"
	fails nobody "echo 1 >$dev/$file"
done
same "mode of the layout" "$(stat -c %a $layout)" 400
fails nobody "cat $layout"
# Even if somebody opens debugfs to all
chmod 755 /sys/kernel/debug
fails nobody "cat $layout"
chmod 700 /sys/kernel/debug

# --- the picture ---
same "TDMRs that the module has" "$(cat /sys/kernel/debug/seam/tdmrs)" \
	"$(grep -E '^(tdmr|rsvd) ' $layout)"
succeeds tdx-plan $layout
same "the plan, read and written" "$(tdx-plan --format machine $layout)" \
	"$(grep -E '^(status|tdmr|rsvd|withheld|pamt_bytes) ' $layout)"
tdx-plan --format svg $layout >/tmp/svg || fail "no picture"
same "bounds of the PAMTs in the picture" \
	"$(sed -n 's/.*<title>PAMT \(0x[0-9a-f]*\)-.*/\1/p' /tmp/svg | sort -u)" \
	"$(awk '$1 == "tdmr" { print $5; print $8; print $11 }' $layout | sort -u)"
# For the host to look at
sed 's/^/svg /' /tmp/svg >&3
