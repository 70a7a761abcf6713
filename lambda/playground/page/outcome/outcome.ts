import type { ComparisonResult } from '../../../contract/envelope.ts';
import { announce, byId, element, within } from '../dom/dom.ts';
import { bytesText, oneIn, similarityText } from '../dom/text.ts';
import type { Answer } from './answer.ts';
import { scalePosition, TICKS } from './false-match-rate.ts';
import { NO_ANSWER, ownVerdict, refusalOf, SAME_PICTURE, type Verdict, verdictOf } from './verdict.ts';

const MARKS = {
  match: 'M14 25l7 7 14-16',
  different: 'M16 16l16 16M32 16L16 32',
  undecided: 'M24 12v15M24 34v1',
  refused: 'M24 12v15M24 34v1',
} as const;

/** Shows a response: the verdict, what the similarity means, the unchanged messages, the timings and the raw body. */
export function showAnswer(answer: Answer): void {
  const result = answer.statusCode === 200 ? (answer.envelope?.result ?? null) : null;
  showVerdict(result === null ? refusalOf(answer.statusCode, answer.retryAfterSeconds) : verdictOf(result));
  // At a 200 each photo shows its own message.
  showMessages(result === null ? (answer.envelope?.messages ?? [notOurs(answer.statusCode)]) : []);
  showSimilarity(result);
  showFacts(answer, result);
  const head = [`HTTP ${answer.statusCode}`, answer.requestId === null ? '' : `x-request-id: ${answer.requestId}`];
  byId('raw').textContent = `${head.filter(Boolean).join('\n')}\n\n${pretty(answer.body)}`;
  reveal();
}

/** Returns the message for a body that is not the envelope of this service. */
function notOurs(statusCode: number): string {
  return statusCode === 413
    ? 'AWS rejected the upload before it reached the service. See the raw response.'
    : 'This response did not come from the service. See the raw response.';
}

/** Shows that no response arrived. */
export function showNoAnswer(): void {
  showVerdict(NO_ANSWER);
  showMessages([]);
  showSimilarity(null);
  byId('facts').hidden = true;
  for (const crop of document.querySelectorAll<HTMLElement>('.crop')) crop.hidden = true;
  byId('raw').textContent = 'There was no response.';
  reveal();
}

/** Draws the ticks of the scale, which are the same for every response. */
export function prepareOutcome(): void {
  within(document, '.ticks').append(
    ...TICKS.map(({ similarity, rate }) => {
      const tick = element('li');
      tick.append(element('b', similarity.toFixed(1)), element('span', rate === null ? '' : oneInShort(rate)));
      tick.style.left = percent(similarity);
      return tick;
    }),
    endTick(),
  );
}

function endTick(): HTMLLIElement {
  const tick = element('li', '', 'end');
  tick.append(element('b', '1.0'), element('span', 'same'));
  tick.style.left = '100%';
  return tick;
}

/** Returns a rate in short form, such as "1 in 10k", because there is little room. */
function oneInShort(rate: number): string {
  return oneIn(rate)
    .replace(/,000,000$/, 'M')
    .replace(/,000$/, 'k');
}

/** Hides the outcome of earlier images. */
export function hideOutcome(): void {
  for (const id of ['outcome', 'more']) byId(id).hidden = true;
  delete byId('form').dataset.kind;
}

function showVerdict({ kind, title, explanation, warning }: Verdict): void {
  for (const id of ['outcome', 'more', 'form']) byId(id).dataset.kind = kind;
  byId('form').classList.toggle('warned', warning === SAME_PICTURE);
  byId('warning').textContent = warning;
  byId('warning').hidden = warning === null;
  byId('verdict').textContent = title;
  byId('explanation').textContent = explanation;
  byId('verdict-mark').setAttribute('d', MARKS[kind]);
  announce([`${title}.`, explanation, warning ?? ''].join(' ').trim());
}

function showMessages(messages: readonly string[]): void {
  byId('messages').replaceChildren(...messages.map((message) => element('li', message)));
}

