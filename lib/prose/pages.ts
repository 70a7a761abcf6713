import { globSync } from 'node:fs';

/** Pages that still have sentences against docs/style.md. A page leaves this list for good when it is rewritten. */
const TO_REWRITE: readonly string[] = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/README.md',
  'docs/accuracy.md',
  'docs/auraface.md',
  'docs/bring-your-own-model.md',
  'docs/clients/README.md',
  'docs/contract.md',
  'docs/decisions/README.md',
  'docs/decisions/abandoned-work.md',
  'docs/decisions/balanced-space.md',
  'docs/decisions/calibration-tail.md',
  'docs/decisions/converted-models.md',
  'docs/decisions/cors.md',
  'docs/decisions/embedder-precision.md',
  'docs/decisions/embedding-crop.md',
  'docs/decisions/identity-settings.md',
  'docs/decisions/infrastructure.md',
  'docs/decisions/kernels.md',
  'docs/decisions/landmarks.md',
  'docs/decisions/libraries.md',
  'docs/decisions/local-twin.md',
  'docs/decisions/low-quality.md',
  'docs/decisions/reading-tiff.md',
  'docs/decisions/same-picture.md',
  'docs/decisions/several-faces.md',
  'docs/deploy.md',
  'docs/faq.md',
  'docs/hard-pictures.md',
  'docs/identity-providers.md',
  'docs/licences.md',
  'docs/operate.md',
  'docs/performance.md',
  'docs/playground.md',
  'docs/quality.md',
  'docs/security-and-privacy.md',
  'docs/settings.md',
  'docs/start.md',
];

/** Returns the pages whose prose is checked, as paths from a checkout's root, sorted. */
export function prosePages(root: string): string[] {
  const all = globSync('{README,CONTRIBUTING,SECURITY,CHANGELOG,docs/**/*}.md', { cwd: root });
  return all
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !TO_REWRITE.includes(name))
    .sort();
}
