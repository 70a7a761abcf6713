/** A file of a form. */
export interface FormPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly fileName?: string;
  readonly type?: string;
}

/** Returns a form as the platform's own `FormData` writes it. */
export async function encodeForm(parts: readonly FormPart[]): Promise<{ body: Buffer; contentType: string }> {
  const form = new FormData();
  for (const { name, bytes, fileName = 'picture.jpg', type = 'image/jpeg' } of parts) {
    form.append(name, new Blob([Uint8Array.from(bytes)], { type }), fileName);
  }
  const encoded = new Response(form);
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
  };
}

/** Returns the parts of a comparison. */
export function pair(livenessFace: Uint8Array, faceFromDocument: Uint8Array): FormPart[] {
  return [
    { name: 'LivenessFace', bytes: livenessFace },
    { name: 'FaceFromDocument', bytes: faceFromDocument },
  ];
}

/** Returns two forms by the place of the first image in them: as LivenessFace, then as FaceFromDocument. */
export function inEitherPlace(picture: Uint8Array, other: Uint8Array): [place: string, parts: FormPart[]][] {
  return [
    ['LivenessFace', pair(picture, other)],
    ['FaceFromDocument', pair(other, picture)],
  ];
}