function showSimilarity(result: ComparisonResult | null): void {
  const compared = result !== null && ['Success', 'LowQuality'].includes(result.status) ? result : null;
  byId('similarity').hidden = compared === null;
  byId('scale').hidden = compared === null;
  if (compared === null) return;
  const { matchingSimilarity, details } = compared;
  within(byId('similarity'), 'b').textContent = similarityText(matchingSimilarity);
  const [fill, deployed, measured] = ['.fill', '.deployed', '.measured'].map((selector) =>
    within(byId('scale'), selector),
  ) as [HTMLElement, HTMLElement, HTMLElement];
  fill.style.width = percent(matchingSimilarity);
  measured.style.left = percent(matchingSimilarity);
  deployed.style.left = percent(details?.threshold ?? 0);
  deployed.hidden = details === undefined;
  deployed.textContent = `threshold ${details?.threshold ?? ''}`;
  const slider = byId<HTMLInputElement>('threshold');
  if (details !== undefined) slider.value = String(details.threshold);
  const decide = (threshold: number) => {
    const text = ownVerdict(compared, threshold);
    byId('own-verdict').textContent = text;
    slider.setAttribute('aria-valuetext', text);
  };
  slider.oninput = () => decide(Number(slider.value));
  // The exact threshold, even if it is finer than the steps of the slider.
  decide(details?.threshold ?? Number(slider.value));
}

function showFacts({ timings, requestId }: Answer, result: ComparisonResult | null): void {
  const rows: [string, string][] = [
    [
      `Time for ${bytesText(timings.sentBytes)}`,
      `${Math.round(timings.total)} ms in all, ${Math.round(timings.toFirstByte)} ms until the first byte`,
    ],
  ];
  if (result !== null) rows.unshift(['Status', result.status]);
  if (requestId !== null) rows.push(['Request id', requestId]);
  const details = result?.details;
  if (details !== undefined) {
    rows.push(['Models and calibration', `${details.pack}, ${details.calibrationVersion}`]);
    if (details.pairs > 1)
      rows.push([`Similarity of ${details.pairs} pairs of faces`, pairsText(details.similarities)]);
    const recaptured = [
      details.livenessFace.recaptured === true ? 'LivenessFace' : '',
      details.faceFromDocument.recaptured === true ? 'FaceFromDocument' : '',
    ].filter(Boolean);
    if (recaptured.length > 0) rows.push(['Looks photographed from a print or screen', recaptured.join(', ')]);
    if (details.marginToSecond !== null) {
      rows.push(['Lead over the next-best pair', details.marginToSecond.toFixed(3)]);
    }
  }
  const list = element('dl');
  for (const [name, value] of rows) {
    const row = element('div');
    row.append(element('dt', name), element('dd', value));
    list.append(row);
  }
  byId('facts').replaceChildren(list);
  byId('facts').hidden = false;
}

/** The most pairs that are listed; the others show at the boxes. */
const LISTED_PAIRS = 12;

/** Returns the similarity of each pair of faces in words, the highest first: "1 and 2: 0.912, 1 and 1: 0.203". */
function pairsText(similarities: NonNullable<ComparisonResult['details']>['similarities']): string {
  const pairs = similarities.flatMap((row, i) =>
    row.flatMap((similarity, j) => (similarity === null ? [] : [{ names: `${i + 1} and ${j + 1}`, similarity }])),
  );
  const listed = pairs.toSorted((a, b) => b.similarity - a.similarity).slice(0, LISTED_PAIRS);
  const rest = pairs.length > listed.length ? `, and ${pairs.length - listed.length} lower` : '';
  return listed.map(({ names, similarity }) => `${names}: ${similarityText(similarity)}`).join(', ') + rest;
}

function reveal(): void {
  const outcome = byId('outcome');
  outcome.hidden = false;
  byId('more').hidden = false;
  outcome.focus({ preventScroll: true });
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  // The images stand below the verdict, so both are on the screen when it begins with the verdict.
  const below =
    byId('pictures').getBoundingClientRect().bottom > innerHeight || outcome.getBoundingClientRect().top < 0;
  if (below) outcome.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
}

function percent(similarity: number): string {
  return `${(100 * scalePosition(similarity)).toFixed(2)}%`;
}

function pretty(body: string): string {
  try {
    // Lists of numbers on one line: landmarks and boxes would fill pages.
    return JSON.stringify(JSON.parse(body), null, 2).replace(
      /\[\s+(-?[\d.e-]+(?:,\s+-?[\d.e-]+)*)\s+\]/g,
      (_, list) => {
        return `[${(list as string).replace(/\s+/g, ' ')}]`;
      },
    );
  } catch {
    return body;
  }
}
