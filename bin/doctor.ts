/** `npm run doctor`: checks everything that a deployment needs, and says what to do. */
import { doctor } from '../lib/doctor/command.ts';

process.exitCode = await doctor(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  symbols: process.stdout.isTTY === true && !process.env.NO_COLOR,
});
