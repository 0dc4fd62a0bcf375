/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interface of the TDX module: leaf numbers, completion statuses, metadata
 * field ids and the structures that cross it, as of module 1.5.
 *
 * This is the only header that host code and the software model of the module
 * (seam/) share.  It holds types and numbers and nothing that runs.  Because a
 * wrong number here would be wrong on both sides alike, sizes and offsets are
 * asserted against literals from the specification.
 *
 * All addresses are physical, in bytes.  "Leaf" names are those of the Intel
 * TDX module ABI specification.
 */
#ifndef _X86_VIRT_TDX_ABI_H
#define _X86_VIRT_TDX_ABI_H

#include <linux/const.h>

/*
 * Software statuses, for what the instruction does when it does not reach the
 * module: a fault (the base plus the vector), or VMfailInvalid.  The module
 * never produces class 0xff.
 */
#define TDX_SW_FAULT		_AC(0x8000ff0000000000, ULL)
#define TDX_SW_VMFAIL		_AC(0x8000ff00ffff0000, ULL)

#ifndef __ASSEMBLY__

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/sizes.h>
#include <linux/stddef.h>
#include <linux/types.h>

/*
 * RAX of a SEAMCALL on entry.  Bit 63 selects the P-SEAMLDR instead of the
 * module, bits 62:24 are zero.
 */
#define TDX_RAX_LEAF		GENMASK_ULL(15, 0)
#define TDX_RAX_VERSION		GENMASK_ULL(23, 16)
#define TDX_RAX_RESERVED	GENMASK_ULL(62, 24)
#define TDX_RAX_SEAMLDR		BIT_ULL(63)

/* Leaves for the host (TDH.*) that concern the platform as a whole */
enum tdx_host_leaf {
	TDH_PHYMEM_PAGE_RDMD	= 24,
	TDH_SYS_KEY_CONFIG	= 31,
	TDH_SYS_INFO		= 32,
	TDH_SYS_INIT		= 33,
	TDH_SYS_RD		= 34,
	TDH_SYS_LP_INIT		= 35,
	TDH_SYS_TDMR_INIT	= 36,
	TDH_SYS_RDALL		= 37,
	TDH_SYS_LP_SHUTDOWN	= 44,
	TDH_SYS_CONFIG		= 45,
	TDH_SYS_SHUTDOWN	= 52,
	TDH_SYS_UPDATE		= 53,
	TDH_SYS_DISABLE		= 69,
};

/**
 * typedef tdx_status_t - completion status of a SEAMCALL, RAX on return
 *
 * Not an errno: bit 63 means error, but several statuses without it are not
 * plain success either, and the low half carries details.  Compare with
 * tdx_status_is() and translate with the table in status.c.
 */
typedef u64 __bitwise tdx_status_t;

#define TDX_STATUS(x)		((__force tdx_status_t)(x##ULL))

#define TDX_STATUS_ERROR	BIT_ULL(63)
#define TDX_STATUS_FINAL	BIT_ULL(62)	/* repeating the call cannot help */
#define TDX_STATUS_TD_FATAL	BIT_ULL(61)
#define TDX_STATUS_CODE		GENMASK_ULL(63, 32)
#define TDX_STATUS_DETAIL	GENMASK_ULL(31, 0)
#define TDX_STATUS_CLASS	GENMASK_ULL(47, 40)
#define TDX_CLASS_PHYMEM_SETUP	0x0a

static_assert((TDX_STATUS_CODE & TDX_STATUS_DETAIL) == 0);
static_assert((TDX_STATUS_CODE | TDX_STATUS_DETAIL) == GENMASK_ULL(63, 0));

/**
 * tdx_status_raw() - the 64 bits of a status, for printing and bit tests
 * @status: any status
 *
 * Return: RAX as the call left it.
 */
static inline u64 tdx_status_raw(tdx_status_t status)
{
	return (__force u64)status;
}

/**
 * tdx_status_code() - a status without its details
 * @status: any status
 *
 * Return: @status with bits 31:0 cleared, comparable with the TDX_* names.
 */
static inline tdx_status_t tdx_status_code(tdx_status_t status)
{
	return (__force tdx_status_t)(tdx_status_raw(status) & TDX_STATUS_CODE);
}

/**
 * tdx_status_detail() - operand id or packed details of a status
 * @status: any status
 *
 * Return: bits 31:0 of @status.
 */
