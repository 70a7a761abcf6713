import packageJson from '../../package.json' with { type: 'json' };
import { ENTRY_DECLARATIONS } from './declarations.ts';

/** The JavaScript of the package. */
export const ENTRY = 'index.js';

/** The folder of the type declarations. */
export const TYPES = 'types';

/** Oldest Node on which the CDK app of a user may run, the oldest that its makers maintain. */
export const OLDEST_NODE = 22;

const { name, version, description, license, devDependencies } = packageJson;

/** Returns the package.json of the package: our name and version, the packages that the user's app brings, and one entry. */
export function packageManifest(): object {
  const types = `./${TYPES}/${ENTRY_DECLARATIONS}`;
  return {
    name,
    version,
    description,
    license,
    main: `./${ENTRY}`,
    types,
    exports: { '.': { types, default: `./${ENTRY}` }, './package.json': './package.json' },
    engines: { node: `>=${OLDEST_NODE}` },
    // A construct and the app around it must share these.
    peerDependencies: {
      'aws-cdk-lib': `^${devDependencies['aws-cdk-lib']}`,
      constructs: `^${devDependencies.constructs}`,
    },
  };
}

/** Returns the page that npm shows for the package. */
export function packageReadme(): string {
  return `# Face Comparison

${description}

\`\`\`ts
import { FaceComparison } from '${name}';

const faces = new FaceComparison(this, 'Faces', { compare: { memorySize: 3_538 } });
\`\`\`

The pages of the repository explain the API, the settings and the operation: those of the tag v${version} belong to this version.
`;
}
