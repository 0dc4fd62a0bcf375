# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What boot tests are written with; see tools/testing/tdx/boot/. Every check
# says on the console what it looked at. The first that fails ends the test,
# its reason goes to the host (fd 3). A test that checked nothing has failed.

# shellcheck source=tools/testing/tdx/guest/profile
. /etc/profile

checks=0
qmp_on=

passed() {
	checks=$((checks + 1))
	echo "check: $*"
}

fail() {
	echo "check failed: $*"
	echo "fail $*" >&3
	exit 1
}

skip() {
	echo "skip $*" >&3
	exit 0
}

# expect REGEX [COUNT]: kernel messages match, COUNT times if given.
expect() {
	found=$(dmesg | grep -cE -- "$1")
	[ "$found" -gt 0 ] || fail "no message '$1'"
	[ "$found" = "${2:-$found}" ] || fail "message '$1' $found times, not $2"
	passed "message '$1'"
}

refuse() {
	! dmesg | grep -m 1 -E -- "$1" >/tmp/refused || fail "message '$(cat /tmp/refused)'"
	passed "no message '$1'"
}

succeeds() {
	"$@" || fail "'$*' failed"
	passed "'$*' succeeds"
}

fails() {
	! "$@" 2>/dev/null || fail "'$*' did not fail"
	passed "'$*' fails"
}

# same WHAT GOT WANTED
same() {
	[ "$2" = "$3" ] || fail "$1 is '$2', not '$3'"
	passed "$1 is '$2'"
}

# Bytes the host code holds, by allocation site; the model and the test modules
# are not counted.
tdx_bytes() {
	awk '$3 ~ /^arch\/x86\/virt\/vmx\/tdx\// && $3 !~ /\/tdx\/(seam|tests)\// { n += $1 }
	     END { print n + 0 }' /proc/allocinfo
}

# Of free memory so much may have gone elsewhere; the smallest PAMT in a test is
# larger. KASAN keeps up to 1/32 of memory from being used again. KMSAN may allocate in
# any function, also in the base's that prints /proc/zoneinfo, which holds the lock that
# allocating takes: there the lists of each CPU are not counted.
slack_kib=2048 zoneinfo=/proc/zoneinfo
sanitizer=$(dmesg | grep -m 1 -oE 'Kernel(Address|Memory)Sanitizer' || :)
if [ "$sanitizer" ]; then
	slack_kib=$((slack_kib + $(awk '/^MemTotal:/ { print $2 }' /proc/meminfo) / 32))
fi
if [ "$sanitizer" = KernelMemorySanitizer ]; then
	zoneinfo=
	# It is ten times as slow, and so is what is no lockup and no hang; a test that is
	# about lockups has its own limit
	grep -q watchdog_thresh= /proc/cmdline || echo 60 >/proc/sys/kernel/watchdog_thresh
	echo 1200 >/proc/sys/kernel/hung_task_timeout_secs
fi

# Free memory, what waits in the lists of each CPU included. The counters are
# brought up to date first.
free_kib() {
	echo 3 >/proc/sys/vm/drop_caches
	echo 1 >/proc/sys/vm/stat_refresh
	# shellcheck disable=SC2086
	awk '/^MemFree:/ { n += $2 } $1 == "count:" { n += 4 * $2 } END { print n }' \
		/proc/meminfo $zoneinfo
}

memory_note() {
	noted_bytes=$(tdx_bytes)
	noted_kib=$(free_kib)
	passed "memory before: $noted_bytes bytes held, $noted_kib KiB free"
}

# memory_back: no byte more is held than at memory_note, and as much is free, but
# for slack_kib. Frees may be deferred: up to two seconds are given.
memory_back() {
	tries=0
	while :; do
		bytes=$(tdx_bytes)
		kib=$(free_kib)
		[ "$bytes" != "$noted_bytes" ] || [ "$kib" -lt $((noted_kib - slack_kib)) ] || break
		tries=$((tries + 1))
		[ "$tries" -lt 20 ] || fail "memory not back: $bytes bytes held (before: $noted_bytes), $kib KiB free (before: $noted_kib)"
		usleep 100000
	done
	passed "memory is back: $bytes bytes held, $kib KiB free"
}

