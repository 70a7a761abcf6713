import type { PictureDetails } from '../../../contract/details.ts';
import type { PictureField } from '../../../contract/fields.ts';
import { announce, byId, element, within } from '../dom/dom.ts';
import { bytesText } from '../dom/text.ts';
import { takePicture } from './camera.ts';
import { checklist } from './checklist.ts';
import { drawFaces, drawSimilarities, faceSquare, facesText, type PointAt } from './overlay.ts';
import { type FileFacts, type Finding, fileFacts, fileFindings } from './preflight.ts';
import { shrink } from './shrink.ts';

/** What a person reads of one of the two images. */
interface Wording {
  readonly title: string;
  readonly hint: string;
  readonly facing: 'user' | 'environment';
}

/** One of the two images: choosing, showing and checking it, and what the service said of it. */
export class PictureSlot {
  readonly section: HTMLElement;
  readonly #field: PictureField;
  readonly #wording: Wording;
  readonly #maxFileBytes: number;
  readonly #changed: () => void;
  #file: File | null = null;
  #findings: Finding[] = [];
  #address: string | null = null;
  #details: PictureDetails | null = null;
  #converting = false;
  /** Called when somebody points at a face, with its index, and with `null` afterwards. */
  onPoint: PointAt = () => {};
  /** Called when `converting` changes. */
  onConverting: () => void = () => {};

  /** @param changed called whenever there is another image, or none */
  constructor(field: PictureField, wording: Wording, maxFileBytes: number, changed: () => void) {
    this.#field = field;
    this.#wording = wording;
    this.#maxFileBytes = maxFileBytes;
    this.#changed = changed;
    const copy = byId<HTMLTemplateElement>('picture-template').content.cloneNode(true) as DocumentFragment;
    this.section = within(copy, '.picture');
    this.#prepare();
  }

  get file(): File | null {
    return this.#file;
  }

  /** Whether the page is making a smaller copy of the image. */
  get converting(): boolean {
    return this.#converting;
  }

  /** What is wrong with the image that is there. */
  get problems(): number {
    return this.#file === null ? 0 : this.#findings.length;
  }

  /**
   * Shows another image, or none, and checks it. One that cannot be read is not kept. Never fails.
   *
   * @param note what was done to it before
   */
  async put(file: File | null, note = ''): Promise<void> {
    this.#file = file;
    this.showState(null, null);
    const bytes = file === null ? null : await bytesOf(file);
    // Another one came while this was read.
    if (this.#file !== file) return;
    const facts = bytes === null ? null : fileFacts(bytes);
    if (facts !== null) this.#findings = fileFindings(facts, this.#maxFileBytes);
    else this.#findings = file === null ? [] : [{ text: 'This file cannot be read.', remedy: null }];
    if (facts === null) this.#file = null;
    this.#preview(facts);
    const text = file === null || facts === null ? '' : describe(file, facts);
    this.#part('.file').textContent = [text, facts === null ? '' : note].filter(Boolean).join(' ');
    this.#part('.remove').hidden = this.#file === null;
    this.showFindings([]);
    const heard = this.#findings.map((finding) => finding.text).join(' ');
    announce(`${this.#wording.title}: ${file === null ? 'removed' : `${text} ${note} ${heard}`}`);
    this.#changed();
  }

  /** Whether the image can still be read: files are deleted and changed. One that cannot be is not kept. */
  async isReadable(): Promise<boolean> {
    const file = this.#file;
    if (file === null || (await bytesOf(file)) !== null) return true;
    if (this.#file === file) await this.put(file);
    return false;
  }

  /** Shows what is wrong with the image, also what is wrong with it only next to the other. */
  showFindings(others: readonly Finding[]): void {
    const list = this.#part('.findings');
    list.replaceChildren(
      ...[...this.#findings, ...others].map((finding) => {
        const item = element('p', finding.text, 'finding');
        if (finding.remedy !== null) {
          const button = element('button', finding.remedy === 'shrink' ? 'Shrink it here' : 'Convert it here');
          button.type = 'button';
          button.addEventListener('click', () =>
            this.#shrink(button, finding.remedy === 'shrink' ? 'Shrunk' : 'Converted', finding.otherwise),
          );
          item.append(' ', button);
        }
        return item;
      }),
    );
  }

  /** What the service said of this image. @param advice its message for it; `null` where it had none */
  showState(details: PictureDetails | null, advice: string | null): void {
    this.#details = details;
    const state = this.#part('.state');
    const drawing = within<SVGElement>(this.section, '.overlay');
    drawing.replaceChildren();
    this.section.classList.toggle('faulty', advice !== null);
    // The advice says it where there is none.
    const counted = details !== null && details.width > 0 && (details.facesFound > 0 || advice === null);
    const found = counted ? `${facesText(details)}.` : '';
    const reason = details?.reason ? `Reason: ${details.reason}.` : '';
    state.textContent = [advice === null ? '' : `${capital(advice)}`, reason, found].filter(Boolean).join(' ');
    state.hidden = state.textContent === '';
    this.#showChecklist();
    // There is nothing to draw over where a browser cannot show the image.
    const shown = !within<HTMLImageElement>(this.section, 'img').hidden;
    if (shown && details !== null && details.width > 0) drawFaces(drawing, details, (face) => this.onPoint(face));
  }

  /** Shows at each face how similar it is to a face of the other image; `null` takes that away. */
  showSimilarities(similarities: readonly (number | null)[] | null): void {
    const drawing = within<SVGElement>(this.section, '.overlay');
    if (this.#details !== null && drawing.childElementCount > 0) drawSimilarities(drawing, this.#details, similarities);
  }

  /** The checklist of the face that was compared, or of the largest where none was. */
  #showChecklist(): void {
    const face = this.#details?.faces[this.#details.chosen ?? 0];
    this.#part('.checklist').replaceChildren(
      ...(face === undefined ? [] : checklist(face)).map(({ name, grade, advice }) => {
        const item = element('li', '', grade);
        const mark = element('span', grade === 'good' ? '✓' : '!');
        mark.setAttribute('aria-hidden', 'true');
        item.append(mark, ` ${name}: ${advice === '' ? 'good' : advice}`);
        return item;
      }),
    );
  }

