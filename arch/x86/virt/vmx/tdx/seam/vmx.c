// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual VMX of the SEAM shim: VMX root operation without guests.
 *
 * Enough of a processor for a hypervisor to enter VMX operation and to set up
 * virtual machines.  VM entry always fails: nothing here can run a guest.
 *
 * A VMCS is 4 KiB of memory that belongs to the processor from VMCLEAR on; its
 * format is the processor's own.  So the fields live in the VMCS itself, within
 * the size that IA32_VMX_BASIC reports, and nothing needs to be allocated.  Which
 * fields there are follows from the controls that the MSRs of refcpu.c offer.
 *
 * VMX state belongs to a processor and is touched by it alone.  A VMCS that two
 * processors use at once is the host's bug, as on hardware.
 *
 * See "VMX Instruction Reference" and "Virtual Machine Control Structures" of
 * the SDM.
 */
#include "internal.h"
#include "vmx.h"

#define MSR_FEAT_CTL		0x3a
#define MSR_VMX_BASIC		0x480
#define MSR_VMX_PROCBASED3	0x492

#define BASIC_REVISION		GENMASK_ULL(30, 0)
#define BASIC_SIZE		GENMASK_ULL(44, 32)

/* As IA32_VMX_BASIC of refcpu.c has it */
#define VMCS_SIZE		1024

/* Marks a region whose data this file has initialised */
#define VMCS_FORMAT		0x4d414553

/* Encoding of a field */
#define FIELD_HIGH		BIT_ULL(0)
#define FIELD_INDEX		GENMASK_ULL(9, 1)
#define FIELD_TYPE		GENMASK_ULL(11, 10)
#define FIELD_WIDTH		GENMASK_ULL(14, 13)
#define FIELD_ALL		(FIELD_HIGH | FIELD_INDEX | FIELD_TYPE | FIELD_WIDTH)

#define FIELD_WIDTH_64		1
#define FIELD_INSN_ERROR	0x4400

/* Start of a VMCS; software knows the first two words */
struct vmcs {
	u32 revision;
	u32 abort;
	u32 format;
	u32 reserved;
	u8 data[VMCS_SIZE - 16];
};

static_assert(sizeof(struct vmcs) == VMCS_SIZE);

/*
 * Fields of one width and type: where the first one is in the data, bytes of
 * each, and which of the indexes exist.
 */
struct field_group {
	u16 offset;
	u16 size;
	u64 exists;
};

/* [width][type]: types are control, exit information, guest state, host state */
static const struct field_group groups[4][4] = {
	/* 16 bits */
	{ { 924, 2, 0x3 }, { }, { 930, 2, 0x3ff }, { 950, 2, 0x7f } },
	/* 64 bits */
	{ { 0, 8, 0x3bdfffff }, { 240, 8, 0x1 }, { 248, 8, 0x3ff }, { 328, 8, 0x7 } },
	/* 32 bits */
	{ { 720, 4, 0x3ffff }, { 792, 4, 0xff }, { 824, 4, 0xbfffff }, { 920, 4, 0x1 } },
	/* natural width */
	{ { 352, 8, 0xff }, { 416, 8, 0x3f }, { 464, 8, 0xfffff }, { 624, 8, 0xfff } },
};

/**
 * seam_vmx_reset() - state of a processor after INIT
 * @cpu: the processor
 * @phys_bits: width of a physical address
 */
void seam_vmx_reset(struct seam_vmx_cpu *cpu, u8 phys_bits)
{
	*cpu = (struct seam_vmx_cpu) {
		.phys_bits = phys_bits,
		.vmcs = SEAM_VMX_NO_VMCS,
	};
}

static u64 basic_msr(void)
{
	u64 value = 0;

	seam_vmx_msr(MSR_VMX_BASIC, &value);
	return value;
}

/* Fails without changing a VMCS only if there is none to leave the error in */
static enum seam_vmx_result vmfail(const struct seam_vmx_cpu *cpu, enum seam_vmx_error error)
{
	if (cpu->vmcs == SEAM_VMX_NO_VMCS)
		return SEAM_VMX_FAIL_INVALID;

	seam_vmx_write(cpu, FIELD_INSN_ERROR, error);
	return SEAM_VMX_FAIL_VALID;
}

static bool address_is_valid(const struct seam_vmx_cpu *cpu, u64 pa)
{
	return IS_ALIGNED(pa, SZ_4K) && !(pa >> cpu->phys_bits);
}

/* Bit 31 marks a shadow VMCS, which can be made current like any other */
static bool revision_is_valid(u64 pa, u32 ignore)
{
	const struct vmcs *vmcs = seam_env_page(pa);

	return vmcs && (vmcs->revision & ~ignore) == FIELD_GET(BASIC_REVISION, basic_msr());
}

/**
 * seam_vmx_on() - VMXON
 * @cpu: the processor
 * @region: physical address from the operand
 */
