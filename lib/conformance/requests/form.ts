/** A file of a form. */
export interface FormPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly fileName?: string;
  readonly type?: string;
}

/** A form as the platform's own `FormData` writes it. */
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

/** The two pictures of a comparison. */
export function pair(livenessFace: Uint8Array, faceFromDocument: Uint8Array): FormPart[] {
  return [
    { name: 'LivenessFace', bytes: livenessFace },
    { name: 'FaceFromDocument', bytes: faceFromDocument },
  ];
}
