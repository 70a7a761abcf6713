/** `npm run calibrate -- --images DIR [...]`: measures a pack on labelled photos. */
import { calibrate } from '../lib/accuracy/calibrate.ts';
import { calibrateOptions } from '../lib/accuracy/calibrate-options.ts';
import { runCommand } from '../lib/cli/command.ts';

await runCommand(async () => {
  await calibrate(calibrateOptions(process.argv.slice(2)), (line) => process.stdout.write(`${line}\n`));
});
