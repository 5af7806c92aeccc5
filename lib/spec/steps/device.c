// SPDX-License-Identifier: GPL-2.0-only
/* What a device answers: the outcome of a transfer, and what it read. */
#include <errno.h>
#include <stdio.h>

#include "compare.h"

bool session_is_dma(unsigned int op)
{
	return op >= TCE_OP_DMA_WRITE && op <= TCE_OP_DMA_WAIT;
}

void session_adopt(const struct tce_step *step, const struct tce_reply *got,
		   struct tce_request *call)
{
	if (got->ret)
		return;
	call->value = got->value;
	call->data = got->data;
	call->data_at = got->data_at;
	call->data_len = got->data_len;
	call->adopt = step->op == TCE_OP_CREATE || step->op == TCE_OP_BUFFER ||
		      step->op == TCE_OP_ENGINE ||
		      (session_is_dma(step->op) && got->data_len);
}

/* The outcome: against the case, and the case against the model. */
static bool outcome_agrees(struct tce_session *s, const struct tce_step *step,
			   const struct tce_reply *got,
			   const struct tce_reply *oracle)
{
	bool blocked = oracle->ret == -EIO;
	/* where the contract leaves a choice, the model knows which one came */
	bool by_model = step->err == TCE_ERR_MODEL || oracle->strayed;
	bool want = by_model ? blocked : step->err == TCE_ERR_BLOCKED;
	bool agrees = got->ret == 0 || (want && got->ret == -EIO);
	char text[32];

	session_ret_print(got->ret, text, sizeof(text));
	if (!agrees)
		session_mismatch(s, "returned %s, expected %s", text,
				 want ? "-EIO or 0" : "0");
	if (want == blocked && (!step->err || step->err < TCE_ERR_ANY))
		return agrees;
	if (step->err > 0)
		session_ret_print(-step->err, text, sizeof(text));
	else
		tce_step_print_outcome(step->err, step->ret, text,
				       sizeof(text));
	session_mismatch(s, "the case expects %s, the model says %s", text,
			 blocked ? "blocked" : "0");
	return false;
}

/* What the device saw. Where it must see nothing, zeros are that. */
static bool seen_agrees(struct tce_session *s, const struct tce_reply *got,
			const struct tce_reply *oracle)
{
	char a[3 * SESSION_SHOWN + 1], b[3 * SESSION_SHOWN + 1];
	size_t n = got->data_len, at;

	if (!n) {
		session_mismatch(s, "the device does not say what it read");
		return false;
	}
	at = session_difference(got->data, oracle->data, n);
	if (at == n)
		return true;
	session_bytes_print(got->data + at, n - at, a, sizeof(a));
	session_bytes_print(oracle->data + at, n - at, b, sizeof(b));
	session_mismatch(s, "the device read %s at byte %zu, expected %s", a,
			 got->data_at + at, b);
	return false;
}

static bool is_zeros(const uint8_t *bytes, size_t n)
{
	while (n && !bytes[n - 1])
		n--;
	return !n;
}

/* Whether a write of these bytes went there before. */
static bool was_sent(const struct tce_session *s, uint64_t iova, uint64_t len)
{
	for (unsigned int i = 0; i < s->nsent; i++)
		if (iova - s->sent[i].iova < s->sent[i].len ||
		    s->sent[i].iova - iova < len)
			return true;
	return false;
}

/*
 * A step must be able to fail. Reads of zeros and writes of what memory holds
 * already look as if they had not been made; and what a device sends, always
 * the same, changes nothing where it has arrived before.
 */
static bool proves_something(struct tce_session *s, const struct tce_step *step,
			     const struct tce_request *call,
			     const struct tce_reply *oracle)
{
	const uint64_t iova = call->arg[TCE_ARG_IOVA];
	const uint64_t len = call->arg[TCE_ARG_SIZE];
	const unsigned int room = sizeof(s->sent) / sizeof(s->sent[0]);
	const char *why = NULL;

	if (s->strayed)
		return true;
	if (step->op == TCE_OP_DMA_READ) {
		if (!step->err && is_zeros(oracle->data, oracle->data_len))
			why = "memory holds zeros there";
	} else if (step->op == TCE_OP_DMA_WRITE) {
		if (!step->err && oracle->idle)
			why = "memory holds these bytes already";
		else if (step->err == TCE_ERR_BLOCKED && was_sent(s, iova, len))
			why = "the same was written there before";
		if (!step->err && s->nsent < room) {
			s->sent[s->nsent].iova = iova;
			s->sent[s->nsent++].len = len;
		}
	}
	if (why)
		session_mismatch(s, "the case proves nothing: %s", why);
	return !why;
}

int session_dma(struct tce_session *s, const struct tce_step *step,
		const struct tce_request *call, const struct tce_reply *got,
		const struct tce_reply *oracle)
{
	bool agrees = outcome_agrees(s, step, got, oracle);
	int ret;

	if (agrees)
		agrees = proves_something(s, step, call, oracle);

	if (step->op != TCE_OP_DMA_WAIT) {
		s->dma_iova = call->arg[TCE_ARG_IOVA];
		s->dma_len = call->arg[TCE_ARG_SIZE];
	}
	if (step->op == TCE_OP_DMA_READ && !got->ret)
		agrees &= seen_agrees(s, got, oracle);
	/* there is no time to look while a transfer is under way */
	if (step->op == TCE_OP_DMA_START)
		return agrees;
	ret = session_bytes(s);
	return ret < 0 ? ret : ret && agrees;
}