static inline u32 tdx_status_detail(tdx_status_t status)
{
	return (u32)tdx_status_raw(status);
}

/**
 * tdx_status_is() - compare a status with a code, details ignored
 * @status: status to look at
 * @code: one of the TDX_* names below
 *
 * Return: true when bits 63:32 agree.
 */
static inline bool tdx_status_is(tdx_status_t status, tdx_status_t code)
{
	return tdx_status_code(status) == code;
}

/**
 * tdx_status_with() - a code with details
 * @code: one of the TDX_* names below
 * @detail: operand id or packed details
 *
 * Return: the status the module reports for the two.
 */
static inline tdx_status_t tdx_status_with(tdx_status_t code, u32 detail)
{
	return (__force tdx_status_t)(tdx_status_raw(code) | detail);
}

/* SEAMCALL itself failed: #UD, #GP(0) or VMfailInvalid */
#define TDX_SEAMCALL_UD		((__force tdx_status_t)(TDX_SW_FAULT + 6))
#define TDX_SEAMCALL_GP		((__force tdx_status_t)(TDX_SW_FAULT + 13))
#define TDX_SEAMCALL_VMFAIL	((__force tdx_status_t)TDX_SW_VMFAIL)

/* Class 0x00: general */
#define TDX_SUCCESS					TDX_STATUS(0x0000000000000000)
#define TDX_NON_RECOVERABLE_VCPU			TDX_STATUS(0x4000000100000000)
#define TDX_NON_RECOVERABLE_TD				TDX_STATUS(0x6000000200000000)
#define TDX_INTERRUPTED_RESUMABLE			TDX_STATUS(0x8000000300000000)
#define TDX_INTERRUPTED_RESTARTABLE			TDX_STATUS(0x8000000400000000)
#define TDX_NON_RECOVERABLE_TD_NON_ACCESSIBLE		TDX_STATUS(0x6000000500000000)
#define TDX_INVALID_RESUMPTION				TDX_STATUS(0xc000000600000000)
#define TDX_NON_RECOVERABLE_TD_WRONG_APIC_MODE		TDX_STATUS(0xe000000700000000)
#define TDX_CROSS_TD_FAULT				TDX_STATUS(0x8000000800000000)
#define TDX_CROSS_TD_TRAP				TDX_STATUS(0x9000000900000000)
#define TDX_NON_RECOVERABLE_TD_CORRUPTED_MD		TDX_STATUS(0x6000000a00000000)

/* Class 0x01: operand */
#define TDX_OPERAND_INVALID				TDX_STATUS(0xc000010000000000)
#define TDX_OPERAND_ADDR_RANGE_ERROR			TDX_STATUS(0xc000010100000000)

/* Class 0x02: resource busy */
#define TDX_OPERAND_BUSY				TDX_STATUS(0x8000020000000000)
#define TDX_PREVIOUS_TLB_EPOCH_BUSY			TDX_STATUS(0x8000020100000000)
#define TDX_SYS_BUSY					TDX_STATUS(0x8000020200000000)
#define TDX_RND_NO_ENTROPY				TDX_STATUS(0x8000020300000000)
#define TDX_OPERAND_BUSY_HOST_PRIORITY			TDX_STATUS(0x8000020400000000)
#define TDX_HOST_PRIORITY_BUSY_TIMEOUT			TDX_STATUS(0x9000020500000000)

/* Class 0x03: page metadata */
#define TDX_PAGE_METADATA_INCORRECT			TDX_STATUS(0xc000030000000000)
#define TDX_PAGE_ALREADY_FREE				TDX_STATUS(0x0000030100000000)
#define TDX_PAGE_NOT_OWNED_BY_TD			TDX_STATUS(0xc000030200000000)
#define TDX_PAGE_NOT_FREE				TDX_STATUS(0xc000030300000000)

/* Class 0x04: child pages */
#define TDX_TD_ASSOCIATED_PAGES_EXIST			TDX_STATUS(0xc000040000000000)

