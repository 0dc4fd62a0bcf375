// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim's way into a running kernel: VMX instructions.
 *
 * This processor has none of them, so they trap.  Here they are decoded, their
 * operands fetched and the flags set; what they do is in vmx.c.
 *
 * VMX operation is state of a CPU, kept per CPU and touched by it alone with
 * interrupts off, in the #UD handler or when CR4 is written.
 *
 * CR4.VMXE is virtual, because setting the real bit is not possible on every
 * emulator this runs on: writes to CR4 go through pv_ops and leave it out.  Reads
 * of the register do not, so whoever reads it, and not the kernel's shadow, sees
 * the bit clear.
 */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/insn.h>
#include <asm/insn-eval.h>
#include <asm/paravirt.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/tlbflush.h>

#include "front.h"
#include "vmx.h"

static DEFINE_PER_CPU(struct seam_vmx_cpu, vmx_cpu);

/* CPUs with the virtual CR4.VMXE set */
static atomic_t nr_cr4_vmxe;

/* Arithmetic flags, all cleared by VMX instructions that succeed */
#define FLAGS_ARITH	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			 X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_OF)

#define PREFIX_NONE	0
#define PREFIX_OPSIZE	0x66
#define PREFIX_REP	0xf3
#define PREFIX_REPNE	0xf2

/**
 * seam_front_in_root() - is this CPU between VMXON and VMXOFF?
 *
 * Context: interrupts off.
 */
bool seam_front_in_root(void)
{
	return this_cpu_read(vmx_cpu.root);
}

/**
 * seam_front_set_flags() - set the arithmetic flags
 * @regs: of the instruction
 * @flags: those that are to be set; the others become clear
 */
void seam_front_set_flags(struct pt_regs *regs, unsigned long flags)
{
	regs->flags = (regs->flags & ~FLAGS_ARITH) | flags;
}

/**
 * seam_front_read_operand() - fetch the memory operand of an instruction
 * @insn: decoded
 * @regs: of the instruction
 * @buf: result
 * @size: bytes of it
 *
 * Return: false when it cannot be read.
 */
bool seam_front_read_operand(struct insn *insn, struct pt_regs *regs, void *buf, size_t size)
{
	const void *addr = (__force const void *)insn_get_addr_ref(insn, regs);

	return addr != (void *)-1L && !copy_from_kernel_nofault(buf, addr, size);
}

/**
 * seam_front_has_prefix() - does an instruction have a legacy prefix?
 * @insn: decoded
 * @byte: the prefix
 */
bool seam_front_has_prefix(const struct insn *insn, u8 byte)
{
	unsigned int i;

	for (i = 0; i < insn->prefixes.nbytes; i++) {
		if (insn->prefixes.bytes[i] == byte)
			return true;
	}

	return false;
}

/* The prefix that is part of the opcode */
static u8 opcode_prefix(const struct insn *insn)
{
	static const u8 prefixes[] = { PREFIX_REP, PREFIX_REPNE, PREFIX_OPSIZE };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (seam_front_has_prefix(insn, prefixes[i]))
			return prefixes[i];
	}

	return PREFIX_NONE;
}

/* The register that ModRM.rm names, or NULL when it is memory */
static unsigned long *rm_register(struct insn *insn, struct pt_regs *regs)
{
	int offset = insn_get_modrm_rm_off(insn, regs);

	if (X86_MODRM_MOD(insn->modrm.value) != 3 || offset < 0)
		return NULL;

	return (void *)regs + offset;
}

static bool read_rm(struct insn *insn, struct pt_regs *regs, u64 *value)
{
	const unsigned long *reg = rm_register(insn, regs);

	if (!reg)
		return seam_front_read_operand(insn, regs, value, sizeof(*value));

	*value = *reg;
	return true;
}

static bool write_rm(struct insn *insn, struct pt_regs *regs, u64 value)
{
	unsigned long *reg = rm_register(insn, regs);
	void *addr;

	if (reg) {
		*reg = value;
		return true;
	}

	addr = (__force void *)insn_get_addr_ref(insn, regs);
	return addr != (void *)-1L && !copy_to_kernel_nofault(addr, &value, sizeof(value));
}