enum seam_vmx_result seam_vmx_on(struct seam_vmx_cpu *cpu, u64 region)
{
	if (!cpu->cr4_vmxe)
		return SEAM_VMX_UD;

	if (cpu->root)
		return vmfail(cpu, SEAM_VMX_ON_IN_ROOT);

	if (!address_is_valid(cpu, region) || !revision_is_valid(region, 0))
		return SEAM_VMX_FAIL_INVALID;

	cpu->root = true;
	cpu->vmxon = region;
	return SEAM_VMX_OK;
}

/**
 * seam_vmx_off() - VMXOFF
 * @cpu: the processor
 */
enum seam_vmx_result seam_vmx_off(struct seam_vmx_cpu *cpu)
{
	if (!cpu->root)
		return SEAM_VMX_UD;

	cpu->root = false;
	cpu->vmcs = SEAM_VMX_NO_VMCS;
	return SEAM_VMX_OK;
}

/* Give the memory of a VMCS the format of this processor */
static void format(struct vmcs *vmcs)
{
	if (vmcs->format == VMCS_FORMAT)
		return;

	memset(vmcs->data, 0, sizeof(vmcs->data));
	vmcs->format = VMCS_FORMAT;
}

/**
 * seam_vmx_clear() - VMCLEAR
 * @cpu: the processor
 * @vmcs: physical address from the operand
 */
enum seam_vmx_result seam_vmx_clear(struct seam_vmx_cpu *cpu, u64 vmcs)
{
	struct vmcs *page;

	if (!cpu->root)
		return SEAM_VMX_UD;

	if (!address_is_valid(cpu, vmcs))
		return vmfail(cpu, SEAM_VMX_CLEAR_ADDRESS);

	if (vmcs == cpu->vmxon)
		return vmfail(cpu, SEAM_VMX_CLEAR_VMXON);

	page = seam_env_page(vmcs);
	if (page)
		format(page);

	if (cpu->vmcs == vmcs)
		cpu->vmcs = SEAM_VMX_NO_VMCS;
	return SEAM_VMX_OK;
}

/**
 * seam_vmx_ptrld() - VMPTRLD
 * @cpu: the processor
 * @vmcs: physical address from the operand
 */
enum seam_vmx_result seam_vmx_ptrld(struct seam_vmx_cpu *cpu, u64 vmcs)
{
	if (!cpu->root)
		return SEAM_VMX_UD;

	if (!address_is_valid(cpu, vmcs))
		return vmfail(cpu, SEAM_VMX_PTRLD_ADDRESS);

	if (vmcs == cpu->vmxon)
		return vmfail(cpu, SEAM_VMX_PTRLD_VMXON);

	if (!revision_is_valid(vmcs, BIT(31)))
		return vmfail(cpu, SEAM_VMX_PTRLD_REVISION);

	format(seam_env_page(vmcs));
	cpu->vmcs = vmcs;
	return SEAM_VMX_OK;
}

/**
 * seam_vmx_ptrst() - VMPTRST
 * @cpu: the processor
 * @vmcs: result, all ones without a current VMCS
 */
enum seam_vmx_result seam_vmx_ptrst(const struct seam_vmx_cpu *cpu, u64 *vmcs)
{
	if (!cpu->root)
		return SEAM_VMX_UD;

	*vmcs = cpu->vmcs;
	return SEAM_VMX_OK;
}

/* Where a field is in the data of a VMCS, and how much of it is meant */
static bool find_field(u64 field, unsigned int *offset, unsigned int *size)
{
	const struct field_group *group;
	u64 index = FIELD_GET(FIELD_INDEX, field);
	u64 width = FIELD_GET(FIELD_WIDTH, field);

	if (field & ~FIELD_ALL)
		return false;

	group = &groups[width][FIELD_GET(FIELD_TYPE, field)];
	if (index >= 64 || !(group->exists & BIT_ULL(index)))
		return false;

	*offset = group->offset + index * group->size;
	*size = group->size;
	if (field & FIELD_HIGH) {
		*offset += sizeof(u32);
		*size = sizeof(u32);
	}

	return !(field & FIELD_HIGH) || width == FIELD_WIDTH_64;
}

/* A field of the current VMCS; no data where there is no memory */
static enum seam_vmx_result current_field(const struct seam_vmx_cpu *cpu, u64 field, void **data,
					  unsigned int *size)
{
	unsigned int offset;
	struct vmcs *vmcs;

	if (!cpu->root)
		return SEAM_VMX_UD;

	if (cpu->vmcs == SEAM_VMX_NO_VMCS)
		return SEAM_VMX_FAIL_INVALID;

	if (!find_field(field, &offset, size))
		return vmfail(cpu, SEAM_VMX_NO_FIELD);

	vmcs = seam_env_page(cpu->vmcs);
	*data = vmcs ? vmcs->data + offset : NULL;
	return SEAM_VMX_OK;
}

/**
 * seam_vmx_read() - VMREAD
 * @cpu: the processor
 * @field: encoding
 * @value: result, untouched on failure
 */
