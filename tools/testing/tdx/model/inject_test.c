// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: faults on demand, and statuses by name.
 */
#include "test.h"

#define OK		0x0000000000000000
#define SYS_BUSY	0x8000020200000000
#define BUSY_RCX	0x8000020000000001
#define BUSY_KET	0x80000200000000bb
#define BUSY_WBCACHE	0x80000200000000bc
#define NO_ENTROPY	0x8000020300000000
#define KEY_FAILED	0x8000080000000000
#define INVALID		0xc000010000000000
#define NOT_READY	0xc000050500000000
#define LP_INIT_DONE	0xc000050300000000
#define KEY_CONFIGURED	0x0000081500000000
#define INIT_NOT_PENDING 0xc000050000000000

static void inject(const char *text)
{
	assert_int_equal(seam_inject_parse(&machine.m, text), 0);
}

/* A call that does no harm, in any state, on any processor */
static u64 lp_shutdown(unsigned int lp)
{
	return test_leaf(lp, TDH_SYS_LP_SHUTDOWN, 0, 0, 0);
}

static void assert_rule(unsigned int index, const char *text, u64 seen, u64 fired)
{
	char buf[SEAM_INJECT_TEXT];
	u64 got_seen, got_fired;

	assert_true(seam_inject_show(&machine.m, index, buf, sizeof(buf), &got_seen, &got_fired));
	assert_string_equal(buf, text);
	assert_int_equal(got_seen, seen);
	assert_int_equal(got_fired, fired);
}

static bool has_rule(unsigned int index)
{
	char buf[SEAM_INJECT_TEXT];
	u64 seen, fired;

	return seam_inject_show(&machine.m, index, buf, sizeof(buf), &seen, &fired);
}

/* Which calls are changed: x is one, of ten */
static void test_turns(void **state)
{
	static const struct {
		const char *text;
		const char *calls;
		u64 seen, fired;
	} rows[] = {
		{ "leaf=any status=0xc000010000000000", "xxxxxxxxxx", 10, 10 },
		{ "leaf=any nth=1 status=0xc000010000000000", "x---------", 10, 1 },
		{ "leaf=any nth=4 status=0xc000010000000000", "---x------", 10, 1 },
		{ "leaf=any nth=10 status=0xc000010000000000", "---------x", 10, 1 },
		{ "leaf=any nth=11 status=0xc000010000000000", "----------", 10, 0 },
		{ "leaf=any from=1 status=0xc000010000000000", "xxxxxxxxxx", 10, 10 },
		{ "leaf=any from=4 status=0xc000010000000000", "---xxxxxxx", 10, 7 },
		{ "leaf=any first=1 status=0xc000010000000000", "x---------", 10, 1 },
		{ "leaf=any first=4 status=0xc000010000000000", "xxxx------", 10, 4 },
		{ "leaf=any first=0xffffffffffffffff status=0xc000010000000000", "xxxxxxxxxx",
		  10, 10 },
		{ "leaf=44 nth=2 status=0xc000010000000000", "-x--------", 10, 1 },
		{ "leaf=43 status=0xc000010000000000", "----------", 0, 0 },
	};
	struct seam_inject what;
	unsigned int i, n;
	u64 seen, fired;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_reach(STAGE_LOADED);
		inject(rows[i].text);
		for (n = 0; n < 10; n++)
			assert_int_equal(lp_shutdown(n % TEST_LPS),
					 rows[i].calls[n] == 'x' ? INVALID : OK);
		assert_true(seam_inject_get(&machine.m, 0, &what, &seen, &fired));
		assert_int_equal(seen, rows[i].seen);
		assert_int_equal(fired, rows[i].fired);
	}
}

