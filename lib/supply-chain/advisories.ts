import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Why an examined advisory does no harm here, for the time being. */
export interface AdvisoryReason {
  /** "GHSA-…" */
  readonly id: string;
  readonly package: string;
  /** Why it does no harm here. */
  readonly reason: string;
  /** Last day (YYYY-MM-DD) on which the reason counts. */
  readonly until: string;
}

/** The part of the report of `npm audit --json` that is read here. */
interface AuditReport {
  readonly vulnerabilities: Readonly<
    Record<
      string,
      {
        readonly via: readonly (string | { readonly url: string; readonly title: string; readonly severity: string })[];
      }
    >
  >;
}

interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly title: string;
  readonly severity: string;
}

export interface AdvisoryCheck {
  /** The folder of package.json and package-lock.json. */
  readonly folder: string;
  /** Whether to leave out development packages. */
  readonly shipped: boolean;
  readonly reasons: readonly AdvisoryReason[];
  /** YYYY-MM-DD */
  readonly today: string;
}

/**
 * Asks the npm registry for advisories on the packages of a lockfile.
 *
 * audit-ci 7.1.0 does not replace this. It drops an advisory on an indirect dependency that itself depends on a vulnerable
 * package with a scope.
 *
 * Throws when an advisory has no reason, when a reason has expired or is incomplete, and when the registry gives no report.
 *
 * @param out receives one line for each advisory with a reason and for each reason without an advisory
 */
export async function checkAdvisories(check: AdvisoryCheck, out: (line: string) => void): Promise<void> {
  const problems = reasonProblems(check.reasons);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const { open, reasoned, unused } = judgeAdvisories(readReport(await npmAudit(check)), check.reasons, check.today);
  for (const { id, package: name } of reasoned) out(`${id} ${name}: has a reason`);
  for (const { id, package: name } of unused) out(`${id} ${name}: not reported any more, remove it`);
  if (open.length === 0) return out('No open advisory.');
  const lines = open.map(({ id, package: name, severity, title }) => `${id} ${name} (${severity}): ${title}`);
  throw new Error(`${lines.join('\n')}\nUpdate, or give a reason in lib/supply-chain/advisory-reasons.json.`);
}

/**
 * Returns what npm prints. Its exit code is 1 for an advisory and for a failed request alike, so only the text counts.
 * With `offline=true` in a user's settings npm would report that there are no advisories without asking.
 */
async function npmAudit({ folder, shipped }: AdvisoryCheck): Promise<string> {
  const args = ['audit', '--audit', '--no-offline', '--json', '--prefix', folder, ...(shipped ? ['--omit=dev'] : [])];
  const { stdout } = await promisify(execFile)('npm', args).catch((error: { stdout?: string }) => error);
  return stdout ?? '';
}

/**
 * Returns the report in what `npm audit --json` printed.
 *
 * Throws when there is none: then the registry returned no report, and nothing is known.
 */
export function readReport(printed: string): AuditReport {
  const answer = jsonObject(printed);
  if (isReport(answer)) return answer;
  const why = typeof answer?.message === 'string' ? answer.message : 'no response';
  throw new Error(`The registry could not be asked for advisories (${why}); nothing was checked.`);
}

function jsonObject(printed: string): Record<string, unknown> | null {
  try {
    return JSON.parse(printed.slice(printed.indexOf('{'))) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function isReport(answer: object | null): answer is AuditReport {
  const found = (answer as Partial<AuditReport> | null)?.vulnerabilities;
  return typeof found === 'object' && found !== null;
}

/**
 * Returns the advisories that are open (without a reason, or with one that has expired), those with a reason, and the
 * reasons that no advisory needs any more.
 *
 * @param today YYYY-MM-DD
 */
export function judgeAdvisories(report: AuditReport, reasons: readonly AdvisoryReason[], today: string) {
  const advisories = advisoriesOf(report);
  const reasonOf = (advisory: Advisory) =>
    reasons.find(({ id, package: name }) => id === advisory.id && name === advisory.package);
  const isReasoned = (advisory: Advisory) => (reasonOf(advisory)?.until ?? '') >= today;
  return {
    open: advisories.filter((advisory) => !isReasoned(advisory)),
    reasoned: advisories.filter(isReasoned),
    unused: reasons.filter((reason) => !advisories.some((advisory) => reasonOf(advisory) === reason)),
  };
}

/** Returns each advisory once for each package that it concerns, without the packages that only depend on these. */
function advisoriesOf(report: AuditReport): Advisory[] {
  return Object.entries(report.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((cause) =>
      typeof cause === 'string'
        ? []
        : [{ id: cause.url.split('/').at(-1) ?? '', package: name, title: cause.title, severity: cause.severity }],
    ),
  );
}

/** Returns one line for each part that is missing from the reasons. */
export function reasonProblems(reasons: readonly AdvisoryReason[]): string[] {
  return reasons.flatMap(({ id, package: name, reason, until }) => {
    const problems: string[] = [];
    if (!/^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/.test(id)) problems.push('has no id of an advisory');
    if (name === '') problems.push('has no package');
    if (reason.length < 30) problems.push('does not say why');
    if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until))) problems.push('has no date');
    return problems.map((problem) => `${id || name} ${problem}.`);
  });
}