/* Class 0x05: system state */
#define TDX_SYS_INIT_NOT_PENDING			TDX_STATUS(0xc000050000000000)
#define TDX_SYS_LP_INIT_NOT_DONE			TDX_STATUS(0xc000050200000000)
#define TDX_SYS_LP_INIT_DONE				TDX_STATUS(0xc000050300000000)
#define TDX_SYS_NOT_READY				TDX_STATUS(0xc000050500000000)
#define TDX_SYS_SHUTDOWN				TDX_STATUS(0xc000050600000000)
#define TDX_SYS_KEY_CONFIG_NOT_PENDING			TDX_STATUS(0xc000050700000000)
#define TDX_SYS_STATE_INCORRECT				TDX_STATUS(0xc000050800000000)
#define TDX_SYS_INVALID_HANDOFF				TDX_STATUS(0xc000050900000000)
#define TDX_SYS_INCOMPATIBLE_SIGSTRUCT			TDX_STATUS(0xc000050a00000000)
#define TDX_SYS_LP_INIT_NOT_PENDING			TDX_STATUS(0xc000050b00000000)
#define TDX_SYS_CONFIG_NOT_PENDING			TDX_STATUS(0xc000050c00000000)
#define TDX_INCOMPATIBLE_SEAM_CAPABILITIES		TDX_STATUS(0xc000050d00000000)

/* Class 0x06: TD state */
#define TDX_TD_FATAL					TDX_STATUS(0xe000060400000000)
#define TDX_TD_NON_DEBUG				TDX_STATUS(0xc000060500000000)
#define TDX_TDCS_NOT_ALLOCATED				TDX_STATUS(0xc000060600000000)
#define TDX_LIFECYCLE_STATE_INCORRECT			TDX_STATUS(0xc000060700000000)
#define TDX_OP_STATE_INCORRECT				TDX_STATUS(0xc000060800000000)
#define TDX_NO_VCPUS					TDX_STATUS(0xc000060900000000)
#define TDX_TDCX_NUM_INCORRECT				TDX_STATUS(0xc000061000000000)
#define TDX_X2APIC_ID_NOT_UNIQUE			TDX_STATUS(0xc000062100000000)

/* Class 0x07: vCPU state */
#define TDX_VCPU_STATE_INCORRECT			TDX_STATUS(0xc000070000000000)
#define TDX_VCPU_ASSOCIATED				TDX_STATUS(0x8000070100000000)
#define TDX_VCPU_NOT_ASSOCIATED				TDX_STATUS(0x8000070200000000)
#define TDX_NO_VALID_VE_INFO				TDX_STATUS(0xc000070400000000)
#define TDX_MAX_VCPUS_EXCEEDED				TDX_STATUS(0xc000070500000000)
#define TDX_TSC_ROLLBACK				TDX_STATUS(0xc000070600000000)
#define TDX_TD_VMCS_FIELD_NOT_INITIALIZED		TDX_STATUS(0xc000073000000000)
#define TDX_TD_VMCS_FIELD_ERROR				TDX_STATUS(0xc000073100000000)

/* Class 0x08: key management */
#define TDX_KEY_GENERATION_FAILED			TDX_STATUS(0x8000080000000000)
#define TDX_TD_KEYS_NOT_CONFIGURED			TDX_STATUS(0x8000081000000000)
#define TDX_KEY_STATE_INCORRECT				TDX_STATUS(0xc000081100000000)
#define TDX_KEY_CONFIGURED				TDX_STATUS(0x0000081500000000)
#define TDX_WBCACHE_NOT_COMPLETE			TDX_STATUS(0x8000081700000000)
#define TDX_HKID_NOT_FREE				TDX_STATUS(0xc000082000000000)
#define TDX_NO_HKID_READY_TO_WBCACHE			TDX_STATUS(0x0000082100000000)
#define TDX_WBCACHE_RESUME_ERROR			TDX_STATUS(0xc000082300000000)
#define TDX_FLUSHVP_NOT_DONE				TDX_STATUS(0x8000082400000000)
#define TDX_NUM_ACTIVATED_HKIDS_NOT_SUPPORTED		TDX_STATUS(0xc000082500000000)

