/** A habit that the pages avoid. */
export interface WordRule {
  /** Matched without regard to case, in prose only: never in code, addresses or file names. */
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly instead: string;
}

const words = (...patterns: readonly string[]): RegExp => new RegExp(`\\b(?:${patterns.join('|')})\\b`, 'i');

/** Participles that end in neither "ed" nor "en". */
const IRREGULAR =
  'built|cut|done|found|held|kept|known|left|made|met|paid|put|read|run|said|sent|set|shown|sold|told|thought|worn';
const PARTICIPLE = `(?:\\w+ed|\\w+en|${IRREGULAR})`;

/** The word list of docs/style.md, which has an example for each rule. */
export const WORD_RULES: readonly WordRule[] = [
  { pattern: words('answers?', 'answered', 'answering'), instead: '"response" for the noun, "return" for the verb' },
  { pattern: words('pictures?'), instead: '"image" or "photo"' },
  { pattern: words('refus(?:e|es|ed|ing|al|als)'), instead: '"reject" or "rejection"' },
  {
    pattern: words('false-(?:non-)?match(?:es)?', 'match-rates?'),
    instead: '"false match" and "false match rate", without hyphens',
  },
  { pattern: words('stands? for', 'stood for'), instead: '"mean"' },
  { pattern: words('speaks? of', 'spoken? of'), instead: '"describe" or "refer to"' },
  { pattern: words('tells', 'told', 'tell(?:s|ing)? apart'), instead: '"says", "shows" or "distinguishes"' },
  { pattern: words('rests? on'), instead: '"is based on"' },
  {
    pattern: words('(?:is|are) held (?:to|by)', 'holds? (?:it|them|us) to'),
    instead: '"X checks Y" or "X must meet Y"',
  },
  {
    pattern: words("of (?:yours|ours|theirs|its own|one's own|their own)", 'ours'),
    instead: 'the possessive before the noun: "your photos", "its own limit"',
  },
  { pattern: words('by (?:itself|themselves)'), instead: '"automatically", or nothing' },
  { pattern: words('who(?:so)?ever', 'who asks', 'who wants'), instead: 'the person: "the caller", "anyone who"' },
  {
    pattern: words(
      'anew',
      'thereof',
      'therein',
      'thereby',
      'hence',
      'thus',
      'whence',
      'moreover',
      'furthermore',
      'for want of',
    ),
    instead: 'the plain word: "again", "so", "also"',
  },
  { pattern: words('beside', 'in the place of'), instead: '"next to", "besides" or "instead of"' },
  { pattern: words('unfit', 'turned away', 'turns? away'), instead: '"unusable" or "rejected"' },
  {
    pattern: words('plays? no part', 'by measure', 'in force', 'the likes? of'),
    instead: 'the plain verb: "is ignored", "is set"',
  },
  {
    pattern: words('it is (?:so )?(?:rarely|seldom) so', 'rarely so', 'to be (?:had|told|met)'),
    instead: 'a sentence with a subject: "This is rare"',
  },
  {
    pattern: words(
      '(?<!there )(?:is|are) no (?:JPG|JPEG|PNG|TIFF|file|trouble|deployment|credentials?|promise|setting)',
    ),
    instead: '"is not a …"',
  },
  { pattern: words('has \\d[\\d.,]* (?:bytes|kB|MB|GB|pixels)'), instead: '"is 15 MB"' },
  { pattern: words('some \\d[\\d.,]*'), instead: '"about"' },
  {
    pattern: words('as (?:told|said) (?:above|below)', 'the ones? of', 'that of the one'),
    instead: 'the name of the thing',
  },
  {
    pattern: words(
      'in order to',
      'utili[sz]e\\w*',
      'simply',
      'obviously',
      'of course',
      'please note',
      'note that',
      'it should be noted',
    ),
    instead: 'the sentence without it',
  },
  {
    pattern: words('at (?:its|their) (?:word|end)', 'comes? to nothing', 'next to nothing'),
    instead: 'the plain statement',
  },
];

/** Passives that hide who has to act, or who says so. */
export const PASSIVE_RULES: readonly WordRule[] = [
  {
    pattern: new RegExp(
      `\\b(?:must|should|shall|ought to|has to|have to|needs? to) (?:not )?be (?:\\w+ly )?${PARTICIPLE}\\b(?! by\\b)`,
      'i',
    ),
    instead: 'the imperative, or name who must do it: "Set X", "Callers must set X"',
  },
  { pattern: words('(?:is|are|was|were) (?:not )?to be'), instead: '"must", or the imperative' },
  {
    pattern: words(
      'it (?:is|was|can be) (?:said|known|believed|assumed|recommended|advised|decided|thought|wanted)',
      '(?:is|are) (?:recommended|advised|believed|thought|wanted) to',
    ),
    instead: 'who says so: "We assume", "AWS recommends"',
  },
];

/** The longest sentence, in characters without link addresses: about 35 words. */
export const SENTENCE_CHARACTERS = 220;
