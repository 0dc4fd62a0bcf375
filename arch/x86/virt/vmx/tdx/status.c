// SPDX-License-Identifier: GPL-2.0
/*
 * One table that turns a completion status of the TDX module into an errno, a
 * name and advice.
 *
 * The table is constant and searched only when something went wrong or is to
 * be printed.  It knows every status of module 1.5 and the three ways in which
 * SEAMCALL fails before it reaches the module.  Later modules may report more:
 * an unknown status is an -EIO without advice of its own, never a success
 * unless its error bits are clear.
 */
#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#include "status.h"

struct tdx_status_desc {
	tdx_status_t code;
	int err;
	const char *name;
	const char *advice;
};

#define S(_name, _err, _advice) \
	{ .code = TDX_##_name, .err = _err, .name = "TDX_" #_name, .advice = _advice }

static const struct tdx_status_desc tdx_status_table[] = {
	S(SEAMCALL_UD, -EACCES, "CPU is not in VMX operation; its VMXON is missing or was undone"),
	S(SEAMCALL_GP, -EOPNOTSUPP, "TDX is not enabled by firmware; enable it in firmware setup"),
	S(SEAMCALL_VMFAIL, -ENODEV,
	  "the TDX module is not loaded or was disabled; reboot, check firmware and its loader"),
	S(SUCCESS, 0, "nothing to do"),
	S(NON_RECOVERABLE_VCPU, -EIO, NULL),
	S(NON_RECOVERABLE_TD, -EIO, NULL),
	S(INTERRUPTED_RESUMABLE, -EAGAIN, "retry"),
	S(INTERRUPTED_RESTARTABLE, -EAGAIN, "retry"),
	S(NON_RECOVERABLE_TD_NON_ACCESSIBLE, -EIO, NULL),
	S(INVALID_RESUMPTION, -EIO, NULL),
	S(NON_RECOVERABLE_TD_WRONG_APIC_MODE, -EIO, NULL),
	S(CROSS_TD_FAULT, -EIO, NULL),
	S(CROSS_TD_TRAP, -EIO, NULL),
	S(NON_RECOVERABLE_TD_CORRUPTED_MD, -EIO, NULL),
	S(OPERAND_INVALID, -EINVAL,
	  "the module may be older or newer than this kernel expects; check its version"),
	S(OPERAND_ADDR_RANGE_ERROR, -ERANGE, NULL),
	S(OPERAND_BUSY, -EBUSY, "another CPU uses the same object; retry"),
	S(PREVIOUS_TLB_EPOCH_BUSY, -EBUSY, "retry"),
	S(SYS_BUSY, -EBUSY, "another CPU is in a platform-wide call; retry"),
	S(RND_NO_ENTROPY, -EAGAIN, "the hardware random number generator is drained; retry later"),
	S(OPERAND_BUSY_HOST_PRIORITY, -EBUSY, "another CPU uses the same object; retry"),
	S(HOST_PRIORITY_BUSY_TIMEOUT, -EIO, NULL),
	S(PAGE_METADATA_INCORRECT, -EIO, NULL),
	S(PAGE_ALREADY_FREE, 0, NULL),
	S(PAGE_NOT_OWNED_BY_TD, -EIO, NULL),
	S(PAGE_NOT_FREE, -EIO, NULL),
	S(TD_ASSOCIATED_PAGES_EXIST, -EIO, NULL),
	S(SYS_INIT_NOT_PENDING, -EALREADY,
	  "the module was initialised before this kernel started; reboot through the firmware"),
	S(SYS_LP_INIT_NOT_DONE, -EPERM, "bring this CPU online before TDX is enabled"),
	S(SYS_LP_INIT_DONE, -EALREADY,
	  "the module was initialised before this kernel started; reboot through the firmware"),
	S(SYS_NOT_READY, -EPERM, "the module is not initialised; enable TDX first"),
	S(SYS_SHUTDOWN, -ESHUTDOWN, "the module was shut down; reboot through the firmware"),
	S(SYS_KEY_CONFIG_NOT_PENDING, -EPERM,
	  "the module is in another state than this kernel left it in; reboot"),
	S(SYS_STATE_INCORRECT, -EPERM,
	  "the module is in another state than this kernel left it in; reboot"),
	S(SYS_INVALID_HANDOFF, -EIO, NULL),
	S(SYS_INCOMPATIBLE_SIGSTRUCT, -ENODEV,
	  "the loaded module does not fit its signature structure; update firmware"),
	S(SYS_LP_INIT_NOT_PENDING, -EPERM,
	  "the module takes no further CPUs once it is configured; reboot with all CPUs online"),
	S(SYS_CONFIG_NOT_PENDING, -EPERM,
	  "a CPU is not initialised, or the module is configured already; reboot"),
	S(INCOMPATIBLE_SEAM_CAPABILITIES, -ENODEV, "update firmware and microcode"),
	S(TD_FATAL, -EIO, NULL),
	S(TD_NON_DEBUG, -EIO, NULL),
	S(TDCS_NOT_ALLOCATED, -EIO, NULL),
	S(LIFECYCLE_STATE_INCORRECT, -EIO, NULL),
	S(OP_STATE_INCORRECT, -EIO, NULL),
	S(NO_VCPUS, -EIO, NULL),
	S(TDCX_NUM_INCORRECT, -EIO, NULL),
	S(X2APIC_ID_NOT_UNIQUE, -EIO, NULL),
	S(VCPU_STATE_INCORRECT, -EIO, NULL),
	S(VCPU_ASSOCIATED, -EIO, NULL),
	S(VCPU_NOT_ASSOCIATED, -EIO, NULL),
	S(NO_VALID_VE_INFO, -EIO, NULL),
	S(MAX_VCPUS_EXCEEDED, -EIO, NULL),
	S(TSC_ROLLBACK, -EIO, NULL),
	S(TD_VMCS_FIELD_NOT_INITIALIZED, -EIO, NULL),
	S(TD_VMCS_FIELD_ERROR, -EIO, NULL),
	S(KEY_GENERATION_FAILED, -EAGAIN, "no entropy for an encryption key; retry later"),
	S(TD_KEYS_NOT_CONFIGURED, -EIO, NULL),
	S(KEY_STATE_INCORRECT, -EIO, NULL),
	S(KEY_CONFIGURED, 0, NULL),
	S(WBCACHE_NOT_COMPLETE, -EIO, NULL),
	S(HKID_NOT_FREE, -EIO, NULL),
	S(NO_HKID_READY_TO_WBCACHE, 0, NULL),
	S(WBCACHE_RESUME_ERROR, -EIO, NULL),
	S(FLUSHVP_NOT_DONE, -EIO, NULL),
	S(NUM_ACTIVATED_HKIDS_NOT_SUPPORTED, -ENODEV,
	  "reduce the number of KeyIDs in firmware setup"),
	S(INCORRECT_CPUID_VALUE, -ENODEV,
	  "CPU configuration unfit for TDX; check firmware settings and microcode"),
	S(LIMIT_CPUID_MAXVAL_SET, -ENODEV, "disable the limit on CPUID leaves in firmware setup"),
	S(INCONSISTENT_CPUID_FIELD, -ENODEV,
	  "CPUs differ; check that all packages run the same microcode"),
	S(CPUID_MAX_SUBLEAVES_UNRECOGNIZED, -ENODEV,
	  "CPU unknown to this module; update the module"),
	S(CPUID_LEAF_1F_FORMAT_UNRECOGNIZED, -ENODEV,
	  "CPU topology unknown to this module; update the module"),
	S(INVALID_WBINVD_SCOPE, -ENODEV, "CPU unknown to this module; update the module"),
	S(INVALID_PKG_ID, -ENODEV, "more packages than this module supports; update the module"),
	S(ENABLE_MONITOR_FSM_NOT_SET, -ENODEV, "enable MONITOR/MWAIT in firmware setup"),
	S(CPUID_LEAF_NOT_SUPPORTED, -ENODEV, "CPU unknown to this module; update the module"),
	S(SMRR_NOT_LOCKED, -ENODEV, "firmware left SMRR open; update firmware"),
	S(INVALID_SMRR_CONFIGURATION, -ENODEV, "firmware set SMRR wrongly; update firmware"),
	S(SMRR_OVERLAPS_CMR, -ENODEV,
	  "firmware reports SMM memory as convertible; update firmware"),
	S(SMRR_LOCK_NOT_SUPPORTED, -ENODEV, "CPU unfit for TDX"),
	S(SMRR_NOT_SUPPORTED, -ENODEV, "CPU unfit for TDX"),
	S(INCONSISTENT_MSR, -ENODEV,
	  "CPUs differ in the MSR named by the low bits; check firmware settings and microcode"),
	S(INCORRECT_MSR_VALUE, -ENODEV,
	  "unfit value in the MSR named by the low bits; check firmware settings"),
	S(SEAMREPORT_NOT_AVAILABLE, -EIO, NULL),
	S(SEAMDB_GETREF_NOT_AVAILABLE, -EIO, NULL),
	S(SEAMDB_REPORT_NOT_AVAILABLE, -EIO, NULL),
	S(SEAMVERIFYREPORT_NOT_AVAILABLE, -EIO, NULL),
	S(INVALID_TDMR, -EINVAL, NULL),
	S(NON_ORDERED_TDMR, -EINVAL, NULL),
	S(TDMR_OUTSIDE_CMRS, -EINVAL,
	  "memory is not convertible; check firmware settings for memory encryption"),
	S(TDMR_ALREADY_INITIALIZED, 0, NULL),
	S(INVALID_PAMT, -EINVAL, NULL),
	S(PAMT_OUTSIDE_CMRS, -EINVAL,
	  "memory is not convertible; check firmware settings for memory encryption"),
	S(PAMT_OVERLAP, -EINVAL, NULL),
	S(INVALID_RESERVED_IN_TDMR, -EINVAL, NULL),
	S(NON_ORDERED_RESERVED_IN_TDMR, -EINVAL, NULL),
	S(CMR_LIST_INVALID, -ENODEV,
	  "firmware gave the module a malformed memory list; update firmware"),
	S(EPT_WALK_FAILED, -EIO, NULL),
	S(EPT_ENTRY_FREE, -EIO, NULL),
	S(EPT_ENTRY_NOT_FREE, -EIO, NULL),
	S(EPT_ENTRY_NOT_PRESENT, -EIO, NULL),
	S(EPT_ENTRY_NOT_LEAF, -EIO, NULL),
	S(EPT_ENTRY_LEAF, -EIO, NULL),
	S(GPA_RANGE_NOT_BLOCKED, -EIO, NULL),
	S(GPA_RANGE_ALREADY_BLOCKED, 0, NULL),
	S(TLB_TRACKING_NOT_DONE, -EIO, NULL),
	S(EPT_INVALID_PROMOTE_CONDITIONS, -EIO, NULL),
	S(PAGE_ALREADY_ACCEPTED, 0, NULL),
	S(PAGE_SIZE_MISMATCH, -EIO, NULL),
	S(GPA_RANGE_BLOCKED, -EIO, NULL),
	S(EPT_ENTRY_STATE_INCORRECT, -EIO, NULL),
	S(EPT_PAGE_NOT_FREE, -EIO, NULL),
	S(L2_SEPT_WALK_FAILED, -EIO, NULL),
	S(L2_SEPT_ENTRY_NOT_FREE, -EIO, NULL),
	S(PAGE_ATTR_INVALID, -EIO, NULL),
	S(L2_SEPT_PAGE_NOT_PROVIDED, -EIO, NULL),
	S(METADATA_FIELD_ID_INCORRECT, -ENOENT,
	  "the module does not know this field; update the module"),
	S(METADATA_FIELD_NOT_WRITABLE, -EIO, NULL),
	S(METADATA_FIELD_NOT_READABLE, -EPERM,
	  "the module does not show this field; update the module"),
	S(METADATA_FIELD_VALUE_NOT_VALID, -EIO, NULL),
	S(METADATA_LIST_OVERFLOW, -EIO, NULL),
	S(INVALID_METADATA_LIST_HEADER, -EIO, NULL),
	S(REQUIRED_METADATA_FIELD_MISSING, -EIO, NULL),
	S(METADATA_ELEMENT_SIZE_INCORRECT, -EIO, NULL),
	S(METADATA_LAST_ELEMENT_INCORRECT, -EIO, NULL),
	S(METADATA_FIELD_CURRENTLY_NOT_WRITABLE, -EIO, NULL),
	S(METADATA_WR_MASK_NOT_VALID, -EIO, NULL),
	S(METADATA_FIRST_FIELD_ID_IN_CONTEXT, 0, NULL),
	S(METADATA_FIELD_SKIP, 0, NULL),
	S(SERVTD_ALREADY_BOUND_FOR_TYPE, -EIO, NULL),
	S(SERVTD_TYPE_MISMATCH, -EIO, NULL),
	S(SERVTD_ATTR_MISMATCH, -EIO, NULL),
	S(SERVTD_INFO_HASH_MISMATCH, -EIO, NULL),
	S(SERVTD_UUID_MISMATCH, -EIO, NULL),
	S(SERVTD_NOT_BOUND, -EIO, NULL),
	S(SERVTD_BOUND, -EIO, NULL),
	S(TARGET_UUID_MISMATCH, -EIO, NULL),
	S(TARGET_UUID_UPDATED, -EIO, NULL),
	S(INVALID_MBMD, -EIO, NULL),
	S(INCORRECT_MBMD_MAC, -EIO, NULL),
	S(NOT_WRITE_BLOCKED, -EIO, NULL),
	S(ALREADY_WRITE_BLOCKED, 0, NULL),
	S(NOT_EXPORTED, -EIO, NULL),
	S(MIGRATION_STREAM_STATE_INCORRECT, -EIO, NULL),
	S(MAX_MIGS_NUM_EXCEEDED, -EIO, NULL),
	S(EXPORTED_DIRTY_PAGES_REMAIN, -EIO, NULL),
	S(MIGRATION_DECRYPTION_KEY_NOT_SET, -EIO, NULL),
	S(TD_NOT_MIGRATABLE, -EIO, NULL),
	S(PREVIOUS_EXPORT_CLEANUP_INCOMPLETE, -EIO, NULL),
	S(NUM_MIGS_HIGHER_THAN_CREATED, -EIO, NULL),
	S(IMPORT_MISMATCH, -EIO, NULL),
	S(MIGRATION_EPOCH_OVERFLOW, -EIO, NULL),
	S(MAX_EXPORTS_EXCEEDED, -EIO, NULL),
	S(INVALID_PAGE_MAC, -EIO, NULL),
	S(MIGRATED_IN_CURRENT_EPOCH, -EIO, NULL),
	S(DISALLOWED_IMPORT_OVER_REMOVED, -EIO, NULL),
	S(SOME_VCPUS_NOT_MIGRATED, -EIO, NULL),
	S(ALL_VCPUS_IMPORTED, -EIO, NULL),
	S(MIN_MIGS_NOT_CREATED, -EIO, NULL),
	S(VCPU_ALREADY_EXPORTED, -EIO, NULL),
	S(INVALID_MIGRATION_DECRYPTION_KEY, -EIO, NULL),
	S(INVALID_CPUSVN, -EIO, NULL),
	S(INVALID_REPORTMACSTRUCT, -EIO, NULL),
	S(L2_EXIT_HOST_ROUTED_ASYNC, 0, NULL),
	S(L2_EXIT_HOST_ROUTED_TDVMCALL, 0, NULL),
	S(L2_EXIT_PENDING_INTERRUPT, 0, NULL),
	S(PENDING_INTERRUPT, 0, NULL),
	S(TD_EXIT_BEFORE_L2_ENTRY, 0, NULL),
	S(TD_EXIT_ON_L2_VM_EXIT, 0, NULL),
	S(TD_EXIT_ON_L2_TO_L1, 0, NULL),
	S(GLA_NOT_CANONICAL, -EIO, NULL),
};

#undef S

static const struct tdx_status_desc *tdx_status_find(tdx_status_t status)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tdx_status_table); i++) {
		/* Software statuses are told apart by their details, so they match whole */
		if (status == tdx_status_table[i].code ||
		    tdx_status_is(status, tdx_status_table[i].code))
			return &tdx_status_table[i];
	}

	return NULL;
}