/* Class 0x09: platform */
#define TDX_INCORRECT_CPUID_VALUE			TDX_STATUS(0xc000090000000000)
#define TDX_LIMIT_CPUID_MAXVAL_SET			TDX_STATUS(0xc000090100000000)
#define TDX_INCONSISTENT_CPUID_FIELD			TDX_STATUS(0xc000090200000000)
#define TDX_CPUID_MAX_SUBLEAVES_UNRECOGNIZED		TDX_STATUS(0xc000090300000000)
#define TDX_CPUID_LEAF_1F_FORMAT_UNRECOGNIZED		TDX_STATUS(0xc000090400000000)
#define TDX_INVALID_WBINVD_SCOPE			TDX_STATUS(0xc000090500000000)
#define TDX_INVALID_PKG_ID				TDX_STATUS(0xc000090600000000)
#define TDX_ENABLE_MONITOR_FSM_NOT_SET			TDX_STATUS(0xc000090700000000)
#define TDX_CPUID_LEAF_NOT_SUPPORTED			TDX_STATUS(0xc000090800000000)
#define TDX_SMRR_NOT_LOCKED				TDX_STATUS(0xc000091000000000)
#define TDX_INVALID_SMRR_CONFIGURATION			TDX_STATUS(0xc000091100000000)
#define TDX_SMRR_OVERLAPS_CMR				TDX_STATUS(0xc000091200000000)
#define TDX_SMRR_LOCK_NOT_SUPPORTED			TDX_STATUS(0xc000091300000000)
#define TDX_SMRR_NOT_SUPPORTED				TDX_STATUS(0xc000091400000000)
#define TDX_INCONSISTENT_MSR				TDX_STATUS(0xc000092000000000)
#define TDX_INCORRECT_MSR_VALUE				TDX_STATUS(0xc000092100000000)
#define TDX_SEAMREPORT_NOT_AVAILABLE			TDX_STATUS(0xc000093000000000)
#define TDX_SEAMDB_GETREF_NOT_AVAILABLE			TDX_STATUS(0xc000093100000000)
#define TDX_SEAMDB_REPORT_NOT_AVAILABLE			TDX_STATUS(0xc000093200000000)
#define TDX_SEAMVERIFYREPORT_NOT_AVAILABLE		TDX_STATUS(0xc000093300000000)

/* Class 0x0a: physical memory setup */
#define TDX_INVALID_TDMR				TDX_STATUS(0xc0000a0000000000)
#define TDX_NON_ORDERED_TDMR				TDX_STATUS(0xc0000a0100000000)
#define TDX_TDMR_OUTSIDE_CMRS				TDX_STATUS(0xc0000a0200000000)
#define TDX_TDMR_ALREADY_INITIALIZED			TDX_STATUS(0x00000a0300000000)
#define TDX_INVALID_PAMT				TDX_STATUS(0xc0000a1000000000)
#define TDX_PAMT_OUTSIDE_CMRS				TDX_STATUS(0xc0000a1100000000)
#define TDX_PAMT_OVERLAP				TDX_STATUS(0xc0000a1200000000)
#define TDX_INVALID_RESERVED_IN_TDMR			TDX_STATUS(0xc0000a2000000000)
#define TDX_NON_ORDERED_RESERVED_IN_TDMR		TDX_STATUS(0xc0000a2100000000)
#define TDX_CMR_LIST_INVALID				TDX_STATUS(0xc0000a2200000000)

/* Class 0x0b: S-EPT */
#define TDX_EPT_WALK_FAILED				TDX_STATUS(0xc0000b0000000000)
#define TDX_EPT_ENTRY_FREE				TDX_STATUS(0xc0000b0100000000)
#define TDX_EPT_ENTRY_NOT_FREE				TDX_STATUS(0xc0000b0200000000)
#define TDX_EPT_ENTRY_NOT_PRESENT			TDX_STATUS(0xc0000b0300000000)
#define TDX_EPT_ENTRY_NOT_LEAF				TDX_STATUS(0xc0000b0400000000)
#define TDX_EPT_ENTRY_LEAF				TDX_STATUS(0xc0000b0500000000)
#define TDX_GPA_RANGE_NOT_BLOCKED			TDX_STATUS(0xc0000b0600000000)
#define TDX_GPA_RANGE_ALREADY_BLOCKED			TDX_STATUS(0x00000b0700000000)
#define TDX_TLB_TRACKING_NOT_DONE			TDX_STATUS(0xc0000b0800000000)
#define TDX_EPT_INVALID_PROMOTE_CONDITIONS		TDX_STATUS(0xc0000b0900000000)
#define TDX_PAGE_ALREADY_ACCEPTED			TDX_STATUS(0x00000b0a00000000)
#define TDX_PAGE_SIZE_MISMATCH				TDX_STATUS(0xc0000b0b00000000)
#define TDX_GPA_RANGE_BLOCKED				TDX_STATUS(0xc0000b0c00000000)
#define TDX_EPT_ENTRY_STATE_INCORRECT			TDX_STATUS(0xc0000b0d00000000)
#define TDX_EPT_PAGE_NOT_FREE				TDX_STATUS(0xc0000b0e00000000)
#define TDX_L2_SEPT_WALK_FAILED				TDX_STATUS(0xc0000b0f00000000)
#define TDX_L2_SEPT_ENTRY_NOT_FREE			TDX_STATUS(0xc0000b1000000000)
#define TDX_PAGE_ATTR_INVALID				TDX_STATUS(0xc0000b1100000000)
#define TDX_L2_SEPT_PAGE_NOT_PROVIDED			TDX_STATUS(0xc0000b1200000000)

