import type { ComparisonDetails } from '../../contract/details.ts';
import { PICTURE_FIELDS } from '../../contract/fields.ts';
import { MAX_FILE_BYTES } from '../../contract/limits.ts';
import { announce, byId, within } from './dom/dom.ts';
import { type Language, requestCode } from './languages.ts';
import { compare } from './outcome/answer.ts';
import { hideOutcome, prepareOutcome, showAnswer, showNoAnswer } from './outcome/outcome.ts';
import { PictureSlot } from './picture/picture-slot.ts';
import { totalFinding } from './picture/preflight.ts';
import { type SampleName, sample } from './picture/samples.ts';
import { bareToken, tokenNote } from './token.ts';

/** The page: what happens when, and nothing else. Nothing is kept; images live as long as they are shown. */
const settings = document.documentElement.dataset;
const maxFileBytes = Number(settings.maxFileBytes ?? MAX_FILE_BYTES);
const claims = { services: settings.servicesClaim ?? 'services', client: settings.clientClaim ?? 'client_id' };
const wordings = [
  { title: 'Selfie', hint: 'LivenessFace: a fresh capture of the person', facing: 'user' },
  { title: 'Document', hint: 'FaceFromDocument: the face on an ID document', facing: 'environment' },
] as const;
const slots = wordings.map((wording, i) => {
  return new PictureSlot(PICTURE_FIELDS[i as 0 | 1], wording, maxFileBytes, picturesChanged);
}) as [PictureSlot, PictureSlot];
const token = byId<HTMLInputElement>('token');
const button = byId<HTMLButtonElement>('compare');
let busy = false;

let similarities: NonNullable<ComparisonDetails['similarities']> = [];

byId('pictures').append(...slots.map(({ section }) => section));
prepareOutcome();
picturesChanged();
showTokenNote();
askLocalToken();

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) byId<HTMLFormElement>('form').requestSubmit();
});
document.addEventListener('paste', (event) => {
  const file = event.clipboardData?.files[0];
  if (file === undefined) return;
  event.preventDefault();
  const focused = slots.find(({ section }) => section.contains(document.activeElement));
  (focused ?? slots.find((slot) => slot.file === null) ?? slots[0]).put(file);
});
// A file that misses its place must not replace the page.
for (const type of ['dragover', 'drop']) document.addEventListener(type, (event) => event.preventDefault());
for (const chosen of document.querySelectorAll<HTMLButtonElement>('[data-sample]')) {
  chosen.addEventListener('click', async () => {
    const before = slots.map(({ file }) => file);
    const pictures = await sample(chosen.dataset.sample as SampleName);
    // An image that was chosen while these were drawn stays.
    await Promise.all(slots.map((slot, i) => slot.file === before[i] && slot.put(pictures[i as 0 | 1])));
    announce(`${chosen.textContent}: two drawn photos are there. Compare them.`);
  });
}
byId('swap').addEventListener('click', async () => {
  const [first, second] = slots.map(({ file }) => file);
  await Promise.all([slots[0].put(second ?? null), slots[1].put(first ?? null)]);
});
byId('clear').addEventListener('click', () => Promise.all(slots.map((slot) => slot.put(null))));
token.addEventListener('input', showTokenNote);
byId('show-token').addEventListener('click', ({ currentTarget }) => {
  const concealed = token.classList.toggle('concealed');
  (currentTarget as HTMLElement).setAttribute('aria-pressed', String(!concealed));
});
for (const id of ['with-token', 'languages']) byId(id).addEventListener('change', showCode);
for (const slot of slots) slot.onConverting = enableCompare;
slots[0].onPoint = (face) => slots[1].showSimilarities(face === null ? null : (similarities[face] ?? null));
slots[1].onPoint = (face) =>
  slots[0].showSimilarities(face === null ? null : similarities.map((row) => row[face] ?? null));
copies('copy-curl', 'curl');
copies('copy-raw', 'raw');