/* Only calls that a rule is about are counted. LPs 2 and 3 are in package 1 */
static void test_filters(void **state)
{
	static const struct {
		const char *text;
		u64 status[6];
	} rows[] = {
		/* Calls: LP 0 and LP 2 with one leaf, LP 3 and LP 2 with another, twice LP 2 */
		{ "leaf=SYS.LP.SHUTDOWN nth=2 status=INVALID_TDMR", { OK, 0xc0000a0000000000 } },
		{ "leaf=any lp=2 nth=2 status=INVALID_TDMR", { [3] = 0xc0000a0000000000 } },
		{ "leaf=any pkg=1 nth=2 status=INVALID_TDMR", { [2] = 0xc0000a0000000000 } },
		{ "leaf=any pkg=1 lp=2 nth=3 status=INVALID_TDMR", { [4] = 0xc0000a0000000000 } },
		{ "leaf=any pkg=0 nth=2 status=INVALID_TDMR", { } },
		{ "leaf=TDH.MNG.KEY.RECLAIMID first=1 status=INVALID_TDMR",
		  { [2] = 0xc0000a0000000000 } },
	};
	static const struct {
		unsigned int lp;
		u64 leaf;
	} calls[] = { { 0, 44 }, { 2, 44 }, { 3, 27 }, { 2, 27 }, { 2, 44 }, { 2, 44 } };
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_reach(STAGE_READY);
		inject(rows[i].text);
		for (n = 0; n < ARRAY_SIZE(calls); n++)
			assert_int_equal(test_leaf(calls[n].lp, calls[n].leaf, 0, 0, 0),
					 rows[i].status[n]);
	}
}

/* Nothing but RAX changes, also in the module; versions are the same leaf */
static void test_without_effect(void **state)
{
	struct seam_regs regs, in;

	test_reach(STAGE_LP_INIT);
	inject("leaf=SYS.CONFIG nth=1 status=SYS_BUSY");
	test_snapshot();
	memset(&in, 0x5a, sizeof(in));
	in.rcx = TEST_ARRAY;
	in.rdx = 2;
	in.r8 = TEST_HKID;
	regs = in;
	assert_int_equal(test_call(0, 45, &regs), SYS_BUSY);
	in.rax = regs.rax;
	assert_memory_equal(&regs, &in, sizeof(in));
	test_assert_unchanged();
	assert_int_equal(atomic64_read(&machine.m.stats[45].busy), 1);
	assert_int_equal(test_config(), OK);

	inject("leaf=TDH.SYS.KEY.CONFIG nth=1 status=KEY_GENERATION_FAILED");
	assert_int_equal(test_leaf(0, 0xff001f, 0, 0, 0), KEY_FAILED);
}

static void test_after(void **state)
{
	struct seam_regs regs;

	test_reach(STAGE_LOADED);
	inject("leaf=SYS.INIT nth=1 status=SYS_BUSY after");
	regs = (struct seam_regs){ .rdx = 7, .r8 = 8 };
	assert_int_equal(test_call(0, 33, &regs), SYS_BUSY);
	assert_int_equal(regs.rdx, 7);
	assert_int_equal(regs.r8, 8);
	assert_int_equal(atomic_read(&machine.m.state), 1);
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), INIT_NOT_PENDING);

	inject("leaf=SYS.LP.INIT lp=1 status=RND_NO_ENTROPY after");
	assert_int_equal(test_leaf(1, 35, 0, 0, 0), NO_ENTROPY);
	/* It did happen; a failure of the leaf itself is told */
	assert_int_equal(test_leaf(1, 35, 0, 0, 0), LP_INIT_DONE);
	assert_true(machine.m.lp[1].initialised);
	assert_rule(1, "leaf=TDH.SYS.LP.INIT lp=1 status=TDX_RND_NO_ENTROPY after", 2, 2);

	/* A host that repeats this call loses 4 MiB of progress and nothing else */
	test_reach(STAGE_READY);
	inject("leaf=SYS.TDMR.INIT nth=256 status=0x8000020000000001 after");
	test_init_tdmr(TDMR0, 255);
	regs = (struct seam_regs){ .rcx = TDMR0, .rdx = 7 };
	assert_int_equal(test_call(0, 36, &regs), BUSY_RCX);
	assert_int_equal(regs.rdx, 7);
	assert_int_equal(test_leaf(0, 36, TDMR0, 0, 0), 0x00000a0300000000);
	assert_int_equal(test_page_type(TDMR0 + 0x3000), 0);

	test_reach(STAGE_CONFIG);
	inject("leaf=SYS.KEY.CONFIG first=1 status=0x80000200000000bb after");
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), BUSY_KET);
	assert_int_equal(test_leaf(1, 31, 0, 0, 0), KEY_CONFIGURED);
}

