# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: 64 TDMRs on two CPUs: no soft lockup, no RCU stall, others get their turns, each part is done once
# qemu: --smp 2 --nodes 1 --mem 128G
# append: seam=on watchdog_thresh=2 rcupdate.rcu_cpu_stall_timeout=4 memmap=1G$5G,1G$7G,1G$9G,1G$11G,1G$13G,1G$15G,1G$17G,1G$19G,1G$21G,1G$23G,1G$25G,1G$27G,1G$29G,1G$31G,1G$33G,1G$35G,1G$37G,1G$39G,1G$41G,1G$43G,1G$45G,1G$47G,1G$49G,1G$51G,1G$53G,1G$55G,1G$57G,1G$59G,1G$61G,1G$63G,1G$65G,1G$67G,1G$69G,1G$71G,1G$73G,1G$75G,1G$77G,1G$79G,1G$81G,1G$83G,1G$85G,1G$87G,1G$89G,1G$91G,1G$93G,1G$95G,1G$97G,1G$99G,1G$101G,1G$103G,1G$105G,1G$107G,1G$109G,1G$111G,1G$113G,1G$115G,1G$117G,1G$119G,1G$121G,1G$123G,1G$125G,1G$127G
# not-on: kmsan such a kernel does not boot with 64 GiB or more, with TDX off as well
# timeout: 180

for cpu in 0 1; do
	turns $cpu /tmp/stop >/tmp/turns$cpu &
	until_true grep -q watching /tmp/turns$cpu
done
# A hole in every other GiB; firmware's CMRs know nothing of them
succeeds modprobe tdx_test_caller
touch /tmp/stop
wait
expect 'virt/tdx: ready: 64 TDMRs, .* on 2 CPUs$' 1
same "TDMR.INIT by status" "$(grep TDMR.INIT /sys/kernel/debug/seam/statuses)" "TDH.SYS.TDMR.INIT TDX_SUCCESS 16896"

# Others get their turn after some milliseconds; who keeps the CPU makes thousands of calls
for cpu in 0 1; do
	most=$(sed -n 2p /tmp/turns$cpu)
	echo "check: $most calls on CPU $cpu while others waited"
	succeeds [ "$most" -gt 0 ]
	succeeds [ "$most" -lt 3000 ]
done
intact