function picturesChanged(): void {
  const files = slots.flatMap(({ file }) => file ?? []);
  hideOutcome();
  for (const slot of slots) slot.showState(null, null);
  similarities = [];
  for (const id of ['swap', 'clear']) byId<HTMLButtonElement>(id).disabled = files.length === 0;
  const alone = slots.some(({ problems }) => problems > 0);
  const total = files.length === 2 && !alone ? totalFinding(files.map(({ size }) => size)) : null;
  const larger = (files[0]?.size ?? 0) >= (files[1]?.size ?? 0) ? 0 : 1;
  for (const [i, slot] of slots.entries()) slot.showFindings(total !== null && i === larger ? [total] : []);
  button.textContent = alone || total !== null ? 'Send anyway' : 'Compare';
  enableCompare();
  byId('compare-note').textContent = files.length < 2 ? 'Choose two photos.' : 'Ctrl + Enter';
}

function enableCompare(): void {
  button.disabled = busy || slots.some(({ file, converting }) => file === null || converting);
}

async function send(): Promise<void> {
  const [first, second] = slots.map(({ file }) => file);
  if (button.disabled || !first || !second) return;
  busy = true;
  button.disabled = true;
  button.setAttribute('aria-busy', 'true');
  for (const id of ['outcome', 'more']) byId(id).classList.add('stale');
  announce('Comparing.');
  showCode();
  try {
    const answer = await compare([first, second], bareToken(token.value));
    // Another image was chosen meanwhile: this response is not about it.
    if (slots[0].file !== first || slots[1].file !== second) return;
    const details = answer.envelope?.result?.details;
    similarities = details?.similarities ?? [];
    for (const [i, slot] of slots.entries()) {
      slot.showState(
        (i === 0 ? details?.livenessFace : details?.faceFromDocument) ?? null,
        advice(i, answer.envelope?.messages),
      );
    }
    const crops = document.querySelectorAll<HTMLCanvasElement>('.crop');
    for (const [i, slot] of slots.entries()) slot.drawChosen(crops[i] as HTMLCanvasElement);
    showAnswer(answer);
  } catch (error) {
    // What is not the network's fault is a defect, and its place is the console.
    if (!(error instanceof TypeError)) throw error;
    const readable = await Promise.all(slots.map((slot) => slot.isReadable()));
    if (readable.every(Boolean)) showNoAnswer();
  } finally {
    busy = false;
    enableCompare();
    button.removeAttribute('aria-busy');
    for (const id of ['outcome', 'more']) byId(id).classList.remove('stale');
  }
}

/** The service's message for one image, without its field name. */
function advice(slot: number, messages: readonly string[] = []): string | null {
  const start = `${PICTURE_FIELDS[slot as 0 | 1]}: `;
  return messages.find((message) => message.startsWith(start))?.slice(start.length) ?? null;
}

function showTokenNote(): void {
  // What people copy is often the whole header.
  if (token.value !== bareToken(token.value)) token.value = bareToken(token.value);
  const { text, problem } = tokenNote(token.value, Date.now(), claims);
  byId('token-note').textContent = text;
  byId('token-note').classList.toggle('problem', problem && token.value !== '');
  if (problem) byId<HTMLDetailsElement>('token-card').open = true;
}

function showCode(): void {
  const names = slots.map(({ file }) => file?.name ?? '') as [string, string];
  const language = within<HTMLInputElement>(byId('languages'), ':checked').value as Language;
  const withToken = byId<HTMLInputElement>('with-token');
  byId('curl').textContent = requestCode(language, names, withToken.checked ? token.value : null);
  within(document, '.check').hidden = language !== 'curl';
}

function copies(buttonId: string, textId: string): void {
  byId(buttonId).addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(byId(textId).textContent ?? '');
      announce('Copied.');
      byId(buttonId).textContent = 'Copied';
    } catch {
      // Without the permission the text is at least chosen, ready for Ctrl + C.
      byId<HTMLTextAreaElement>(textId).select();
      byId(buttonId).textContent = 'Press Ctrl + C';
    }
    setTimeout(() => {
      byId(buttonId).textContent = 'Copy';
    }, 2_000);
  });
}

/** On one's own machine the local API hands out a token; no deployed service is ever asked for one. */
async function askLocalToken(): Promise<void> {
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname)) return;
  const response = await fetch(new URL('./playground/token', location.href), { cache: 'no-store' }).catch(() => null);
  if (response?.ok !== true || token.value !== '') return;
  token.value = await response.text();
  showTokenNote();
  byId<HTMLDetailsElement>('token-card').open = false;
}
