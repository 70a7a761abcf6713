/** `npm run calibrate -- --images DIR [...]`: measures a pack on labelled photos. */
import { calibrateOptions } from '../lib/accuracy/calibrate-options.ts';
import { runCommand } from '../lib/cli/command.ts';

await runCommand(async () => {
  const options = calibrateOptions(process.argv.slice(2));
  const { calibrate } = await import('../lib/accuracy/calibrate.ts');
  await calibrate(options, (line) => process.stdout.write(`${line}\n`));
});
