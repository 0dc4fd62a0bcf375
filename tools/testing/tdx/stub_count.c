// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the instructions that the SEAMCALL stubs of a kernel execute, from the
 * first one of a stub to the one that returns, SEAMCALL itself included.
 *
 * The object file of the kernel build is linked in as it is.  A child calls each
 * stub once and is stepped instruction by instruction; where SEAMCALL stands, the
 * parent does what the module would: status 0, CF clear.  The count is exact, and
 * the same on every machine.
 *
 * Output: a line "FORM COUNT" for each form.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/array_size.h>

#include "seamcall_test.h"

#define FLAGS_CF	1ULL

/* No stub is as long; it has gone astray */
#define MAX_STEPS	10000

static const uint8_t seamcall[] = { 0x66, 0x0f, 0x01, 0xcf };

static const struct form {
	const char *name;
	stub call;
} forms[] = {
	{ "no-output", __seamcall },
	{ "output", __seamcall_ret },
	{ "saved", __seamcall_saved_ret },
};

/* What objects of the kernel name; a build with return thunks jumps there */
asm(".globl __x86_return_thunk\n__x86_return_thunk: ret\n");

static void fail(const char *what)
{
	fprintf(stderr, "stub_count: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void be_stepped(void)
{
	struct tdx_module_args args = {};
	unsigned int i;

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		fail("PTRACE_TRACEME");
	raise(SIGSTOP);
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		if (forms[i].call(1, &args))
			_exit(2);
	}
	_exit(0);
}

static uint64_t peek(pid_t pid, uint64_t at)
{
	errno = 0;
	uint64_t word = ptrace(PTRACE_PEEKTEXT, pid, at, NULL);

	if (errno)
		fail("PTRACE_PEEKTEXT");
	return word;
}

static void regs_of(pid_t pid, struct user_regs_struct *regs)
{
	if (ptrace(PTRACE_GETREGS, pid, NULL, regs))
		fail("PTRACE_GETREGS");
}

static void step(pid_t pid, struct user_regs_struct *regs)
{
	int status;

	if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) || waitpid(pid, &status, 0) != pid)
		fail("PTRACE_SINGLESTEP");
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP) {
		fprintf(stderr, "stub_count: a stub ended with wait status 0x%x\n", status);
		exit(1);
	}
	regs_of(pid, regs);
}

/* True if SEAMCALL is next, which is then done */
static int answer_seamcall(pid_t pid, struct user_regs_struct *regs)
{
	uint64_t word = peek(pid, regs->rip);

	if (memcmp(&word, seamcall, sizeof(seamcall)))
		return 0;

	regs->rip += sizeof(seamcall);
	regs->rax = 0;
	regs->eflags &= ~FLAGS_CF;
	if (ptrace(PTRACE_SETREGS, pid, NULL, regs))
		fail("PTRACE_SETREGS");
	return 1;
}

static unsigned int count(pid_t pid, const struct form *form)
{
	unsigned int steps = 0, calls = 0;
	struct user_regs_struct regs;
	uint64_t back;

	regs_of(pid, &regs);
	while (regs.rip != (uint64_t)form->call)
		step(pid, &regs);

	back = peek(pid, regs.rsp);
	while (regs.rip != back && steps++ < MAX_STEPS) {
		if (answer_seamcall(pid, &regs))
			calls++;
		else
			step(pid, &regs);
	}

	if (regs.rip != back || calls != 1) {
		fprintf(stderr, "stub_count: %s: %u SEAMCALLs in %u steps\n", form->name, calls,
			steps);
		exit(1);
	}
	return steps;
}

int main(void)
{
	pid_t pid = fork();
	unsigned int i;
	int status;

	if (pid < 0)
		fail("fork");
	if (!pid)
		be_stepped();
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		fail("waitpid");

	for (i = 0; i < ARRAY_SIZE(forms); i++)
		printf("%s %u\n", forms[i].name, count(pid, &forms[i]));

	ptrace(PTRACE_CONT, pid, NULL, NULL);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "stub_count: a stub returned what the module did not\n");
		return 1;
	}
	return 0;
}