/**
 * tdx_status_to_errno() - translate a module status
 * @status: status of a SEAMCALL, or one of the software values
 *
 * Informational statuses count as success.
 *
 * Context: any.
 * Return: 0 or a negative errno; -EIO for an error that is not in the table.
 *
 * See "Completion Status Codes" of the TDX module ABI.
 */
int tdx_status_to_errno(tdx_status_t status)
{
	const struct tdx_status_desc *desc = tdx_status_find(status);

	if (desc)
		return desc->err;

	return tdx_status_raw(status) & (TDX_STATUS_ERROR | TDX_STATUS_FINAL) ? -EIO : 0;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_status_to_errno);

/**
 * tdx_status_name() - name of a module status
 * @status: status of a SEAMCALL, or one of the software values
 *
 * Context: any.
 * Return: the name, without the details in bits 31:0; never NULL.
 */
const char *tdx_status_name(tdx_status_t status)
{
	const struct tdx_status_desc *desc = tdx_status_find(status);

	return desc ? desc->name : "unknown status";
}
EXPORT_SYMBOL_IF_KUNIT(tdx_status_name);

/**
 * tdx_status_from_name() - status of a name
 * @name: as tdx_status_name() gives it, "TDX_" may be left out
 * @status: set to the status without details on success
 *
 * Context: any.
 * Return: false for a name that is not in the table.
 */
bool tdx_status_from_name(const char *name, tdx_status_t *status)
{
	static const char prefix[] = "TDX_";
	const char *known;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tdx_status_table); i++) {
		known = tdx_status_table[i].name;
		if (strcmp(name, known) && strcmp(name, known + sizeof(prefix) - 1))
			continue;
		*status = tdx_status_table[i].code;
		return true;
	}

	return false;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_status_from_name);

/**
 * tdx_status_advice() - what a person can do about a module status
 * @status: status of a SEAMCALL, or one of the software values
 *
 * Context: any.
 * Return: a phrase that continues "what failed: "; never NULL.
 */
const char *tdx_status_advice(tdx_status_t status)
{
	const struct tdx_status_desc *desc = tdx_status_find(status);

	if (desc && desc->advice)
		return desc->advice;

	return "report this together with the kernel log";
}
EXPORT_SYMBOL_IF_KUNIT(tdx_status_advice);
