// SPDX-License-Identifier: GPL-2.0
/*
 * Why TDX is not available: errors on their way into the kernel log, kept for
 * sysfs and debugfs.
 *
 * Whatever keeps TDX from being enabled is printed by tdx_err(), so that what an
 * administrator reads later is the line that was printed.  The lines of one
 * attempt are kept: the first is the cause, more follow when a cause has several
 * places.  What does not fit is in the kernel log only, and a last line says so.
 *
 * report_lock guards the text; it is taken with interrupts off, nests inside
 * everything, and nothing is printed under it.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <kunit/static_stub.h>
#include <kunit/visibility.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "host.h"

static const char more_text[] = "... more in the kernel log\n";

static DEFINE_RAW_SPINLOCK(report_lock);
static char report[TDX_REPORT_BYTES];	/* report_lock */
static size_t report_len;		/* report_lock; without the NUL */
static bool report_full;		/* report_lock */

/**
 * tdx_report_begin() - a new attempt to enable TDX begins
 *
 * Context: any but NMI.
 */
void tdx_report_begin(void)
{
	unsigned long flags;

	/* That state has no new attempts: the cause stays */
	if (tdx_host_state() == TDX_DEAD)
		return;

	raw_spin_lock_irqsave(&report_lock, flags);
	report[0] = '\0';
	report_len = 0;
	report_full = false;
	raw_spin_unlock_irqrestore(&report_lock, flags);
}

/* A whole line or none, so that no address is cut to another one */
static void keep_line(struct va_format *line)
{
	size_t room, len;

	lockdep_assert_held(&report_lock);

	if (report_full)
		return;

	room = sizeof(report) - sizeof(more_text) - report_len;
	len = snprintf(report + report_len, room, "%pV", line);
	if (len >= room) {
		strscpy(report + report_len, more_text, sizeof(report) - report_len);
		len = strlen(more_text);
		report_full = true;
	}
	report_len += len;
}

/* A test has a place of its own: what it provokes tells nothing about this host */
VISIBLE_IF_KUNIT void tdx_report_keep(struct va_format *line)
{
	unsigned long flags;

	KUNIT_STATIC_STUB_REDIRECT(tdx_report_keep, line);

	raw_spin_lock_irqsave(&report_lock, flags);
	keep_line(line);
	raw_spin_unlock_irqrestore(&report_lock, flags);
}
EXPORT_SYMBOL_IF_KUNIT(tdx_report_keep);

/**
 * tdx_err() - print why TDX is not available, and keep it for the administrator
 * @fmt: one line, with its end; addresses with 0x in front
 *
 * Context: any but NMI.
 */
void tdx_err(const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	tdx_report_keep(&vaf);
	pr_err("%pV", &vaf);
	va_end(args);
}

/**
 * tdx_seamcall_failed() - say that a leaf failed
 * @status: what it returned, not success
 * @step: format of the leaf's name, and of what it was about
 *
 * Context: any.
 * Return: the errno for @status, never 0.
 */
int tdx_seamcall_failed(tdx_status_t status, const char *step, ...)
{
	struct va_format vaf = { .fmt = step };
	va_list args;

	va_start(args, step);
	vaf.va = &args;
	tdx_err("%pV failed: %s (0x%llx): %s\n", &vaf, tdx_status_name(status),
		tdx_status_raw(status), tdx_status_advice(status));
	va_end(args);

	return tdx_status_to_errno(status) ?: -EIO;
}

/**
 * tdx_no_memory() - say that an allocation failed
 * @what: what the memory was for
 *
 * Context: any.
 * Return: -ENOMEM.
 */
int tdx_no_memory(const char *what)
{
	tdx_err("no memory for the %s: free memory and try again\n", what);

	return -ENOMEM;
}

/**
 * tdx_report_read() - the lines of the last attempt
 * @buf: for the text
 * @size: of @buf; TDX_REPORT_BYTES is always enough
 *
 * Context: any but NMI.
 * Return: length of the text, 0 when nothing went wrong.
 */
size_t tdx_report_read(char *buf, size_t size)
{
	unsigned long flags;
	size_t len;

	raw_spin_lock_irqsave(&report_lock, flags);
	strscpy(buf, report, size);
	len = report_len;
	raw_spin_unlock_irqrestore(&report_lock, flags);

	return len;
}

/* An address may hide in any hexadecimal number: leave none of their digits */
static void mask_numbers(char *text)
{
	char *from = text, *to = text;

	while (*from) {
		if (from[0] != '0' || from[1] != 'x' || !isxdigit(from[2])) {
			*to++ = *from++;
			continue;
		}
		for (from += 2; isxdigit(*from); from++)
			;
		/* What is written was read: at least one digit is gone */
		memcpy(to, "0x*", 3);
		to += 3;
	}
	*to = '\0';
}

/* The first line of the last attempt, behind a word; false when there is none */
static bool put_cause(char *buf, const char *word, bool mask)
{
	size_t len = strlen(word);
	char *text = buf + len;

	memcpy(buf, word, len);
	if (!tdx_report_read(text, TDX_STATE_BYTES - len))
		return false;

	*strchrnul(text, '\n') = '\0';
	if (mask)
		mask_numbers(text);

	return true;
}

/**
 * tdx_report_state() - the state of TDX on this host in words
 * @buf: TDX_STATE_BYTES for a word, and, unless it is "ready", a colon and what
 *	to know or to do about it
 * @mask: leave no hexadecimal number in it, for an address may be one
 *
 * Context: any but NMI.
 */
void tdx_report_state(char *buf, bool mask)
{
	const char *text = "ready";

	switch (tdx_host_state()) {
	case TDX_READY:
		break;
	case TDX_DEAD:
		if (put_cause(buf, "dead: ", mask))
			return;
		text = "dead: reboot";
		break;
	case TDX_PRESENT:
		if (put_cause(buf, "failed: ", mask))
			return;
		text = "present: not enabled yet, KVM does that when it needs TDX";
		break;
	case TDX_ABSENT:
		if (put_cause(buf, "unusable: ", mask))
			return;
		text = "off: tdx_host=off is on the kernel command line";
	}

	strscpy(buf, text, TDX_STATE_BYTES);
}
