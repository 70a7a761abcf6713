import { checkComparison, checkRefusal, type Group } from '../findings/group.ts';
import type { Answer } from '../requests/client.ts';
import { pair } from '../requests/form.ts';

/** Requests at once; a bucket of 5 that gains 5 a second cannot hold them. */
const BURST = 40;
/** The contract's requests per second. */
const RATE = 5;
const REST_MS = 3_000;

/** 429 beyond 5 requests a second, and comparisons again after a rest. */
export const rateLimit: Group = {
  name: 'rate limit',

  async contract({ client, pictures, record }) {
    const { JPG } = pictures.formats;
    const start = performance.now();
    // A form without images is rejected after the limit was counted and leaves no audit item.
    const answers = await client.burst(BURST, [{ name: 'Other', bytes: JPG }]);
    const seconds = (performance.now() - start) / 1000;

    const limited = answers.filter(({ status }) => status === 429);
    record.check(`${BURST} requests at once: some 429`, 'at least 1', String(limited.length), limited.length > 0);
    const others = [...new Set(answers.map(({ status }) => status))].filter(
      (status) => status !== 429 && status !== 400,
    );
    record.equal(`${BURST} requests at once: nothing but 429 and 400`, [], others);
    // API Gateway counts on a best-effort basis, so twice the bucket is let pass.
    const most = Math.ceil(2 * (RATE + RATE * seconds));
    const passed = answers.length - limited.length;
    record.check(`${BURST} requests at once: let through`, `at most ${most}`, String(passed), passed <= most);
    if (limited[0] !== undefined) checkRefusal(record, 'a 429', limited[0], 429);

    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    checkComparison(record, 'after a rest of 3 s', await client.compare(pair(JPG, JPG)));
  },

  async ours({ client, record }) {
    const limited = client.log.map(({ answer }) => answer).filter(({ status }) => status === 429);
    const wrong = limited.filter((answer) => !/^[1-9]\d?$/.test(retryAfter(answer)));
    const found = `${limited.length - wrong.length} of ${limited.length}`;
    record.check('Retry-After of a 429', 'whole seconds in all', found, limited.length > 0 && wrong.length === 0);
  },
};

function retryAfter(answer: Answer): string {
  return answer.headers['retry-after'] ?? '';
}
