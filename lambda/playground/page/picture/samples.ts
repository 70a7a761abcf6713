import { canvasFile } from './camera.ts';

/** The photos of the folder samples as base64, put here when the page is built. */
declare const SAMPLE_FACES: Readonly<Record<'one' | 'oneAgain' | 'another', string>>;

export type SampleName = 'same' | 'different' | 'several' | 'none' | 'blurred';

/** The two images of a sample: a selfie and a document. */
export async function sample(name: SampleName): Promise<[File, File]> {
  const selfie = face('one', 'selfie.jpg');
  switch (name) {
    case 'same':
      return [selfie, face('oneAgain', 'document.jpg')];
    case 'different':
      return [selfie, face('another', 'other-person.jpg')];
    case 'several':
      return [selfie, await several()];
    case 'none':
      return [selfie, await drawn('no-face.jpg', 320, 320, meadow)];
    case 'blurred':
      return [selfie, await blurred()];
  }
}

function face(name: keyof typeof SAMPLE_FACES, fileName: string): File {
  const bytes = Uint8Array.from(atob(SAMPLE_FACES[name]), (character) => character.charCodeAt(0));
  return new File([bytes], fileName, { type: 'image/jpeg' });
}

async function several(): Promise<File> {
  const [another, again] = await Promise.all([
    createImageBitmap(face('another', '')),
    createImageBitmap(face('oneAgain', '')),
  ]);
  return drawn('two-people.jpg', 600, 300, (context) => {
    context.drawImage(another, 0, 0, 300, 300);
    context.drawImage(again, 300, 0, 300, 300);
  });
}

/** Too few pixels, enlarged: every browser has this blur. */
async function blurred(): Promise<File> {
  const bitmap = await createImageBitmap(face('oneAgain', ''), { resizeWidth: 44, resizeQuality: 'high' });
  return drawn('blurred.jpg', 300, 300, (context) => context.drawImage(bitmap, 0, 0, 300, 300));
}

function meadow(context: CanvasRenderingContext2D): void {
  const sky = context.createLinearGradient(0, 0, 0, 200);
  sky.addColorStop(0, '#8fb9e8');
  sky.addColorStop(1, '#e6f0f7');
  context.fillStyle = sky;
  context.fillRect(0, 0, 320, 320);
  for (const [colour, top, height] of [
    ['#9bb58a', 190, 40],
    ['#7d9f6d', 225, 30],
    ['#5f8654', 265, 24],
  ] as const) {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, 320);
    for (let x = 0; x <= 320; x += 8) context.lineTo(x, top + height * Math.sin(x / 55 + top));
    context.lineTo(320, 320);
    context.fill();
  }
}

async function drawn(
  name: string,
  width: number,
  height: number,
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context !== null) draw(context);
  const file = await canvasFile(canvas, name, 0.9);
  if (file === null) throw new Error('This browser cannot draw.');
  return file;
}
