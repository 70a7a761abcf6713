/** An advisory that was looked at and does not concern us, for the time being. */
export interface AdvisoryReason {
  /** "GHSA-…" */
  readonly id: string;
  readonly package: string;
  /** Why it does no harm here. */
  readonly reason: string;
  /** Date (YYYY-MM-DD) at which it must be looked at again. */
  readonly until: string;
}

/** What `npm audit --json` reports, as far as we read it. */
export interface AuditReport {
  readonly vulnerabilities: Readonly<
    Record<
      string,
      {
        readonly via: readonly (string | { readonly url: string; readonly title: string; readonly severity: string })[];
      }
    >
  >;
}

export interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly title: string;
  readonly severity: string;
}

export interface AdvisoryVerdict {
  /** Nobody gave a reason, or it has run out. */
  readonly open: readonly Advisory[];
  readonly reasoned: readonly Advisory[];
  /** Reasons for what is not reported any more: to be removed. */
  readonly unused: readonly AdvisoryReason[];
}

/**
 * Reads what `npm audit --json` printed.
 *
 * @throws Error when that is no report: the registry could not be asked, so nothing is known
 */
export function readReport(printed: string): AuditReport {
  const answer = jsonObject(printed);
  if (isReport(answer)) return answer;
  const why = typeof answer?.message === 'string' ? answer.message : 'no answer';
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
 * Holds the report of `npm audit` against the reasons given.
 *
 * @param today YYYY-MM-DD
 */
export function judgeAdvisories(
  report: AuditReport,
  reasons: readonly AdvisoryReason[],
  today: string,
): AdvisoryVerdict {
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

/** Each advisory once for each package that it is about; packages that only depend on these are left out. */
function advisoriesOf(report: AuditReport): Advisory[] {
  return Object.entries(report.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((cause) =>
      typeof cause === 'string'
        ? []
        : [{ id: cause.url.split('/').at(-1) ?? '', package: name, title: cause.title, severity: cause.severity }],
    ),
  );
}

/** What is wrong with the reasons themselves; one line each. */
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