static enum seam_verdict finish(struct pt_regs *regs, enum seam_vmx_result result)
{
	switch (result) {
	case SEAM_VMX_OK:
		seam_front_set_flags(regs, 0);
		return SEAM_DONE;
	case SEAM_VMX_FAIL_INVALID:
		seam_front_set_flags(regs, X86_EFLAGS_CF);
		return SEAM_DONE;
	case SEAM_VMX_FAIL_VALID:
		seam_front_set_flags(regs, X86_EFLAGS_ZF);
		return SEAM_DONE;
	case SEAM_VMX_UD:
		break;
	}

	return SEAM_FAULT_UD;
}

/* 0F 01: no operands */
static enum seam_verdict do_0f01(struct insn *insn, struct pt_regs *regs)
{
	struct seam_vmx_cpu *cpu = this_cpu_ptr(&vmx_cpu);

	switch (insn->modrm.value) {
	case 0xc2:
		return finish(regs, seam_vmx_launch(cpu));
	case 0xc3:
		return finish(regs, seam_vmx_resume(cpu));
	case 0xc4:
		return finish(regs, seam_vmx_off(cpu));
	default:
		return SEAM_NOT_OURS;
	}
}

static enum seam_verdict do_vmptrst(struct insn *insn, struct pt_regs *regs)
{
	enum seam_vmx_result result;
	u64 vmcs;

	result = seam_vmx_ptrst(this_cpu_ptr(&vmx_cpu), &vmcs);
	if (result == SEAM_VMX_OK && !write_rm(insn, regs, vmcs))
		return SEAM_NOT_OURS;

	return finish(regs, result);
}

/* 0F C7 /6 and /7: a physical address in memory */
static enum seam_verdict do_0fc7(struct insn *insn, struct pt_regs *regs)
{
	struct seam_vmx_cpu *cpu = this_cpu_ptr(&vmx_cpu);
	u8 reg = X86_MODRM_REG(insn->modrm.value);
	u8 prefix = opcode_prefix(insn);
	u64 pa;

	if (X86_MODRM_MOD(insn->modrm.value) == 3)
		return SEAM_NOT_OURS;

	if (reg == 7 && prefix == PREFIX_NONE)
		return do_vmptrst(insn, regs);

	if (reg != 6 || !seam_front_read_operand(insn, regs, &pa, sizeof(pa)))
		return SEAM_NOT_OURS;

	switch (prefix) {
	case PREFIX_REP:
		return finish(regs, seam_vmx_on(cpu, pa));
	case PREFIX_OPSIZE:
		return finish(regs, seam_vmx_clear(cpu, pa));
	case PREFIX_NONE:
		return finish(regs, seam_vmx_ptrld(cpu, pa));
	default:
		return SEAM_NOT_OURS;
	}
}

/* 0F 78: the field's encoding in ModRM.reg, the result to ModRM.rm */
static enum seam_verdict do_vmread(struct insn *insn, struct pt_regs *regs)
{
	const unsigned long *field = insn_get_modrm_reg_ptr(insn, regs);
	enum seam_vmx_result result;
	u64 value;

	if (!field || opcode_prefix(insn) != PREFIX_NONE)
		return SEAM_NOT_OURS;

	result = seam_vmx_read(this_cpu_ptr(&vmx_cpu), *field, &value);
	if (result == SEAM_VMX_OK && !write_rm(insn, regs, value))
		return SEAM_NOT_OURS;

	return finish(regs, result);
}

/* 0F 79: the field's encoding in ModRM.reg, the value in ModRM.rm */
static enum seam_verdict do_vmwrite(struct insn *insn, struct pt_regs *regs)
{
	const unsigned long *field = insn_get_modrm_reg_ptr(insn, regs);
	u64 value;

	if (!field || opcode_prefix(insn) != PREFIX_NONE || !read_rm(insn, regs, &value))
		return SEAM_NOT_OURS;

	return finish(regs, seam_vmx_write(this_cpu_ptr(&vmx_cpu), *field, value));
}