/* The status of a lock that is taken is that of the leaf */
static void test_busy(void **state)
{
	static const struct {
		u64 leaf, status;
	} rows[] = {
		{ 33, SYS_BUSY }, { 35, SYS_BUSY }, { 45, SYS_BUSY }, { 31, SYS_BUSY },
		{ 36, BUSY_RCX }, { 34, SYS_BUSY }, { 37, SYS_BUSY }, { 32, SYS_BUSY },
		{ 24, BUSY_RCX }, { 28, BUSY_RCX }, { 41, BUSY_RCX }, { 40, BUSY_WBCACHE },
		{ 27, SYS_BUSY }, { 44, SYS_BUSY }, { 52, SYS_BUSY }, { 53, SYS_BUSY },
		{ 42, SYS_BUSY }, { 0xffff, SYS_BUSY },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_reach(STAGE_LOADED);
		inject("leaf=any first=1 busy");
		assert_int_equal(test_leaf(0, rows[i].leaf, 0, 0, 0), rows[i].status);
		assert_int_not_equal(test_leaf(0, rows[i].leaf, 0, 0, 0), rows[i].status);
	}

	test_reach(STAGE_READY);
	inject("leaf=SYS.TDMR.INIT first=2 busy");
	assert_int_equal(test_leaf(0, 36, TDMR0, 0, 0), BUSY_RCX);
	assert_int_equal(test_leaf(0, 36, TDMR1, 0, 0), BUSY_RCX);
	assert_int_equal(test_leaf(0, 36, TDMR0, 0, 0), OK);
}

/* Leaves that draw no random number are not even counted */
static void test_entropy(void **state)
{
	test_reach(STAGE_LOADED);
	inject("leaf=any first=4 entropy");
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), NO_ENTROPY);
	assert_int_equal(lp_shutdown(0), OK);
	assert_int_equal(test_leaf(0, 36, TDMR0, 0, 0), NOT_READY);
	assert_int_equal(test_leaf(0, 0xffff, 0, 0, 0), NOT_READY);
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), NO_ENTROPY);
	assert_int_equal(test_leaf(0, 35, 0, 0, 0), NO_ENTROPY);
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), KEY_FAILED);
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), OK);
	assert_rule(0, "leaf=any first=4 entropy", 5, 4);

	test_reach(STAGE_CONFIG);
	inject("leaf=SYS.KEY.CONFIG pkg=1 first=2 entropy");
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), OK);
	assert_int_equal(test_leaf(2, 31, 0, 0, 0), KEY_FAILED);
	assert_int_equal(test_leaf(3, 31, 0, 0, 0), KEY_FAILED);
	assert_int_equal(test_leaf(2, 31, 0, 0, 0), OK);
}

static void test_processor_fails(void **state)
{
	unsigned int lp, n;

	test_reach(STAGE_SYS_INIT);
	inject("leaf=SYS.LP.INIT lp=2 status=0xc0000920000000cf");
	for (n = 0; n < 2; n++) {
		for (lp = 0; lp < TEST_LPS; lp++)
			assert_int_equal(test_leaf(lp, 35, 0, 0, 0),
					 lp == 2 ? 0xc0000920000000cf : n ? LP_INIT_DONE : OK);
	}
	assert_int_equal(test_config(), 0xc000050c00000000);
}

static void assert_vmfail(u64 leaf)
{
	struct seam_regs regs = { .rax = leaf, .rcx = 1, .rdx = 2 }, in = regs;

	assert_int_equal(seam_call(&machine.m, 1, true, &regs), SEAM_VMFAIL);
	assert_memory_equal(&regs, &in, sizeof(in));
}

static void test_module_disappears(void **state)
{
	u64 calls;

	test_reach(STAGE_READY);
	inject("leaf=any from=3 vmfail");
	assert_int_equal(lp_shutdown(1), OK);
	assert_int_equal(lp_shutdown(2), OK);
	calls = seam_leaf_calls(&machine.m.stats[44]);
	test_snapshot();
	assert_vmfail(44);
	assert_vmfail(36);
	assert_vmfail(U64_MAX);
	assert_int_equal(seam_leaf_calls(&machine.m.stats[44]), calls);
	assert_rule(0, "leaf=any from=3 vmfail", 5, 3);
	/* It was never gone */
	inject("clear");
	test_assert_unchanged();
	assert_int_equal(lp_shutdown(1), OK);

	/* Once, as while a module is replaced */
	inject("leaf=SYS.RD nth=1 vmfail");
	assert_int_equal(lp_shutdown(1), OK);
	assert_vmfail(34);
	assert_int_equal(test_leaf(1, 34, 0, 0x9100000100000008, 0), OK);
}