/* Class 0x0c: metadata access */
#define TDX_METADATA_FIELD_ID_INCORRECT			TDX_STATUS(0xc0000c0000000000)
#define TDX_METADATA_FIELD_NOT_WRITABLE			TDX_STATUS(0xc0000c0100000000)
#define TDX_METADATA_FIELD_NOT_READABLE			TDX_STATUS(0xc0000c0200000000)
#define TDX_METADATA_FIELD_VALUE_NOT_VALID		TDX_STATUS(0xc0000c0300000000)
#define TDX_METADATA_LIST_OVERFLOW			TDX_STATUS(0xc0000c0400000000)
#define TDX_INVALID_METADATA_LIST_HEADER		TDX_STATUS(0xc0000c0500000000)
#define TDX_REQUIRED_METADATA_FIELD_MISSING		TDX_STATUS(0xc0000c0600000000)
#define TDX_METADATA_ELEMENT_SIZE_INCORRECT		TDX_STATUS(0xc0000c0700000000)
#define TDX_METADATA_LAST_ELEMENT_INCORRECT		TDX_STATUS(0xc0000c0800000000)
#define TDX_METADATA_FIELD_CURRENTLY_NOT_WRITABLE	TDX_STATUS(0xc0000c0900000000)
#define TDX_METADATA_WR_MASK_NOT_VALID			TDX_STATUS(0xc0000c0a00000000)
#define TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT		TDX_STATUS(0x00000c0b00000000)
#define TDX_METADATA_FIELD_SKIP				TDX_STATUS(0x00000c0c00000000)

/* Class 0x0d: service TD */
#define TDX_SERVTD_ALREADY_BOUND_FOR_TYPE		TDX_STATUS(0xc0000d0000000000)
#define TDX_SERVTD_TYPE_MISMATCH			TDX_STATUS(0xc0000d0100000000)
#define TDX_SERVTD_ATTR_MISMATCH			TDX_STATUS(0xc0000d0200000000)
#define TDX_SERVTD_INFO_HASH_MISMATCH			TDX_STATUS(0xc0000d0300000000)
#define TDX_SERVTD_UUID_MISMATCH			TDX_STATUS(0xc0000d0400000000)
#define TDX_SERVTD_NOT_BOUND				TDX_STATUS(0xc0000d0500000000)
#define TDX_SERVTD_BOUND				TDX_STATUS(0xc0000d0600000000)
#define TDX_TARGET_UUID_MISMATCH			TDX_STATUS(0xc0000d0700000000)
#define TDX_TARGET_UUID_UPDATED				TDX_STATUS(0xc0000d0800000000)

