import { announce, byId } from '../dom/dom.ts';

/** Why there is no image of the camera, in words for the person in front of it. */
function cameraProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') {
    return 'The browser does not allow this page the camera. Allow it in the settings of this site, or choose a file.';
  }
  if (name === 'NotFoundError' || name === 'OverconstrainedError') {
    return 'There is no camera. Choose a file.';
  }
  if (name === 'NotReadableError') return 'The camera is in use by another program. Close that, or choose a file.';
  return 'The camera cannot be used here: browsers allow it on https and on this machine only. Choose a file.';
}

/**
 * Shows what the camera sees until an image is taken.
 *
 * @param facing the camera of a phone that is asked for: the front one for a selfie
 * @returns a JPEG, or `null` where the person went back
 */
export async function takePicture(facing: 'user' | 'environment', name: string): Promise<File | null> {
  const dialog = byId<HTMLDialogElement>('camera');
  const video = byId<HTMLVideoElement>('camera-view');
  const shoot = byId<HTMLButtonElement>('camera-shoot');
  let open = true;
  const closed = new Promise<void>((resolve) => {
    dialog.addEventListener('close', () => resolve(), { once: true });
  }).then(() => {
    open = false;
  });
  let stream: MediaStream | null = null;
  let file: File | null = null;
  showMessage('Waiting for the camera. The browser may ask for your permission.');
  shoot.disabled = true;
  video.classList.toggle('mirrored', facing === 'user');
  byId('camera-close').onclick = () => dialog.close();
  dialog.showModal();
  shoot.onclick = async () => {
    file = await frame(video, name);
    dialog.close();
  };
  try {
    // Absent where the page is neither on https nor on this machine.
    const wanted = { video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 960 } }, audio: false };
    stream = await navigator.mediaDevices.getUserMedia(wanted);
    // While permission was asked for, the person went back; the dialog may be open again for another image.
    if (open) {
      video.srcObject = stream;
      await video.play();
    }
    if (open) {
      showMessage('');
      shoot.disabled = false;
      shoot.focus();
    }
  } catch (error) {
    if (open) showMessage(cameraProblem(error));
  }
  await closed;
  for (const track of stream?.getTracks() ?? []) track.stop();
  if (video.srcObject === stream) video.srcObject = null;
  if (file !== null) announce('The photo was taken.');
  return file;
}

function showMessage(text: string): void {
  const message = byId('camera-message');
  message.textContent = text;
  message.hidden = text === '';
  byId('camera-view').hidden = text !== '';
}

async function frame(video: HTMLVideoElement, name: string): Promise<File | null> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return canvasFile(canvas, name, 0.92);
}

/** What a canvas shows as a JPEG file; `null` where the browser cannot. */
export async function canvasFile(canvas: HTMLCanvasElement, name: string, quality: number): Promise<File | null> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  return blob === null ? null : new File([blob], name, { type: 'image/jpeg' });
}
