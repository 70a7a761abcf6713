import { textLike } from './checks.ts';

/** The name of a Region of AWS. */
export const regionName = textLike(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/, 'a Region such as eu-central-1');
