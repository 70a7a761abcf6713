import type { ComparisonResult } from '../../../contract/envelope.ts';
import { rateText, type Whose } from './false-match-rate.ts';

type VerdictKind = 'match' | 'different' | 'undecided' | 'refused';

/** The outcome at a glance. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly title: string;
  readonly explanation: string;
  /** What deserves a second look although the service decided; usually `null`. */
  readonly warning: string | null;
}

/** Returns what a 200 means. `status` comes first, because without a pair of faces there is nothing to decide. */
export function verdictOf({ isFaceMatch, matchingSimilarity, status, details }: ComparisonResult): Verdict {
  if (status !== 'Success' && status !== 'LowQuality') {
    return {
      kind: 'undecided',
      title: 'Not compared',
      explanation: `Status ${status}: there is no pair of faces to compare. This does not mean "no match". See the note below the photo.`,
      warning: null,
    };
  }
  const warning = details?.samePicture === true ? SAME_PICTURE : isFaceMatch && isDoubtful(details) ? LOOK_ALIKE : null;
  const explanation = [often(matchingSimilarity, whoseRate(details)), needed(details), crowdText(details)].join('');
  if (status === 'LowQuality') {
    const title = isFaceMatch ? 'Match, in low quality' : 'No match, in low quality';
    const overruled = !isFaceMatch && details !== undefined && matchingSimilarity > details.threshold;
    const advice = overruled
      ? 'Two photos of low quality are never a match: capture again.'
      : 'Capture again to be sure.';
    return { kind: 'undecided', title, explanation: `${explanation} ${advice}`, warning };
  }
  return isFaceMatch
    ? { kind: 'match', title: 'Match', explanation, warning }
    : { kind: 'different', title: 'No match', explanation, warning };
}

/** How often strangers reach a similarity below each of these. */
const OFTEN = [
  [0.5, 'often'],
  [0.7, 'sometimes'],
  [0.9, 'rarely'],
] as const;

/** Returns in a sentence how often strangers score as high. */
function often(similarity: number, whose: Whose): string {
  const how = OFTEN.find(([below]) => similarity < below)?.[1] ?? 'almost never';
  return `Strangers ${how} score this high: ${rateText(similarity, whose)}.`;
}

function needed(details: ComparisonResult['details']): string {
  return details === undefined ? '' : ` A match needs more than ${details.threshold}.`;
}

/** The warning of a fraud signal, which outweighs a match. */
export const SAME_PICTURE =
  'Both files are copies of one photo. A selfie and a document never are: somebody may have uploaded the document photo twice.';

/** A false match rate that is high for a match: a tenth of the rate at the default threshold, 0.7. It is reached at 0.8. */
const DOUBTFUL_RATE = 1e-5;

const LOOK_ALIKE =
  'A look-alike could score this high, and a relative more easily. Compare the two faces yourself, or ask for better photos.';

/** Returns whether look-alikes reach the similarity too often to trust a match blindly, all pairs of faces included. */
function isDoubtful(details: ComparisonResult['details']): boolean {
  // Slightly above, so that 0.8 itself is never doubtful, however it is rounded.
  return (details?.falseMatchRate ?? 0) > DOUBTFUL_RATE * 1.001;
}

/** Returns whose rate a response has. A service without a calibration by look-alikes returns their rate as null. */
function whoseRate(details: ComparisonResult['details']): Whose {
  return details?.falseMatchRate === null ? 'random pairs' : 'look-alikes';
}

/** Returns how several faces change the rate of one pair. The bound also holds if the pairs are not independent. */
function crowdText(details: ComparisonResult['details']): string {
  const pairs = details?.pairs ?? 0;
  return pairs > 1 ? ` With ${pairs} pairs of faces, strangers get there up to ${pairs} times as often.` : '';
}

/** Returns what another threshold would decide. */
export function ownVerdict(result: ComparisonResult, threshold: number): string {
  const decision = result.matchingSimilarity > threshold ? 'match' : 'no match';
  const deployed = result.isFaceMatch ? 'match' : 'no match';
  // Two digits, or three if the third is not 0.
  return `At ${threshold.toFixed(3).replace(/0$/, '')}: ${decision}. ${capital(rateText(threshold, whoseRate(result.details)))} reach it. The service decided: ${deployed}.`;
}

/** Returns what to do about an HTTP status other than 200. */
export function refusalOf(statusCode: number, retryAfterSeconds: number | null): Verdict {
  const known = REFUSALS[statusCode];
  const [title, advice] = known ?? [
    `Rejected with ${statusCode}`,
    'This response is not from the service. See the raw response.',
  ];
  const wait =
    statusCode === 429 && retryAfterSeconds !== null
      ? ` Wait ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}, then compare again.`
      : '';
  return { kind: 'refused', title, explanation: `${advice}${wait}`, warning: null };
}

/** The verdict if no response arrived. */
export const NO_ANSWER: Verdict = {
  kind: 'refused',
  title: 'No response',
  explanation:
    'The service cannot be reached, or the connection broke while the photos were sent. Check the network and that the service runs, then compare again.',
  warning: null,
};

const REFUSALS: Readonly<Record<number, readonly [title: string, advice: string]>> = {
  400: ['400: the request is not valid', 'Send two photos, neither of them empty.'],
  401: [
    '401: the token is not accepted',
    'It is missing, expired, or not from the issuer of this service. Get a new application token and paste it below.',
  ],
  403: [
    '403: the token is not for applications',
    'It is valid but does not carry services: External. Use the token of an application, not of a person.',
  ],
  404: ['404: there is no such endpoint', 'This page is not served by a Face Comparison service.'],
  413: ['413: too large', 'Shrink the photos. A face needs no more than about 1,000 pixels of height.'],
  429: ['429: too many requests', 'The rate limit is reached. Nothing was compared.'],
  500: [
    '500: the service failed',
    'Nothing was decided and nothing was kept. Compare again; if it stays, report the request id below.',
  ],
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
