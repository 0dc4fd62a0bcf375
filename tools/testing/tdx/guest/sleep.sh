# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What tests of sleep states share.

# to_sleep STATE: deep (S3) or s2idle. QEMU ends the one by its own word, the
# other as its user would; either finds the machine awake if it does not sleep.
to_sleep() {
	echo "$1" >/sys/power/mem_sleep || return
	case $1 in
	deep) echo "monitor-in 3 system_wakeup" >&3 ;;
	s2idle) echo "monitor-in 3 system_powerdown" >&3 ;;
	esac
	echo mem >/sys/power/state
}

# pm_test LEVEL: the next transitions go no further than that.
pm_test() {
	echo "$1" >/sys/power/pm_test
	echo "${2:-1}" >/sys/module/suspend/parameters/pm_test_delay
}

hibernate() {
	echo shutdown >/sys/power/disk && echo disk >/sys/power/state
}