/* Class 0x0e: migration */
#define TDX_INVALID_MBMD				TDX_STATUS(0xc0000e0000000000)
#define TDX_INCORRECT_MBMD_MAC				TDX_STATUS(0xc0000e0100000000)
#define TDX_NOT_WRITE_BLOCKED				TDX_STATUS(0xc0000e0200000000)
#define TDX_ALREADY_WRITE_BLOCKED			TDX_STATUS(0x00000e0300000000)
#define TDX_NOT_EXPORTED				TDX_STATUS(0xc0000e0400000000)
#define TDX_MIGRATION_STREAM_STATE_INCORRECT		TDX_STATUS(0xc0000e0500000000)
#define TDX_MAX_MIGS_NUM_EXCEEDED			TDX_STATUS(0xc0000e0600000000)
#define TDX_EXPORTED_DIRTY_PAGES_REMAIN			TDX_STATUS(0xc0000e0700000000)
#define TDX_MIGRATION_DECRYPTION_KEY_NOT_SET		TDX_STATUS(0xc0000e0800000000)
#define TDX_TD_NOT_MIGRATABLE				TDX_STATUS(0xc0000e0900000000)
#define TDX_PREVIOUS_EXPORT_CLEANUP_INCOMPLETE		TDX_STATUS(0xc0000e0a00000000)
#define TDX_NUM_MIGS_HIGHER_THAN_CREATED		TDX_STATUS(0xc0000e0b00000000)
#define TDX_IMPORT_MISMATCH				TDX_STATUS(0xc0000e0c00000000)
#define TDX_MIGRATION_EPOCH_OVERFLOW			TDX_STATUS(0xc0000e0d00000000)
#define TDX_MAX_EXPORTS_EXCEEDED			TDX_STATUS(0xc0000e0e00000000)
#define TDX_INVALID_PAGE_MAC				TDX_STATUS(0xc0000e0f00000000)
#define TDX_MIGRATED_IN_CURRENT_EPOCH			TDX_STATUS(0xc0000e1000000000)
#define TDX_DISALLOWED_IMPORT_OVER_REMOVED		TDX_STATUS(0xc0000e1100000000)
#define TDX_SOME_VCPUS_NOT_MIGRATED			TDX_STATUS(0xc0000e1200000000)
#define TDX_ALL_VCPUS_IMPORTED				TDX_STATUS(0xc0000e1300000000)
#define TDX_MIN_MIGS_NOT_CREATED			TDX_STATUS(0xc0000e1400000000)
#define TDX_VCPU_ALREADY_EXPORTED			TDX_STATUS(0xc0000e1500000000)
#define TDX_INVALID_MIGRATION_DECRYPTION_KEY		TDX_STATUS(0xc0000e1600000000)

/* Class 0x10: attestation */
#define TDX_INVALID_CPUSVN				TDX_STATUS(0xc000100000000000)
#define TDX_INVALID_REPORTMACSTRUCT			TDX_STATUS(0xc000100100000000)

/* Class 0x11: TD partitioning and TD exits */
#define TDX_L2_EXIT_HOST_ROUTED_ASYNC			TDX_STATUS(0x0000110000000000)
#define TDX_L2_EXIT_HOST_ROUTED_TDVMCALL		TDX_STATUS(0x0000110100000000)
#define TDX_L2_EXIT_PENDING_INTERRUPT			TDX_STATUS(0x0000110200000000)
#define TDX_PENDING_INTERRUPT				TDX_STATUS(0x0000112000000000)
#define TDX_TD_EXIT_BEFORE_L2_ENTRY			TDX_STATUS(0x0000114000000000)
#define TDX_TD_EXIT_ON_L2_VM_EXIT			TDX_STATUS(0x0000114100000000)
#define TDX_TD_EXIT_ON_L2_TO_L1				TDX_STATUS(0x0000114200000000)
#define TDX_GLA_NOT_CANONICAL				TDX_STATUS(0xc000116000000000)

/* Operand ids, the detail of statuses that blame an operand or a resource */
enum tdx_operand {
	TDX_OPERAND_RAX		= 0,
	TDX_OPERAND_RCX		= 1,
	TDX_OPERAND_RDX		= 2,
	TDX_OPERAND_RBX		= 3,
	TDX_OPERAND_RBP		= 5,
	TDX_OPERAND_RSI		= 6,
	TDX_OPERAND_RDI		= 7,
	TDX_OPERAND_R8		= 8,
	TDX_OPERAND_R9		= 9,
	TDX_OPERAND_R10		= 10,
	TDX_OPERAND_R11		= 11,
	TDX_OPERAND_R12		= 12,
	TDX_OPERAND_R13		= 13,
	TDX_OPERAND_R14		= 14,
	TDX_OPERAND_R15		= 15,
	TDX_OPERAND_TDR		= 128,
	TDX_OPERAND_SYS		= 184,
	TDX_OPERAND_TDMR	= 185,
	TDX_OPERAND_KOT		= 186,	/* key ownership table */
	TDX_OPERAND_KET		= 187,	/* key engine table, that is PCONFIG */
	TDX_OPERAND_WBCACHE	= 188,
};

/*
 * Statuses about a TDMR blame up to three indices: the TDMR, a reserved area
 * or a PAMT (by page size), and a second TDMR.
 */
#define TDX_DETAIL_TDMR		GENMASK(7, 0)
#define TDX_DETAIL_ITEM		GENMASK(15, 8)
#define TDX_DETAIL_OTHER	GENMASK(23, 16)

