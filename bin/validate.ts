/** `npm run validate`: finds what AWS would reject in the stack, without an account. */
import { runCommand } from '../lib/cli/command.ts';
import { validate } from '../lib/validate/command.ts';

await runCommand(async () => {
  const code = await validate(process.argv.slice(2), (text) => process.stdout.write(text));
  if (code !== 0) process.exitCode = code;
});