/* All rules count a call; the first one whose turn it is decides */
static void test_several(void **state)
{
	test_reach(STAGE_LOADED);
	inject("leaf=any first=2 status=TDX_INVALID_TDMR");
	inject("leaf=SYS.LP.SHUTDOWN nth=2 status=TDX_INVALID_PAMT");
	inject("leaf=SYS.LP.SHUTDOWN from=4 status=TDX_PAMT_OVERLAP");
	inject("leaf=any nth=5 vmfail");
	assert_int_equal(lp_shutdown(0), 0xc0000a0000000000);
	assert_int_equal(lp_shutdown(0), 0xc0000a0000000000);
	assert_int_equal(lp_shutdown(0), OK);
	assert_int_equal(lp_shutdown(0), 0xc0000a1200000000);
	assert_int_equal(lp_shutdown(0), 0xc0000a1200000000);
	assert_rule(0, "leaf=any first=2 status=TDX_INVALID_TDMR", 5, 2);
	assert_rule(1, "leaf=TDH.SYS.LP.SHUTDOWN nth=2 status=TDX_INVALID_PAMT", 5, 0);
	assert_rule(2, "leaf=TDH.SYS.LP.SHUTDOWN from=4 status=TDX_PAMT_OVERLAP", 5, 2);
	assert_rule(3, "leaf=any nth=5 vmfail", 5, 0);
	assert_false(has_rule(4));
}

static void test_room(void **state)
{
	unsigned int i, round;

	test_reach(STAGE_LOADED);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 8; i++) {
			assert_false(has_rule(i));
			inject("leaf=SYS.LP.SHUTDOWN nth=2 status=0xc0000a0000000000");
			assert_true(has_rule(i));
		}
		assert_int_equal(seam_inject_parse(&machine.m, "leaf=any busy"), -ENOSPC);
		assert_int_equal(lp_shutdown(0), OK);
		assert_int_equal(lp_shutdown(0), 0xc0000a0000000000);
		assert_rule(0, "leaf=TDH.SYS.LP.SHUTDOWN nth=2 status=TDX_INVALID_TDMR", 2, 1);
		assert_rule(7, "leaf=TDH.SYS.LP.SHUTDOWN nth=2 status=TDX_INVALID_TDMR", 2, 0);
		inject("clear");
		assert_int_equal(lp_shutdown(0), OK);
	}

	assert_true(seam_trylock(&machine.m.rules.change));
	assert_int_equal(seam_inject_parse(&machine.m, "leaf=any busy"), -EBUSY);
	assert_int_equal(seam_inject_parse(&machine.m, "clear"), -EBUSY);
	assert_false(has_rule(0));
}

/* A call that counted under one rule must not count under the one that follows */
static void test_new_rule_in_old_place(void **state)
{
	struct seam_rule old;

	test_reach(STAGE_LOADED);
	inject("leaf=any from=2 status=TDX_INVALID_TDMR");
	assert_int_equal(lp_shutdown(0), OK);
	old = machine.m.rules.rule[0];
	inject("clear");
	inject("leaf=any nth=1 status=TDX_INVALID_PAMT");
	assert_rule(0, "leaf=any nth=1 status=TDX_INVALID_PAMT", 0, 0);
	assert_int_not_equal(atomic64_read(&machine.m.rules.rule[0].seen),
			     atomic64_read(&old.seen) - 1);
	assert_int_equal(lp_shutdown(0), 0xc0000a1000000000);
	assert_int_equal(lp_shutdown(0), OK);
}

/* An NMI in a leaf: its call never got so far as to be counted */
static void test_nested(void **state)
{
	test_reach(STAGE_LOADED);
	inject("leaf=any nth=1 status=TDX_INVALID_TDMR");
	atomic_set(&machine.m.lp[1].busy, 1);
	assert_int_equal(lp_shutdown(1), SYS_BUSY);
	assert_int_equal(lp_shutdown(0), 0xc0000a0000000000);
}

