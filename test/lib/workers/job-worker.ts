/** The worker of pool.test.ts: does as its job says. */
if (process.argv[2] === 'broken') throw new Error('The model is missing');

export default function doJob(job: string): { readonly echo: string; readonly values: Float32Array } {
  if (job === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (job === 'fail') throw new Error('The photo cannot be read');
  return { echo: `${process.env.POOL_TEST} ${job}`, values: Float32Array.of(0.5, 2) };
}
