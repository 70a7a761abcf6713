/** `npm run conformance -- --base-url URL --token T`: checks a server against the contract, from outside. */
import { conformance } from '../lib/conformance/command.ts';

process.exitCode = await conformance(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