/* Metadata field ids, as TDH.SYS.RD takes them in RDX */
#define TDX_MD_FIELD_CODE	GENMASK_ULL(23, 0)
#define TDX_MD_SIZE_CODE	GENMASK_ULL(33, 32)	/* log2 of bytes */
#define TDX_MD_LAST_ELEMENT	GENMASK_ULL(37, 34)
#define TDX_MD_LAST_FIELD	GENMASK_ULL(46, 38)
#define TDX_MD_INC_SIZE		BIT_ULL(50)
#define TDX_MD_WRITE_MASK	BIT_ULL(51)
#define TDX_MD_CONTEXT		GENMASK_ULL(54, 52)
#define TDX_MD_CLASS		GENMASK_ULL(61, 56)
#define TDX_MD_NON_ARCH		BIT_ULL(63)
#define TDX_MD_RESERVED		(GENMASK_ULL(31, 24) | GENMASK_ULL(49, 47) | \
				 BIT_ULL(55) | BIT_ULL(62))
#define TDX_MD_NULL		GENMASK_ULL(63, 0)	/* before the first, after the last */
#define TDX_MD_BYTES(id)	(1U << (((id) & TDX_MD_SIZE_CODE) >> 32))

static_assert((TDX_MD_FIELD_CODE | TDX_MD_SIZE_CODE | TDX_MD_LAST_ELEMENT |
	       TDX_MD_LAST_FIELD | TDX_MD_INC_SIZE | TDX_MD_WRITE_MASK |
	       TDX_MD_CONTEXT | TDX_MD_CLASS | TDX_MD_NON_ARCH |
	       TDX_MD_RESERVED) == GENMASK_ULL(63, 0));
static_assert(((TDX_MD_FIELD_CODE | TDX_MD_SIZE_CODE | TDX_MD_LAST_ELEMENT |
		TDX_MD_LAST_FIELD | TDX_MD_INC_SIZE | TDX_MD_WRITE_MASK |
		TDX_MD_CONTEXT | TDX_MD_CLASS | TDX_MD_NON_ARCH) &
	       TDX_MD_RESERVED) == 0);

#define TDX_MD_VENDOR_ID		0x0800000200000000ULL
#define TDX_MD_BUILD_DATE		0x8800000200000001ULL
#define TDX_MD_BUILD_NUM		0x8800000100000002ULL
#define TDX_MD_MINOR_VERSION		0x0800000100000003ULL
#define TDX_MD_MAJOR_VERSION		0x0800000100000004ULL
#define TDX_MD_UPDATE_VERSION		0x0800000100000005ULL
#define TDX_MD_INTERNAL_VERSION		0x0800000100000006ULL
#define TDX_MD_SYS_ATTRIBUTES		0x0a00000200000000ULL
#define TDX_MD_FEATURES0		0x0a00000300000008ULL
#define TDX_MD_NUM_CMRS			0x9000000100000000ULL
#define TDX_MD_CMR_BASE			0x9000000300000080ULL
#define TDX_MD_CMR_SIZE			0x9000000300000100ULL
#define TDX_MD_MAX_TDMRS		0x9100000100000008ULL
#define TDX_MD_MAX_RESERVED_PER_TDMR	0x9100000100000009ULL
#define TDX_MD_PAMT_4K_ENTRY_SIZE	0x9100000100000010ULL
#define TDX_MD_PAMT_2M_ENTRY_SIZE	0x9100000100000011ULL
#define TDX_MD_PAMT_1G_ENTRY_SIZE	0x9100000100000012ULL

/* TDX_FEATURES0 */
#define TDX_FEATURES0_TD_PRESERVING	BIT_ULL(1)
#define TDX_FEATURES0_NO_RBP_MOD	BIT_ULL(18)

/* Page sizes and the level of a PAMT or S-EPT entry */
enum tdx_level {
	TDX_LEVEL_4K,
	TDX_LEVEL_2M,
	TDX_LEVEL_1G,
	TDX_NR_LEVELS
};

/* Page types that TDH.PHYMEM.PAGE.RDMD reports in RCX */
enum tdx_page_type {
	TDX_PT_NDA		= 0,	/* not directly assigned: free at this level */
	TDX_PT_RSVD		= 1,
	TDX_PT_REG		= 3,
	TDX_PT_TDR		= 4,
	TDX_PT_TDCX		= 5,
	TDX_PT_TDVPR		= 6,
	TDX_PT_EPT		= 8,
};