# comes_up [PARAMETER...]: TDX is enabled, says so once and holds its PAMTs, by
# the size it printed, with at most 256 KiB beside them.
comes_up() {
	succeeds modprobe tdx_test_caller "$@"
	expect 'virt/tdx: ready: [0-9]+ TDMRs?, [0-9]+ reserved areas?, [0-9]+ KiB PAMT' 1
	pamt_kib=$(dmesg | sed -n 's/.*virt\/tdx: ready: .* \([0-9]*\) KiB PAMT.*/\1/p')
	held=$(($(tdx_bytes) - noted_bytes - pamt_kib * 1024))
	[ "$held" -ge 0 ] || fail "$((-held)) bytes of the PAMTs are not accounted for"
	[ "$held" -le 262144 ] || fail "$held bytes are held beside the PAMTs"
	kib=$(free_kib)
	[ "$kib" -ge $((noted_kib - pamt_kib - slack_kib)) ] ||
		fail "$((noted_kib - kib)) KiB less are free for $pamt_kib KiB of PAMT"
	passed "PAMTs of $pamt_kib KiB and $held bytes are held"
	intact
}

# sweep [PARAMETER...]: TDX is enabled, then tdx_test_sweep makes each step of it
# fail. It judges each attempt; here the bytes held are compared once more, at the
# end, for all places of the host that allocate.
sweep() {
	memory_note
	comes_up
	for fault in failslab fail_page_alloc; do
		echo N >/sys/kernel/debug/$fault/ignore-gfp-wait
	done
	echo N >/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
	echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
	for fault in failslab fail_page_alloc; do
		echo 0 >/sys/kernel/debug/$fault/verbose
	done
	before=$(tdx_bytes)
	succeeds modprobe tdx_test_sweep "$@"
	expect 'tdx_test_sweep: [1-9][0-9]* made to fail, 0 complaints' 1
	same "bytes held while TDX is in use" "$(tdx_bytes)" "$before"
	intact
}

# The base's own host code enables TDX: every TDMR is complete in the module. All
# that is asked for is what the model saw and what the caller got.
base_comes_up() {
	succeeds modprobe tdx_test_caller
	same "CPUs that called TDH.SYS.LP.INIT" "$(ok_calls TDH.SYS.LP.INIT)" "$(nproc)"
	expect 'virt/tdx: [0-9]+ KB allocated for PAMT' 1
	same "calls of TDH.SYS.CONFIG" "$(ok_calls TDH.SYS.CONFIG)" 1
	gib=$(awk '$1 == "tdmr" { print $3 }' /sys/kernel/debug/seam/tdmrs |
		while read -r size; do echo $((size >> 30)); done | awk '{ n += $1 } END { print n }')
	same "calls of TDH.SYS.TDMR.INIT, 256 for a GiB" "$(ok_calls TDH.SYS.TDMR.INIT)" $((gib * 256))
	intact
}

# The base's own host code got as far as to need memory for a PAMT, and there is
# none: -ENOMEM, with metadata read, no PAMT there and nothing given to the module.
no_pamt_for_base() {
	fails modprobe tdx_test_caller
	expect 'tdx_test_caller: TDX came up for 0 of 1 callers: error -12' 1
	refuse 'allocated for PAMT'
	[ "$(ok_calls TDH.SYS.RD)" -gt 0 ] || fail "the base never read the metadata of the module"
	same "calls of TDH.SYS.CONFIG" "$(ok_calls TDH.SYS.CONFIG)" 0
}

# ok_calls LEAF: how many ended with success
ok_calls() {
	awk -v leaf="$1" '$1 == leaf { n = $3 } END { print n + 0 }' \
		/sys/kernel/debug/seam/calls
}

# The model finds every PAMT entry as it left it, and nothing wrong before.
intact() {
	same "damaged PAMT entries" "$(cat /sys/kernel/debug/seam/sweep)" 0
	same "violations by the host" "$(cat /sys/kernel/debug/seam/violations)" 0
}

# qmp COMMAND [ARGUMENTS]: QEMU is asked for something, as in qmp device_del
# '{"id": "d0"}'. An error it answers with fails the test, in the end.
qmp() {
	[ -n "$qmp_on" ] || echo 'qmp {"execute": "qmp_capabilities"}' >&3
	qmp_on=1
	echo "qmp {\"execute\": \"$1\", \"arguments\": ${2:-{\}}}" >&3
	echo "qmp: $*"
}

# until_true COMMAND...: it comes true within ten seconds
until_true() {
	waited=0
	until "$@"; do
		waited=$((waited + 1))
		[ "$waited" -lt 100 ] || fail "'$*' did not come true"
		usleep 100000
	done
	passed "'$*' comes true"
}

