# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# The guest's part of "make shell".

cat <<-END

	SEAM shim on. Try: modprobe kvm_intel tdx=1; dmesg | grep tdx; ls /sys/kernel/debug/seam
	Ctrl-A X leaves (so does "exit").

END
exec sh -l
