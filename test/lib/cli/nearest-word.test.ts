import { expect, it } from 'vitest';
import { nearestWord } from '../../../lib/cli/nearest-word.ts';

const PACKS = ['retail-0095', 'edgeface-xs', 'combined'];

it.each([
  ['retail0095', 'retail-0095'],
  ['Combind', 'combined'],
  ['edgefacexs', 'edgeface-xs'],
])('%s means %s', (text, word) => expect(nearestWord(text, PACKS)).toBe(word));

it.each(['arcface', 'xs', ''])('%j means none', (text) => expect(nearestWord(text, PACKS)).toBeNull());
