import { ensureModels } from '../../layers/models/fetch.ts';

/** Fetches the models once before all tests. Where they cannot be had, the tests that need them say so themselves. */
export default async function setup(): Promise<void> {
  try {
    await ensureModels();
  } catch (error) {
    if (process.env.REQUIRE_SHARED === '1') throw error;
    console.warn(`${(error as Error).message}\nTests on the real models are skipped.`);
  }
}
