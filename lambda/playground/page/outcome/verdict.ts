import type { ComparisonResult } from '../../../contract/envelope.ts';
import { similarityText } from '../dom/text.ts';
import { rateText, type Whose } from './false-match-rate.ts';

type VerdictKind = 'match' | 'different' | 'undecided' | 'refused';

/** The outcome at a glance. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly title: string;
  readonly explanation: string;
  /** What deserves a second look although the service decided; `null` mostly. */
  readonly warning: string | null;
}

/** What a 200 means: `status` first, for without a pair of faces there is nothing to decide. */
export function verdictOf({ isFaceMatch, matchingSimilarity, status, details }: ComparisonResult): Verdict {
  if (status !== 'Success' && status !== 'LowQuality') {
    return {
      kind: 'undecided',
      title: 'Not compared',
      explanation: `Status ${status}: there is no pair of faces to compare. This is not a "no match": capture again.`,
      warning: null,
    };
  }
  const warning = details?.samePicture === true ? SAME_PICTURE : null;
  const reached = `${capital(rateText(matchingSimilarity, whoseRate(details)))} reach ${similarityText(matchingSimilarity)}`;
  const threshold = (details === undefined ? '' : `; the threshold is ${details.threshold}`) + crowdText(details);
  if (status === 'LowQuality') {
    const title = isFaceMatch ? 'Match, in low quality' : 'No match, in low quality';
    const overruled = !isFaceMatch && details !== undefined && matchingSimilarity > details.threshold;
    const advice = overruled
      ? 'Two pictures of low quality are never a match: capture again.'
      : 'Capture again to be sure.';
    return { kind: 'undecided', title, explanation: `${reached}${threshold}. ${advice}`, warning };
  }
  return isFaceMatch
    ? { kind: 'match', title: 'Match', explanation: `${reached}${threshold}.`, warning }
    : { kind: 'different', title: 'No match', explanation: `${reached}${threshold}.`, warning };
}

const SAME_PICTURE =
  'Both files are copies of one photograph. A selfie and a document never are: somebody may have uploaded the document photo twice.';

/** A service whose calibration knows no look-alikes gives their rate as null. */
function whoseRate(details: ComparisonResult['details']): Whose {
  return details?.falseMatchRate === null ? 'random pairs' : 'look-alikes';
}

/** What several faces do to the rate that `rateText` tells of one pair; a bound also for pairs that are not independent. */
function crowdText(details: ComparisonResult['details']): string {
  const pairs = details?.pairs ?? 0;
  return pairs > 1 ? `. With ${pairs} pairs of faces, strangers get there up to ${pairs} times as often` : '';
}

/** What somebody else's threshold would decide. */
export function ownVerdict(result: ComparisonResult, threshold: number): string {
  const decision = result.matchingSimilarity > threshold ? 'match' : 'no match';
  const deployed = result.isFaceMatch ? 'match' : 'no match';
  // Two digits, three where the third counts.
  return `At ${threshold.toFixed(3).replace(/0$/, '')}: ${decision}. ${capital(rateText(threshold, whoseRate(result.details)))} would pass. The service says: ${deployed}.`;
}

/** What to do about an HTTP status other than 200. */
export function refusalOf(statusCode: number, retryAfterSeconds: number | null): Verdict {
  const known = REFUSALS[statusCode];
  const [title, advice] = known ?? [
    `Refused with ${statusCode}`,
    'This answer is not one of the service. See the raw answer.',
  ];
  const wait =
    statusCode === 429 && retryAfterSeconds !== null
      ? ` Wait ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}, then compare again.`
      : '';
  return { kind: 'refused', title, explanation: `${advice}${wait}`, warning: null };
}

/** No answer came at all. */
export const NO_ANSWER: Verdict = {
  kind: 'refused',
  title: 'No answer',
  explanation:
    'The service cannot be reached, or the connection broke while the pictures were sent. Check the network and that the service runs, then compare again.',
  warning: null,
};

const REFUSALS: Readonly<Record<number, readonly [title: string, advice: string]>> = {
  400: ['400: the request is not valid', 'Send two pictures, neither of them empty.'],
  401: [
    '401: the token is not accepted',
    'It is missing, expired, or not from the issuer of this service. Get a new application token and paste it below.',
  ],
  403: [
    '403: the token is not for applications',
    'It is valid but does not carry services: External. Use the token of an application, not of a person.',
  ],
  404: ['404: there is no such endpoint', 'This page is not served by a Face Comparison service.'],
  413: ['413: too large', 'Shrink the pictures; faces need no more than about 1,000 pixels of height.'],
  429: ['429: too many requests', 'The rate limit is reached. Nothing was compared.'],
  500: [
    '500: the service failed',
    'Nothing was decided and nothing was kept. Compare again; if it stays, report the request id below.',
  ],
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