/* The rules belong to the test, not to the module */
static void test_lifetime(void **state)
{
	test_reach(STAGE_SHUTDOWN);
	inject("leaf=SYS.INIT nth=1 status=TDX_INVALID_TDMR");
	seam_module_update(&machine.m, &machine.plat);
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), 0xc0000a0000000000);
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), OK);
	machine_load();
	assert_false(has_rule(0));
}

/* What is read as one thing is shown as the same thing, in one way */
static void test_text(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} rows[] = {
		{ "leaf=any busy", "leaf=any busy" },
		{ "  busy\tleaf=any\n", "leaf=any busy" },
		{ "leaf=SYS.CONFIG,nth=1,status=TDX_SYS_BUSY",
		  "leaf=TDH.SYS.CONFIG nth=1 status=TDX_SYS_BUSY" },
		{ ",leaf=45,,first=1, status=0x8000020200000000,",
		  "leaf=TDH.SYS.CONFIG nth=1 status=TDX_SYS_BUSY" },
		{ "leaf=SYS.TDMR.INIT nth=100 status=0xc000010000000001",
		  "leaf=TDH.SYS.TDMR.INIT nth=100 status=0xc000010000000001" },
		{ "leaf=any from=50 vmfail", "leaf=any from=50 vmfail" },
		{ "leaf=any from=1 vmfail", "leaf=any vmfail" },
		{ "leaf=SYS.LP.INIT lp=3 pkg=1 status=0",
		  "leaf=TDH.SYS.LP.INIT lp=3 pkg=1 status=TDX_SUCCESS" },
		{ "leaf=SYS.LP.INIT lp=0 entropy", "leaf=TDH.SYS.LP.INIT lp=0 entropy" },
		{ "leaf=SYS.KEY.CONFIG first=3 after status=KEY_GENERATION_FAILED",
		  "leaf=TDH.SYS.KEY.CONFIG first=3 status=TDX_KEY_GENERATION_FAILED after" },
		{ "leaf=0xffff status=0x0000777700000001", "leaf=65535 status=0x777700000001" },
		{ "leaf=42 first=7 status=1", "leaf=42 first=7 status=0x1" },
		{ "leaf=42 status=0x000000000000000000000000000000000000000000000000000001",
		  "leaf=42 status=0x1" },
		{ "leaf=TDH.VP.ENTER status=18446463698244468735",
		  "leaf=TDH.VP.ENTER status=0xffff00ffffffffff" },
		{ "leaf=EXPORT.STATE.IMMUTABLE lp=3 pkg=1 nth=18446744073709551614 busy",
		  "leaf=TDH.EXPORT.STATE.IMMUTABLE lp=3 pkg=1 nth=18446744073709551614 busy" },
		{ "leaf=SYS.RD nth=1 field=0x9100000100000008 out=r8:65535",
		  "leaf=TDH.SYS.RD field=0x9100000100000008 nth=1 out=r8:0xffff" },
		{ "leaf=any out=rdx:0xffffffffffffffff", "leaf=any out=rdx:0xffffffffffffffff" },
		{ "leaf=36 out=r11:0", "leaf=TDH.SYS.TDMR.INIT out=r11:0x0" },
		{ "leaf=any status=CPUID_LEAF_1F_FORMAT_UNRECOGNIZED",
		  "leaf=any status=TDX_CPUID_LEAF_1F_FORMAT_UNRECOGNIZED" },
	};
	char buf[SEAM_INJECT_TEXT];
	u64 seen, fired;
	unsigned int i;

	test_reach(STAGE_LOADED);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		inject(rows[i].in);
		assert_rule(0, rows[i].out, 0, 0);
		inject("clear");
		inject(rows[i].out);
		assert_rule(0, rows[i].out, 0, 0);
		inject("\tclear ");
	}

	/* A buffer that is too small: a piece, and an end */
	inject("leaf=SYS.CONFIG nth=1 status=TDX_SYS_BUSY after");
	for (i = 1; i < 60; i++) {
		memset(buf, 'z', sizeof(buf));
		assert_true(seam_inject_show(&machine.m, 0, buf, i, &seen, &fired));
		assert_int_equal(strlen(buf), i <= 52 ? i - 1 : 51);
		assert_int_equal(buf[i <= 52 ? i : 52], 'z');
	}
}