/* 66 0F 38 80 and 81: the type in ModRM.reg, a descriptor in memory */
static enum seam_verdict do_0f38(struct insn *insn, struct pt_regs *regs)
{
	const unsigned long *type = insn_get_modrm_reg_ptr(insn, regs);
	struct seam_vmx_cpu *cpu = this_cpu_ptr(&vmx_cpu);
	u8 op = insn->opcode.bytes[2];
	u64 desc[2];

	if ((op != 0x80 && op != 0x81) || opcode_prefix(insn) != PREFIX_OPSIZE || !type ||
	    X86_MODRM_MOD(insn->modrm.value) == 3 ||
	    !seam_front_read_operand(insn, regs, desc, sizeof(desc)))
		return SEAM_NOT_OURS;

	if (op == 0x80)
		return finish(regs, seam_vmx_invept(cpu, *type, desc));

	return finish(regs, seam_vmx_invvpid(cpu, *type, desc));
}

/**
 * seam_front_vmx() - execute an instruction if it is one of VMX
 * @insn: decoded, of the two-byte opcodes
 * @regs: of the instruction, changed only when it is executed
 *
 * Context: #UD handler.
 * Return: what became of it.
 */
enum seam_verdict seam_front_vmx(struct insn *insn, struct pt_regs *regs)
{
	switch (insn->opcode.bytes[1]) {
	case 0x01:
		return do_0f01(insn, regs);
	case 0x38:
		return do_0f38(insn, regs);
	case 0x78:
		return do_vmread(insn, regs);
	case 0x79:
		return do_vmwrite(insn, regs);
	case 0xc7:
		return do_0fc7(insn, regs);
	default:
		return SEAM_NOT_OURS;
	}
}

static void set_cr4_vmxe(struct seam_vmx_cpu *cpu, bool on)
{
	if (cpu->cr4_vmxe == on)
		return;

	cpu->cr4_vmxe = on;
	atomic_add(on ? 1 : -1, &nr_cr4_vmxe);
}

/*
 * A CPU that returns from S3 or into a hibernation image writes CR4 before it
 * can reach its per-CPU data.  No CPU has the bit then.
 *
 * Who means to change the bit changes the shadow first.  Some read the register,
 * where the bit never shows, change another and write that, as when caches are
 * disabled to set MTRRs: the bit stays then.
 */
static notrace void seam_write_cr4(unsigned long cr4)
{
	bool on = cr4 & X86_CR4_VMXE;

	if (on || atomic_read(&nr_cr4_vmxe)) {
		on = on || cr4_read_shadow() & X86_CR4_VMXE;
		set_cr4_vmxe(this_cpu_ptr(&vmx_cpu), on);

		/* Hardware raises #GP instead */
		WARN_ONCE(this_cpu_read(vmx_cpu.root) && !on,
			  "CR4.VMXE cleared in VMX operation\n");
	}

	native_write_cr4(cr4 & ~X86_CR4_VMXE);
}

/*
 * The native flush writes the shadow of CR4, virtual VMXE bit and all, straight
 * to the register.
 */
static void seam_flush_tlb_global(void)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	__native_tlb_flush_global(cr4_read_shadow() & ~X86_CR4_VMXE);
	raw_local_irq_restore(flags);
}

/**
 * seam_front_vmx_present() - keep CR4.VMXE virtual
 *
 * Context: while early parameters are parsed.
 */
void __init seam_front_vmx_present(void)
{
	pv_ops.cpu.write_cr4 = seam_write_cr4;
	pv_ops.mmu.flush_tlb_kernel = seam_flush_tlb_global;
}

/**
 * seam_front_cpu_reset() - a CPU goes through INIT, which ends VMX operation
 * @cpu: the CPU, which executes nothing or this with interrupts off
 *
 * Context: any.
 * Return: 0.
 */
int seam_front_cpu_reset(unsigned int cpu)
{
	struct seam_vmx_cpu *vmx = per_cpu_ptr(&vmx_cpu, cpu);

	set_cr4_vmxe(vmx, false);
	seam_vmx_reset(vmx, boot_cpu_data.x86_phys_bits);

	return 0;
}
