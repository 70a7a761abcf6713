import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { calibrateOptions } from '../../../lib/accuracy/calibrate-options.ts';
import { deployLines } from '../../../lib/accuracy/deploy-lines.ts';
import { SETTINGS } from '../../../lib/stack/settings/settings.ts';

describe('the arguments of calibrate', () => {
  test('have defaults', () => {
    expect(calibrateOptions(['--images', 'photos'])).toEqual({
      images: 'photos',
      pairs: null,
      pack: 'retail-0095',
      faces: 'main',
      scores: null,
      out: null,
      data: null,
      report: null,
      withPhotos: false,
      ignore: null,
      crossValidate: false,
      againstPlain: false,
      labels: null,
      groups: null,
      only: {},
      secondPack: null,
      projection: null,
      licence: null,
      againstProjection: null,
      againstCalibration: null,
      mated: null,
      matedLabels: null,
      matedDuplicates: null,
      power: 0.5,
      shrinkage: 0.6,
      between: 15,
      threshold: null,
      cache: undefined,
      seed: 1,
    });
  });

  test.each([
    [[], /'--images <dir>' not specified\nUsage: npm run calibrate/],
    [['--images', 'x', '--face', 'main'], /--face'\n\(Did you mean --faces\?\)\nUsage/],
    [['--images', 'x', 'y'], /Usage/],
    [['--images', 'x', '--faces', 'best'], /Expected main or all for --faces but received best/],
    [['--images', 'x', '--threshold', '70'], /Expected a number between 0 and 1 for --threshold but received 70/],
    [['--images', 'x', '--threshold', ''], /for --threshold/],
    [['--images', 'x', '--target-fmr', '0'], /between 0\.000001 and 0\.5 for --target-fmr/],
    [['--images', 'x', '--threshold', '0.7', '--target-fmr', '1e-4'], /cannot be used with option '--threshold <t>'/],
    [['--images', 'x', '--cache', 'c', '--no-cache'], /not both/],
    [['--images', 'x', '--groups', 'sex'], '--groups needs --labels <csv>.'],
    [['--images', 'x', '--second-pack', 'combined'], '--second-pack needs --labels <csv>.'],
    [['--images', 'x', '--against-projection', 'none', '--mated', 'm'], '--against-projection needs --labels <csv>.'],
    [['--images', 'x', '--labels', 'l.csv', '--mated', 'm'], 'go together'],
    [
      ['--images', 'x', '--labels', 'l.csv', '--against-projection', 'none', '--mated-duplicates', '7'],
      'needs --second-pack <name>.',
    ],
    [['--images', 'x', '--only', 'age=20-29'], '--only needs --labels <csv>.'],
    [['--images', 'x', '--labels', 'l.csv', '--only', 'age'], /Expected NAME=VALUE for --only/],
    [['--images', 'x', '--labels', 'l.csv', '--pairs', 'p.csv'], /cannot be used with option/],
    [['--images', 'x', '--labels', 'l.csv', '--power', '0.6'], /between 0 and 0\.5 for --power/],
    [
      ['--images', 'x', '--pairs', 'p.csv', '--ignore', 'i.csv'],
      /'--pairs <csv>' cannot be used with option '--ignore <csv>'/,
    ],
    [['--images', 'x', '--pairs', 'p.csv', '--against-plain'], /'--pairs <csv>' cannot be used with/],
    [['--images', 'x', '--ignore', 'i.csv', '--against-plain'], /cannot be used with option '--against-plain'/],
    [['--images', 'x', '--labels', 'l.csv', '--faces', 'all'], /--labels describe main faces only/],
    [['--images', 'x', '--projection', 'p.json'], '--projection needs --labels <csv>.'],
    [['--images', 'x', '--with-photos'], /--with-photos needs --report/],
    [['--images', 'x', '--out', 'my calibration.json'], /for --out but received my calibration\.json/],
    [['--images', 'x', '--out', 'calibration.txt'], /Expected a \.json file/],
    [['--images', 'x', '--seed', '-1'], /--seed/],
  ])('%j are refused', (args, message) => {
    expect(() => calibrateOptions(args)).toThrow(message);
  });

  test.each([
    ['1e-2', 0.5],
    ['1e-5', 0.8],
    ['0.0002', 0.67],
  ])('turn a target false-match rate of %s into the threshold %d', (rate, threshold) => {
    expect(calibrateOptions(['--images', 'x', '--target-fmr', rate]).threshold).toBe(threshold);
  });

  test('can keep embeddings elsewhere, or not at all', () => {
    expect(calibrateOptions(['--images', 'x', '--no-cache']).cache).toBeNull();
    expect(calibrateOptions(['--images', 'x', '--cache', 'here']).cache).toBe('here');
  });
});

describe('the lines that deploy', () => {
  test('name what differs from the defaults', () => {
    expect(deployLines({ pack: 'retail-0095', calibration: null, threshold: 0.74 })).toEqual([
      'npx cdk deploy -c threshold=0.74 # and your other settings',
    ]);
    expect(deployLines({ pack: 'combined', calibration: null, threshold: null })).toEqual([
      'npx cdk deploy -c pack=combined -c researchModels=true # and your other settings',
    ]);
  });

  test('put a calibration from elsewhere where the image takes it from', () => {
    expect(deployLines({ pack: 'retail-0095', calibration: '/data/mine.json', threshold: 0.8 })).toEqual([
      'cp /data/mine.json layers/models/calibration/',
      'npx cdk deploy -c calibration=mine.json -c threshold=0.8 # and your other settings',
    ]);
  });

  test('need no setting for the own file of a pack, and no copy for one that lies beside it', () => {
    const file = (name: string) => relative(process.cwd(), join(MODELS_DIR, 'calibration', name));
    expect(deployLines({ pack: 'combined', calibration: file('combined.json'), threshold: null })).toEqual([
      'npx cdk deploy -c pack=combined -c researchModels=true # and your other settings',
    ]);
    expect(deployLines({ pack: 'combined', calibration: file('own.json'), threshold: null })).toEqual([
      'npx cdk deploy -c pack=combined -c researchModels=true -c calibration=own.json # and your other settings',
    ]);
  });

  test('hold values that the settings of the stack accept', () => {
    expect(SETTINGS.calibration.check.read('mine.json')).toBe('mine.json');
    expect(SETTINGS.threshold.check.read('0.74')).toBe(0.74);
  });
});