/* The number of the word to blame, or an errno */
static void test_errors(void **state)
{
	static const struct {
		const char *text;
		int result;
		const char *word;
	} rows[] = {
		{ "", -EINVAL },
		{ " ,\n", -EINVAL },
		{ "leaf=any", -EINVAL },
		{ "busy", -EINVAL },
		{ "lp=1 nth=1", -EINVAL },
		{ "leaf=any after", -EINVAL },
		{ "leaf=", 1, "leaf=" },
		{ "leaf", 1, "leaf" },
		{ "leaf=SYS.CONFI busy", 1, "leaf=SYS.CONFI" },
		{ "leaf=SYS.CONFIGS busy", 1, "leaf=SYS.CONFIGS" },
		{ "leaf=TDH.TDH.SYS.CONFIG busy", 1, "leaf=TDH.TDH.SYS.CONFIG" },
		{ "leaf=CONFIG busy", 1, "leaf=CONFIG" },
		{ "leaf=0x10000 busy", 1, "leaf=0x10000" },
		{ "leaf=-1 busy", 1, "leaf=-1" },
		{ "leaf=1x busy", 1, "leaf=1x" },
		{ "leaf=any leaf=any busy", 2, "leaf=any" },
		{ "leaf=any lp=4 busy", 2, "lp=4" },
		{ "leaf=any lp=any busy", 2, "lp=any" },
		{ "leaf=any lp=0x100000001 busy", 2, "lp=0x100000001" },
		{ "leaf=any lp=1 lp=2 busy", 3, "lp=2" },
		{ "leaf=any pkg=2 busy", 2, "pkg=2" },
		{ "leaf=any pkg=0 pkg=0 busy", 3, "pkg=0" },
		{ "leaf=any nth=0 busy", 2, "nth=0" },
		{ "leaf=any from=0 busy", 2, "from=0" },
		{ "leaf=any first=0 busy", 2, "first=0" },
		{ "leaf=any first=18446744073709551616 busy", 2, "first=18446744073709551616" },
		{ "leaf=any nth=1 first=1 busy", 3, "first=1" },
		{ "leaf=any from=1 nth=1 busy", 3, "nth=1" },
		{ "leaf=any first=1 from=1 busy", 3, "from=1" },
		{ "leaf=any status= busy", 2, "status=" },
		{ "leaf=any status=SYS_BUS", 2, "status=SYS_BUS" },
		{ "leaf=any status=sys_busy", 2, "status=sys_busy" },
		{ "leaf=any status=TDX_TDX_SYS_BUSY", 2, "status=TDX_TDX_SYS_BUSY" },
		{ "leaf=any status=TDX_SEAMCALL_UD", 2, "status=TDX_SEAMCALL_UD" },
		{ "leaf=any status=0x8000ff00ffff0000", 2, "status=0x8000ff00ffff0000" },
		{ "leaf=any status=1 status=1", 3, "status=1" },
		{ "leaf=any status=1 busy", 3, "busy" },
		{ "leaf=any busy entropy", 3, "entropy" },
		{ "leaf=any entropy vmfail", 3, "vmfail" },
		{ "leaf=any vmfail busy", 3, "busy" },
		{ "leaf=any busy=1", 2, "busy=1" },
		{ "leaf=any busyy", 2, "busyy" },
		{ "leaf=any bus", 2, "bus" },
		{ "leaf=SYS.RD entropy", 2, "entropy" },
		{ "entropy leaf=0xffff", 1, "entropy" },
		{ "leaf=any field=1 busy", 2, "field=1" },
		{ "leaf=SYS.CONFIG field=1 busy", 2, "field=1" },
		{ "leaf=SYS.RD field=0xffffffffffffffff busy", 2, "field=0xffffffffffffffff" },
		{ "leaf=SYS.RD field=1 field=1 busy", 3, "field=1" },
		{ "leaf=any out=", 2, "out=" },
		{ "leaf=any out=r8", 2, "out=r8" },
		{ "leaf=any out=r8:", 2, "out=r8:" },
		{ "leaf=any out=r8:x", 2, "out=r8:x" },
		{ "leaf=any out=r80:1", 2, "out=r80:1" },
		{ "leaf=any out=rax:1", 2, "out=rax:1" },
		{ "leaf=any out=r8:1 out=rdx:1", 3, "out=rdx:1" },
		{ "leaf=any out=r8:1 after", 3, "after" },
		/* A leaf that took effect may ask for a retry, nothing else */
		{ "leaf=any busy after", 3, "after" },
		{ "leaf=any after vmfail", 2, "after" },
		{ "leaf=any after status=SUCCESS", 2, "after" },
		{ "leaf=any after status=KEY_CONFIGURED", 2, "after" },
		{ "leaf=any after status=OPERAND_INVALID", 2, "after" },
		{ "leaf=any status=SYS_BUSY after after", 4, "after" },
		{ "clear all", 2, "all" },
		{ "clear clear", 2, "clear" },
		{ "leaf=any clear busy", 2, "clear" },
		{ "clearly", 1, "clearly" },
		{ "nonsense", 1, "nonsense" },
		{ "=", 1, "=" },
		/* 64 characters; one less is a word */
		{ "leaf=any status=0x0000000000000000000000000000000000000000000000000000001",
		  2, "status=0x0000000000000000000000000000000000000000000000000000001" },
	};
	const char *word;
	unsigned int i, len;

	test_reach(STAGE_LOADED);
	inject("leaf=any nth=9 busy");
	test_snapshot();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (seam_inject_parse(&machine.m, rows[i].text) != rows[i].result)
			fail_msg("'%s' is not refused with %d", rows[i].text, rows[i].result);
		assert_false(has_rule(1));
		if (!rows[i].word)
			continue;
		word = seam_inject_word(rows[i].text, rows[i].result, &len);
		assert_non_null(word);
		assert_int_equal(len, strlen(rows[i].word));
		assert_memory_equal(word, rows[i].word, len);
	}
	test_assert_unchanged();
	assert_rule(0, "leaf=any nth=9 busy", 0, 0);

	assert_null(seam_inject_word("a b", 3, &len));
	assert_null(seam_inject_word("a b", 0, &len));
}