/* Granularity and built-in limits of module 1.5; what the host uses it reads */
#define TDX_MAX_PA		52	/* bits, whatever the CPU has; KeyID included */
#define TDX_TDMR_ALIGN		SZ_1G
#define TDX_PAMT_ALIGN		SZ_4K
#define TDX_RESERVED_ALIGN	SZ_4K
#define TDX_CMR_ALIGN		SZ_4K
#define TDX_TDMR_INFO_ALIGN	512
#define TDX_MAX_TDMRS		64
#define TDX_MAX_CMRS		32
#define TDX_MAX_RESERVED	16

/**
 * struct tdx_reserved_area - part of a TDMR that never becomes TDX memory
 * @offset: start, bytes from the base of the TDMR, 4 KiB aligned
 * @size: bytes, multiple of 4 KiB; 0 marks an unused entry
 */
struct tdx_reserved_area {
	u64 offset;
	u64 size;
} __packed;

static_assert(sizeof(struct tdx_reserved_area) == 16);

/**
 * struct tdx_pamt_ref - where one page attribute table lies
 * @base: physical address, 4 KiB aligned
 * @size: bytes, multiple of 4 KiB
 */
struct tdx_pamt_ref {
	u64 base;
	u64 size;
} __packed;

/**
 * struct tdx_tdmr_info - description of one TDMR for TDH.SYS.CONFIG
 * @base: physical address, 1 GiB aligned
 * @size: bytes, multiple of 1 GiB
 * @pamt_1g: table with an entry per GiB
 * @pamt_2m: table with an entry per 2 MiB
 * @pamt_4k: table with an entry per 4 KiB
 * @reserved: areas by ascending offset, unused entries last and zero; as many
 *	entries as the module's MAX_RESERVED_PER_TDMR says
 *
 * Each one lies on a 512 byte boundary.
 */
struct tdx_tdmr_info {
	u64 base;
	u64 size;
	struct tdx_pamt_ref pamt_1g;
	struct tdx_pamt_ref pamt_2m;
	struct tdx_pamt_ref pamt_4k;
	struct tdx_reserved_area reserved[];
} __packed;

static_assert(offsetof(struct tdx_tdmr_info, pamt_1g) == 0x10);
static_assert(offsetof(struct tdx_tdmr_info, pamt_2m) == 0x20);
static_assert(offsetof(struct tdx_tdmr_info, pamt_4k) == 0x30);
static_assert(offsetof(struct tdx_tdmr_info, reserved) == 0x40);
static_assert(sizeof(struct tdx_tdmr_info) +
	      TDX_MAX_RESERVED * sizeof(struct tdx_reserved_area) == 320);

/**
 * struct tdx_sys_info_buf - what TDH.SYS.INFO writes: the head of TDSYSINFO
 *
 * Only what identifies a module that is too old for TDH.SYS.RD.  The whole
 * structure has TDX_SYS_INFO_SIZE bytes and lies on a boundary of that size.
 */
struct tdx_sys_info_buf {
	u32 attributes;
	u32 vendor_id;
	u32 build_date;
	u16 build_num;
	u16 minor_version;
	u16 major_version;
	u8  sys_rd;
	u8  reserved[13];
} __packed;

#define TDX_SYS_INFO_SIZE	1024
#define TDX_CMR_INFO_ALIGN	512

static_assert(offsetof(struct tdx_sys_info_buf, build_date) == 8);
static_assert(offsetof(struct tdx_sys_info_buf, build_num) == 12);
static_assert(offsetof(struct tdx_sys_info_buf, minor_version) == 14);
static_assert(offsetof(struct tdx_sys_info_buf, major_version) == 16);
static_assert(offsetof(struct tdx_sys_info_buf, sys_rd) == 18);
static_assert(sizeof(struct tdx_sys_info_buf) == 32);

/**
 * struct tdx_cmr_info - one convertible memory region
 * @base: physical address, 4 KiB aligned
 * @size: bytes, multiple of 4 KiB; 0 marks an unused entry
 */
struct tdx_cmr_info {
	u64 base;
	u64 size;
} __packed;

static_assert(sizeof(struct tdx_cmr_info) * TDX_MAX_CMRS == 512);

#endif /* !__ASSEMBLY__ */
#endif /* _X86_VIRT_TDX_ABI_H */
