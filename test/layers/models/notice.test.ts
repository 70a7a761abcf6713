import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';

const notice = readFileSync(join(MODELS_DIR, 'NOTICE'), 'utf8').replaceAll('\n', ' ');
const { models } = await readManifest(MODELS_DIR);

/** The part of the notice from the name of a model to the next heading. */
function sectionOf(file: string): string {
  return notice.split(`(${file})`)[1]?.split(/ {3,}\S/)[0] ?? '';
}

describe('the notice of the models', () => {
  it.each(models)('names $name with file, holder, licence, training data, source and changes', (model) => {
    const { name, file, licence, trainingData, source } = model;
    expect(notice).toContain(`${name} (${file})`);
    const section = sectionOf(file);
    expect(section).toContain(licence.holder.split(',')[0]);
    expect(section).toContain(`Licence: ${licence.spdx}`);
    expect(section).toContain(`Training data: ${trainingData.name}`);
    expect(section.includes('Said to be for research only')).toBe(trainingData.researchOnly);
    expect(section).toContain(`Source: ${source.publisher}`);
    expect(section).toMatch(/Changes: \S/);
  });

  it.each(models.filter(({ source }) => source.conversion !== null))('says that $name was converted', ({ file }) => {
    expect(sectionOf(file)).toContain('Changes: converted from the published');
  });

  it.each(models.filter(({ rewrittenFrom }) => rewrittenFrom !== undefined))(
    'says that $name was rewritten',
    ({ file }) => {
      expect(sectionOf(file)).toMatch(/Changes: .*graph was then rewritten/);
    },
  );

  it.each(models.filter(({ licence }) => licence.conflict !== undefined))(
    'says that the licence of $name is in dispute',
    ({ file }) => {
      expect(sectionOf(file)).toContain('In dispute:');
    },
  );

  it('prints the licences that ask for it, and refers to the Apache License that lies beside it', () => {
    const known = ['Apache-2.0', 'BSD-3-Clause', 'MIT'];
    expect([...new Set(models.map(({ licence }) => licence.spdx))].toSorted()).toEqual(known);
    expect(notice).toContain('Permission is hereby granted, free of charge');
    expect(notice).toContain('Redistribution and use in source and binary forms');
    expect(readFileSync(resolve(MODELS_DIR, '../../LICENSE'), 'utf8')).toContain('Version 2.0, January 2004');
  });
});