static void test_status_names(void **state)
{
	static const struct {
		const char *name;
		u64 status;
	} rows[] = {
		{ "TDX_SUCCESS", 0 },
		{ "SUCCESS", 0 },
		{ "TDX_OPERAND_BUSY", 0x8000020000000000 },
		{ "OPERAND_BUSY", 0x8000020000000000 },
		{ "OPERAND_BUSY_HOST_PRIORITY", 0x8000020400000000 },
		{ "TDX_GLA_NOT_CANONICAL", 0xc000116000000000 },
		{ "TD_FATAL", 0xe000060400000000 },
		{ "TDX_TD_FATAL", 0xe000060400000000 },
		{ "SEAMCALL_VMFAIL", 0x8000ff00ffff0000 },
	};
	static const char * const wrong[] = {
		"", "TDX_", "TDX_TDX_SUCCESS", "success", "SUCCES", "SUCCESSS", " SUCCESS",
		"unknown status",
	};
	tdx_status_t status = TDX_INVALID_TDMR;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_false(tdx_status_from_name(wrong[i], &status));
		assert_int_equal(tdx_status_raw(status), 0xc0000a0000000000);
	}
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(tdx_status_from_name(rows[i].name, &status));
		assert_int_equal(tdx_status_raw(status), rows[i].status);
	}
}

int run_inject_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_turns, test_setup),
		cmocka_unit_test_setup(test_filters, test_setup),
		cmocka_unit_test_setup(test_without_effect, test_setup),
		cmocka_unit_test_setup(test_after, test_setup),
		cmocka_unit_test_setup(test_busy, test_setup),
		cmocka_unit_test_setup(test_entropy, test_setup),
		cmocka_unit_test_setup(test_processor_fails, test_setup),
		cmocka_unit_test_setup(test_module_disappears, test_setup),
		cmocka_unit_test_setup(test_several, test_setup),
		cmocka_unit_test_setup(test_room, test_setup),
		cmocka_unit_test_setup(test_new_rule_in_old_place, test_setup),
		cmocka_unit_test_setup(test_nested, test_setup),
		cmocka_unit_test_setup(test_lifetime, test_setup),
		cmocka_unit_test_setup(test_text, test_setup),
		cmocka_unit_test_setup(test_errors, test_setup),
		cmocka_unit_test_setup(test_status_names, test_setup),
	};

	return cmocka_run_group_tests_name("inject", tests, NULL, NULL);
}
