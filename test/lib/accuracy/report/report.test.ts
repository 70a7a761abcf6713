import { describe, expect, test } from 'vitest';
import { createCalibration } from '../../../../lambda/face/matching/calibration.ts';
import { resamplePeople } from '../../../../lib/accuracy/measure/bootstrap.ts';
import { crossValidate } from '../../../../lib/accuracy/measure/cross-validation.ts';
import { detCurve, discardCurve, scoreHistograms } from '../../../../lib/accuracy/measure/curves.ts';
import { findLabelErrors } from '../../../../lib/accuracy/measure/label-errors.ts';
import { makeCalibration } from '../../../../lib/accuracy/measure/make-calibration.ts';
import { measureAllPairs } from '../../../../lib/accuracy/measure/measurement.ts';
import { percent, scientific, withInterval } from '../../../../lib/accuracy/report/number-formats.ts';
import { ratesTable, reportData } from '../../../../lib/accuracy/report/report-data.ts';
import { reportHtml } from '../../../../lib/accuracy/report/report-html.ts';
import { reportText } from '../../../../lib/accuracy/report/report-text.ts';
import { escapeHtml, svgPlot } from '../../../../lib/accuracy/report/svg-plot.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, normalScores, randomEmbedding } from '../../../support/scores.ts';

const ORIGIN = {
  pack: 'retail-0095',
  speaksOf: 'look-alikes',
  spaces: ['test'],
  created: '2026-11-23',
  data: 'made <up> & drawn',
  pipeline: 'p',
  models: ['m@1'],
};
const random = seededRandom(77);
/** 260 people with two photos each; one photo shows no face. Quality says how far a photo is from its person. */
const labelled = Array.from({ length: 520 }, (_, i) => ({
  path: `secret${i >> 1}/<${i}>.jpg`,
  person: `secret${i >> 1}`,
}));
const centres = Array.from({ length: 260 }, () => randomEmbedding(random, 256));
const analyses = new Map(
  labelled.map(({ path }, i) => {
    const spread = random.between(0.3, 2);
    const photo = analysed([randomEmbedding(random, 256, centres[i >> 1]!, spread)], 'Success', 1 - spread / 2);
    return [path, i === 7 ? analysed([]) : photo];
  }),
);
const shape = makeCalibration(normalScores(400, 0.0625, 3), ORIGIN, resamplePeople(400, 50, 1));
const measurement = await measureAllPairs(labelled, analyses, createCalibration(shape));
const resamples = resamplePeople(measurement.people, 100, 1);
const all = { labels: 'labels as they stand', measurement, resamples };
const calibration = makeCalibration(measurement.impostors, ORIGIN, resamples);
const heldOut = crossValidate(measurement.impostors, { splits: 1, replicates: 20, seed: 1 });
const report = (withNames: boolean) =>
  reportData({
    labelled: all,
    origin: { ...ORIGIN, faces: 'main' },
    made: calibration,
    inForce: calibration,
    tables: [ratesTable(all, calibration)],
    heldOut,
    labelErrors: findLabelErrors(measurement, calibration),
    withNames,
  });

describe('the curves', () => {
  test('of detection errors trade one error for the other', () => {
    const det = detCurve(measurement);
    for (const [i, [falseMatch, falseNonMatch]] of det.entries()) {
      expect(falseMatch).toBeLessThanOrEqual(det[i - 1]?.[0] ?? 1);
      expect(falseNonMatch).toBeGreaterThanOrEqual(det[i - 1]?.[1] ?? 0);
    }
    // The pair without a face never matches.
    expect(det[0]![1]).toBeCloseTo(1 / 260, 9);
  });

  test('of scores have the area one', () => {
    const { impostor, genuine } = scoreHistograms(measurement);
    for (const points of [impostor, genuine])
      expect(points.reduce((sum, [, y]) => sum + 0.02 * y, 0)).toBeCloseTo(1, 6);
  });

  test('of discarded pairs fall when the quality tells something, and leave out pairs without a face first', () => {
    const points = discardCurve(measurement, 0.3);
    expect(points[0]![0]).toBe(0);
    expect(points.at(-1)![0]).toBe(0.5);
    expect(points[1]![1]).toBeLessThan(points[0]![1]);
    expect(points.at(-1)![1]).toBeLessThan(points[0]![1] / 2);
  });
});

describe('the report', () => {
  const html = reportHtml(report(false), new Map());

  test('loads nothing from anywhere and escapes what it is given', () => {
    expect(html).not.toMatch(/(src|href)\s*=\s*["'](?!data:)/);
    expect(html).not.toMatch(/url\(|@import|<script|<link/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('made &lt;up&gt; &amp; drawn');
    expect(html).not.toContain('<up>');
  });

  test('names no photo unless asked', () => {
    expect(html).not.toContain('secret');
    expect(JSON.stringify(report(false))).not.toContain('secret');
    const named = reportHtml(report(true), new Map([[report(true).worstPairs[0]!.a!, 'data:image/jpeg;base64,AAAA']]));
    expect(named).toContain('secret');
    expect(named).toContain('src="data:image/jpeg;base64,AAAA"');
    expect(named).not.toMatch(/<\d+>\.jpg/);
  });

  test('shows each curve and each knot', () => {
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html.match(/<\/svg>/g)).toHaveLength(4);
    for (const knot of calibration.knots) expect(html).toContain(`<td>${knot.cosine.toFixed(4)}</td>`);
    expect(html).toContain('extrapolated');
    expect(html).not.toContain('NaN');
  });

  test('says the same on a terminal', () => {
    const text = reportText(report(false)).join('\n');
    expect(text).toContain('520 photos of 260 people (Success 519, NoFaceDetected 1)');
    expect(text).toContain('pairs: 260 of one person, 134162 of different people (and 518 without a face)');
    expect(text).toContain(calibration.version);
    expect(text).toContain('of 2 within the interval');
    expect(text).not.toContain('secret');
  });

  test('says that no calibration was made', () => {
    expect(reportHtml({ ...report(false), calibration: null, heldOut: null }, new Map())).toContain('too few people');
  });
});

describe('a plot', () => {
  const axis = { label: 'x', from: 1e-3, to: 1, scale: 'logarithmic' } as const;

  test('leaves out what a logarithmic axis cannot show', () => {
    const points = [
      [0, 0.1],
      [1e-5, 0.1],
      [0.01, 0.1],
      [0.1, 0],
      [1, 1],
    ] as const;
    const svg = svgPlot({ title: 't', x: axis, y: axis, series: [{ name: 's', points, colour: 'red' }] });
    expect(svg.match(/points="([^"]*)"/)![1]!.split(' ')).toHaveLength(2);
  });

  test('escapes its texts', () => {
    expect(svgPlot({ title: '"<x>', x: axis, y: axis, series: [] })).toContain('aria-label="&quot;&lt;x&gt;"');
    expect(escapeHtml(`<a href='x'>&`)).toBe('&lt;a href=&#39;x&#39;&gt;&amp;');
  });
});

test.each([
  [percent(0.0237), '2.37 %'],
  [percent(0.00003), '0.00300 %'],
  [percent(0), '0 %'],
  [percent(Number.NaN), 'no pairs'],
  [scientific(1e-4), '1.00e-4'],
  [withInterval({ rate: 0.02, interval: [0.01, 0.03] }, percent), '2.00 % (1.00 to 3.00)'],
  [withInterval({ rate: 0.02, interval: null }, percent), '2.00 %'],
])('%s is written as %s', (written, expected) => {
  expect(written).toBe(expected);
});
