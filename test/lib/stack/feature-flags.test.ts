import { CURRENTLY_RECOMMENDED_FLAGS, FLAGS } from 'aws-cdk-lib/cx-api';
import { expect, it } from 'vitest';
import cdkJson from '../../../cdk.json' with { type: 'json' };

const ours = Object.keys(cdkJson.context).filter((name) => name.includes(':'));

it('are all decided in cdk.json: a flag that this release of CDK recommends is on, or off on purpose', () => {
  const missing = Object.keys(CURRENTLY_RECOMMENDED_FLAGS).filter((name) => !ours.includes(name));
  // Read what each does, compare the snapshot of the template with and without it, and add it to cdk.json either way.
  expect(missing.map((name) => `${name}: ${FLAGS[name]?.summary}`)).toEqual([]);
});

it('are known to this release of CDK', () => {
  expect(ours.filter((name) => !Object.hasOwn(FLAGS, name))).toEqual([]);
});