enum seam_vmx_result seam_vmx_read(const struct seam_vmx_cpu *cpu, u64 field, u64 *value)
{
	enum seam_vmx_result result;
	unsigned int size;
	void *data;

	result = current_field(cpu, field, &data, &size);
	if (result != SEAM_VMX_OK)
		return result;

	*value = 0;
	if (data)
		memcpy(value, data, size);
	return SEAM_VMX_OK;
}

/**
 * seam_vmx_write() - VMWRITE
 * @cpu: the processor
 * @field: encoding; exit information can be written too, as IA32_VMX_MISC says
 * @value: to be cut to the width of the field
 */
enum seam_vmx_result seam_vmx_write(const struct seam_vmx_cpu *cpu, u64 field, u64 value)
{
	enum seam_vmx_result result;
	unsigned int size;
	void *data;

	result = current_field(cpu, field, &data, &size);
	if (result == SEAM_VMX_OK && data)
		memcpy(data, &value, size);
	return result;
}

/**
 * seam_vmx_launch() - VMLAUNCH
 * @cpu: the processor
 *
 * There is nothing to run a guest on: the controls are always found wanting.
 */
enum seam_vmx_result seam_vmx_launch(const struct seam_vmx_cpu *cpu)
{
	return cpu->root ? vmfail(cpu, SEAM_VMX_ENTRY_CONTROLS) : SEAM_VMX_UD;
}

/**
 * seam_vmx_resume() - VMRESUME
 * @cpu: the processor
 *
 * No VMLAUNCH ever succeeds, so no VMCS is launched.
 */
enum seam_vmx_result seam_vmx_resume(const struct seam_vmx_cpu *cpu)
{
	return cpu->root ? vmfail(cpu, SEAM_VMX_RESUME_NOT_LAUNCHED) : SEAM_VMX_UD;
}

#define EPTP_MEMTYPE		GENMASK_ULL(2, 0)
#define EPTP_WALK		GENMASK_ULL(5, 3)
#define EPTP_RESERVED		GENMASK_ULL(11, 7)
#define EPTP_UC			0
#define EPTP_WB			6
#define EPTP_WALK_4		3

/* The processor has accessed and dirty flags, and walks of four levels only */
static bool eptp_is_valid(const struct seam_vmx_cpu *cpu, u64 eptp)
{
	u64 memtype = FIELD_GET(EPTP_MEMTYPE, eptp);

	return (memtype == EPTP_UC || memtype == EPTP_WB) &&
	       FIELD_GET(EPTP_WALK, eptp) == EPTP_WALK_4 &&
	       !(eptp & EPTP_RESERVED) && !(eptp >> cpu->phys_bits);
}

/**
 * seam_vmx_invept() - INVEPT
 * @cpu: the processor
 * @type: 1 one EPTP, 2 all
 * @desc: EPTP, and a word that is not looked at
 *
 * There are no translations to invalidate.
 */
enum seam_vmx_result seam_vmx_invept(const struct seam_vmx_cpu *cpu, u64 type, const u64 desc[2])
{
	if (!cpu->root)
		return SEAM_VMX_UD;

	if (type == 2 || (type == 1 && eptp_is_valid(cpu, desc[0])))
		return SEAM_VMX_OK;

	return vmfail(cpu, SEAM_VMX_INV_OPERAND);
}

static bool is_canonical(u64 address)
{
	u64 high = address >> 47;

	return !high || high == GENMASK_ULL(16, 0);
}

/**
 * seam_vmx_invvpid() - INVVPID
 * @cpu: the processor
 * @type: 0 one address, 1 one VPID, 2 all, 3 one VPID without global pages
 * @desc: VPID and linear address
 *
 * There are no translations to invalidate.
 */
enum seam_vmx_result seam_vmx_invvpid(const struct seam_vmx_cpu *cpu, u64 type, const u64 desc[2])
{
	bool valid;

	if (!cpu->root)
		return SEAM_VMX_UD;

	valid = type <= 3 && !(desc[0] >> 16) && (desc[0] || type == 2) &&
		(type || is_canonical(desc[1]));

	return valid ? SEAM_VMX_OK : vmfail(cpu, SEAM_VMX_INV_OPERAND);
}

/**
 * seam_vmx_msr() - MSR by which a processor describes its VMX
 * @msr: number
 * @value: result
 *
 * Return: false for an MSR that does not concern VMX, or does not exist.
 */
bool seam_vmx_msr(u32 msr, u64 *value)
{
	/* Of these none depends on the platform */
	static const struct seam_platform any;

	/* IA32_VMX_PROCBASED_CTLS does not offer tertiary controls */
	if (msr != MSR_FEAT_CTL && (msr < MSR_VMX_BASIC || msr >= MSR_VMX_PROCBASED3))
		return false;

	*value = seam_refcpu_msr(&any, 0, msr);
	return true;
}