memory=/sys/devices/system/memory
block_bytes=$((0x$(cat $memory/block_size_bytes)))

blocks_are() {
	[ "$(find $memory -maxdepth 1 -name 'memory[0-9]*' | wc -l)" = "$1" ]
}

# no_task_left: of CPUs that went offline. The base warns (sched_cpu_dying) of one of
# which only the deadline server of its run queue was left, which counts as a task.
no_task_left() {
	same "tasks left on CPUs that went" "$(dmesg | sed -n 's/.*[[:space:]]pid: [0-9]*, name: //p' | grep -vc ^migration/)" 0
}

# plug_dimm ID SIZE: hot-adds a DIMM to node 1; its blocks are there then, and offline.
plug_dimm() {
	blocks=$(find $memory -maxdepth 1 -name 'memory[0-9]*' | wc -l)
	qmp object-add "{\"qom-type\": \"memory-backend-ram\", \"id\": \"$1-mem\", \"size\": $2, \"reserve\": false}"
	qmp device_add "{\"driver\": \"pc-dimm\", \"id\": \"$1\", \"memdev\": \"$1-mem\", \"node\": 1}"
	until_true blocks_are $((blocks + $2 / block_bytes))
}

# block ADDRESS STATE: asks for the state of a block of memory.
block() {
	echo "$2" >"$memory/memory$(($1 / block_bytes))/state"
}

# next_kernel -c|-s WORDS [SED]: starts the same kernel again, by kexec, with WORDS
# added to its command line and SED applied to what it was. Words of the form
# name=value are variables there. -c and -s are the older and the newer of the two
# system calls.
next_kernel() {
	load_kernel "$1" -l "$2" "${3-}"
	echo "check: kexec -e"
	kexec -e
	fail "kexec -e came back"
}

# load_kernel -c|-s -l|-p WORDS [SED]
load_kernel() {
	line=$(sed "s/crashkernel=[^ ]*//; ${4-}" /proc/cmdline)
	succeeds kexec "$1" "$2" /boot/bzImage --initrd=/sys/firmware/initrd \
		--command-line="$line $3"
}

# No PAMT lies in the memory of the crash kernel, as /proc/iomem has it.
crash_kernel_is_no_pamt() {
	range=$(sed -n 's/^ *\([0-9a-f]*\)-\([0-9a-f]*\) : Crash kernel$/\1 \2/p' /proc/iomem)
	[ -n "$range" ] || fail "no crash kernel in /proc/iomem"
	start=$((0x${range% *})) end=$((0x${range#* }))
	# tdmr BASE SIZE 1g BASE SIZE 2m BASE SIZE 4k BASE SIZE
	all=$(awk '$1 == "tdmr" { print $5 "+" $6, $8 "+" $9, $11 "+" $12 }' /sys/kernel/debug/seam/tdmrs)
	pamts=0
	for pamt in $all; do
		base=$((${pamt%+*})) size=$((${pamt#*+}))
		[ "$base" -gt "$end" ] || [ $((base + size)) -le "$start" ] ||
			fail "PAMT $pamt is in crash kernel memory $range"
		pamts=$((pamts + 1))
	done
	[ "$pamts" -gt 0 ] || fail "no PAMT to look at"
	passed "none of $pamts PAMTs is in crash kernel memory $range"
}

# TDX is enabled, then this kernel panics into a crash kernel.
crash_with_tdx() {
	memory_note
	comes_up
	crash_kernel_is_no_pamt
	load_kernel -s -p nr_cpus=1
	same "crash kernel" "$(cat /sys/kernel/kexec_crash_loaded)" 1
	echo "check: crash"
	echo c >/proc/sysrq-trigger
	fail "no crash"
}

# This is the kernel that dumps another: memory of that one can be read, and it
# ended in good order. For each page that is read KMSAN loses 16 KiB, and a crash
# kernel has no more than 60 MiB with it.
crash_kernel_works() {
	mib=64
	[ "$sanitizer" != KernelMemorySanitizer ] || mib=1
	same "ELF header of /proc/vmcore" "$(head -c 4 /proc/vmcore | tail -c 3)" ELF
	succeeds dd if=/proc/vmcore of=/dev/null bs=1M count=$mib
	same "violations by the host" "$(cat /sys/kernel/debug/seam/violations)" 0
}