  /** Draws the face that was compared into a square canvas, which is hidden where there is none, or no preview. */
  drawChosen(canvas: HTMLCanvasElement): void {
    const details = this.#details;
    const face = details?.faces[details.chosen ?? -1];
    const image = within<HTMLImageElement>(this.section, 'img');
    canvas.hidden = face === undefined || image.hidden || !image.complete;
    const context = canvas.getContext('2d');
    if (canvas.hidden || face === undefined || details === null || context === null) return;
    const { x, y, side } = faceSquare(face.box);
    // A browser may show an image in another size than the service has decoded.
    const scale = image.naturalWidth / details.width;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, x * scale, y * scale, side * scale, side * scale, 0, 0, canvas.width, canvas.height);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `The face that was compared: ${this.#wording.title}`);
  }

  #prepare(): void {
    const { title, hint, facing } = this.#wording;
    const heading = within(this.section, 'h2');
    heading.textContent = title;
    heading.id = `${this.#field}-title`;
    this.section.setAttribute('aria-labelledby', heading.id);
    within(this.section, '.title p').textContent = hint;
    const input = within<HTMLInputElement>(this.section, 'input');
    input.id = this.#field;
    const label = within<HTMLLabelElement>(this.section, 'label');
    label.htmlFor = this.#field;
    label.append(element('span', ` for ${title}`, 'visually-hidden'));
    for (const button of this.section.querySelectorAll('.shoot, .remove')) {
      button.append(element('span', ` for ${title}`, 'visually-hidden'));
    }
    input.addEventListener('change', async () => {
      const file = input.files?.[0];
      if (file !== undefined) await this.put(file);
      // The same file may be chosen again.
      input.value = '';
    });
    this.#part('.remove').addEventListener('click', () => {
      this.put(null);
      input.focus();
    });
    // The button does the same for who uses the keyboard.
    this.#part('.frame').addEventListener('click', () => input.click());
    this.#part('.shoot').addEventListener('click', async () => {
      const file = await takePicture(facing, facing === 'user' ? 'selfie.jpg' : 'id-face.jpg');
      if (file !== null) await this.put(file);
    });
    this.section.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.section.classList.add('over');
    });
    this.section.addEventListener('dragleave', () => this.section.classList.remove('over'));
    this.section.addEventListener('drop', (event) => {
      event.preventDefault();
      this.section.classList.remove('over');
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) this.put(file);
    });
  }

  #preview(facts: FileFacts | null): void {
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    const known = facts !== null && (facts.format ?? facts.foreign) !== null;
    const shown = known && facts.format !== 'tiff';
    this.#address = shown && this.#file !== null ? URL.createObjectURL(this.#file) : null;
    const image = within<HTMLImageElement>(this.section, 'img');
    image.hidden = this.#address === null;
    image.onerror = () => {
      image.hidden = true;
      this.#part('.no-preview').hidden = false;
    };
    if (this.#address === null) image.removeAttribute('src');
    else image.src = this.#address;
    image.alt = this.#address === null ? '' : `Preview: ${this.#wording.title}`;
    this.#part('.empty').hidden = this.#file !== null;
    this.#part('.no-preview').hidden = this.#file === null || shown;
    this.#part('.no-preview').textContent = known ? 'Browsers cannot show this file. The service can.' : 'No preview.';
  }

  async #shrink(button: HTMLButtonElement, done: string, otherwise = 'Use another program.'): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    button.disabled = true;
    button.textContent = done === 'Shrunk' ? 'Shrinking …' : 'Converting …';
    this.#setConverting(true);
    announce(button.textContent);
    try {
      // Half of what a body may have, so that two shrunk images always fit.
      const smaller = await shrink(file, Math.min(this.#maxFileBytes, 2_000_000));
      const size = `${smaller.width} × ${smaller.height}`;
      this.#setConverting(false);
      await this.put(smaller.file, `${done} in this page from ${bytesText(file.size)} to ${size}.`);
      within<HTMLInputElement>(this.section, 'input').focus();
    } catch {
      button.replaceWith(element('span', `This browser cannot do that. ${otherwise}`));
      this.#setConverting(false);
    }
  }

  #setConverting(converting: boolean): void {
    this.#converting = converting;
    this.onConverting();
  }

  #part(selector: string): HTMLElement {
    return within(this.section, selector);
  }
}

/** `null` where the browser cannot read the file: deleted, changed, or without permission. */
async function bytesOf(file: File): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return null;
  }
}

/** "selfie.jpg · JPG · 640 × 480 · 96 kB" */
function describe(file: File, { bytes, format, foreign, dimensions }: FileFacts): string {
  const name = { jpeg: 'JPG', png: 'PNG', bmp: 'BMP', tiff: 'TIFF' };
  const size = dimensions === null ? null : `${dimensions.width} × ${dimensions.height}`;
  return [file.name, format === null ? foreign : name[format], size, bytesText(bytes)]
    .filter((part) => part !== null)
    .join(' · ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
