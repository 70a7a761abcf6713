import { setTimeout as sleep } from 'node:timers/promises';
import { COMPARE_PATH } from '../../lambda/contract/fields.ts';
import { describeMachine } from '../bench/process/machine.ts';
import { machineLine } from '../bench/report/tables.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { writeJson } from '../cli/write-json.ts';
import { type LoadFigures, loadFigures } from './figures.ts';
import { loadTable, loadWarnings, sendingFellBehind } from './load-table.ts';
import { openLoop } from './open-loop.ts';
import type { LoadOptions } from './options.ts';
import { comparisonForms, type Form, Sender } from './requests.ts';

/** Between two rates: the buckets fill again. Milliseconds. */
const REST_MS = 2_000;

/**
 * Sends comparisons at each of the rates and prints what came back.
 *
 * @throws Error after all is printed and written, where requests were sent too late to measure the server
 */
export async function load(options: LoadOptions): Promise<void> {
  const { baseUrl, seconds, burst, style, json } = options;
  const forms = await comparisonForms(options.files);
  const requestBytes = forms.reduce((total, { body }) => total + body.length, 0) / forms.length;
  const machine = describeMachine();
  const figures = await figuresOfRates(options, forms);
  console.log(
    `Sent from ${machineLine(machine)}\n${baseUrl}, ${seconds} s each, ${(requestBytes / 1e3).toFixed(0)} kB a request; ` +
      `times are from when a request was due\n\n${loadTable(figures, style)}`,
  );
  for (const warning of loadWarnings(figures)) console.log(`\n${warning}`);
  await writeJson(json, { machine, baseUrl, seconds, burst, requestBytes, rates: figures });
  const behind = sendingFellBehind(figures);
  if (behind !== null) throw new Error(behind);
}

/** Tries one rate after the other. */
async function figuresOfRates(options: LoadOptions, forms: readonly Form[]): Promise<LoadFigures[]> {
  const { baseUrl, token, rates, seconds, burst } = options;
  await using sender = new Sender(new URL(`${baseUrl}${COMPARE_PATH}`), token);
  let sent = 0;
  const send = (): Promise<number> => sender.send(forms[sent++ % forms.length]!);
  const figures: LoadFigures[] = [];
  for (const [i, rate] of rates.entries()) {
    if (i > 0) await sleep(REST_MS);
    process.stderr.write(`${rate} requests a second for ${seconds} s …\n`);
    const schedule = { rate, seconds, burst };
    figures.push(loadFigures(schedule, await openLoop(schedule, send, progressBar('requests'))));
  }
  return figures;
}
