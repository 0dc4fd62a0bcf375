// SPDX-License-Identifier: GPL-2.0
/*
 * Holds the device number of /dev/kvm.
 *
 * To register that device is the last thing that kvm_intel does when it is loaded,
 * and all that can go wrong there without a fault in KVM.  With the number taken, a
 * load fails after TDX came up, and has to undo everything.
 *
 * The device exists from load to unload, and cannot be opened.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static int clash_open(struct inode *inode, struct file *file)
{
	return -ENXIO;
}

static const struct file_operations clash_fops = {
	.owner = THIS_MODULE,
	.open = clash_open,
};

static struct miscdevice clash_dev = {
	.minor = KVM_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &clash_fops,
};
module_misc_device(clash_dev);

MODULE_DESCRIPTION("Holds the device number of /dev/kvm, for tests");
MODULE_LICENSE("GPL");
