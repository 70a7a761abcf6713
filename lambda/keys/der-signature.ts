/** Bytes of r and of s for P-256 (RFC 7518, section 3.4). */
const P256_BYTES = 32;

/**
 * Returns an ECDSA signature as JOSE wants it, r and s with 32 bytes each, from the form in which KMS and OpenSSL give it: a
 * DER sequence of two integers, which have a leading zero where their highest bit is set and none otherwise (ITU-T X.690,
 * section 8.3).
 *
 * @param der the whole signature
 * @throws RangeError for anything else than two positive integers of at most 256 bits
 */
export function joseSignature(der: Uint8Array): Buffer {
  // Two integers of 33 bytes with their headers take 70 bytes, so that every length fits into one byte.
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) throw malformed();
  const [r, afterR] = integer(der, 2);
  const [s, end] = integer(der, afterR);
  if (end !== der.length) throw malformed();
  return Buffer.concat([r, s]);
}

/** Returns an integer that begins at an offset, with 32 bytes, and the offset behind it. */
function integer(der: Uint8Array, at: number): [Buffer, number] {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  const first = der[at + 2] ?? 0x80;
  // A highest bit that is set would make it negative; a zero before a bit that is not set is one too many.
  const padded = first === 0 && length > 1;
  if (der[at] !== 0x02 || length === 0 || end > der.length || first >= 0x80) throw malformed();
  if (padded && (der[at + 3] ?? 0) < 0x80) throw malformed();
  const digits = der.subarray(at + 2 + (padded ? 1 : 0), end);
  if (digits.length > P256_BYTES || digits.every((byte) => byte === 0)) throw malformed();
  return [Buffer.concat([Buffer.alloc(P256_BYTES - digits.length), digits]), end];
}

function malformed(): RangeError {
  return new RangeError('Expected the DER form of an ECDSA signature by a key on P-256.');
}
