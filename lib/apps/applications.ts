import type { Application } from '../../lambda/applications/application.ts';
import { applicationKey, usageKey } from '../../lambda/applications/usage-key.ts';
import { SESSION_SECONDS } from '../../lambda/contract/limits.ts';
import type { AppCredentials } from '../cli/first-minute.ts';
import type { AppTable } from './app-table.ts';
import { newAppId, newSecret, rotated } from './secrets.ts';
import { AppsError, type Limit, type UsageLimits } from './usage-limits.ts';

/** The applications of a deployment, or of the local API. */
export interface Directory {
  readonly baseUrl: string;
  readonly table: AppTable;
  readonly limits: UsageLimits;
  /** Salt from which the values of API keys are computed. */
  readonly usageSalt: string;
  /** Lifetime of a token in seconds. A session's token may live longer. */
  readonly tokenSeconds: number;
  /** The limit of the stage, which no other limit may exceed; `null` if it is unknown. */
  readonly stageLimit: Limit | null;
  /** Returns milliseconds since 1970. */
  readonly clock: () => number;
}

/** An application as people see it. Of its secrets, it shows only when they were made and when they end. */
export type ShownApplication = Omit<Application, 'secrets'> & {
  readonly secrets: readonly { readonly id: string; readonly createdAt: string; readonly expiresAt?: string }[];
};

/** Returns the part of an application that may be shown. */
export function shown({ secrets, ...application }: Application): ShownApplication {
  return { ...application, secrets: secrets.map(({ hash: _, ...rest }) => rest) };
}

/** An application with a secret that is shown only once. */
export interface WithCredentials {
  readonly application: ShownApplication;
  readonly credentials: AppCredentials;
}

/**
 * Makes an application. Its own limit comes first and the right to tokens last, so that repeating an interrupted command finishes
 * it.
 *
 * @throws AppsError when the name is taken, the limit is above the stage's, or the account has no usage plan left
 */
export async function create(
  { table, limits, usageSalt, stageLimit, clock }: Directory,
  name: string,
  tenantId: string,
  limit: Limit | null,
): Promise<WithCredentials> {
  if (limit !== null && stageLimit !== null) expectBelow(limit, stageLimit);
  const now = clock();
  const found = await table.find(name);
  if (found !== null && found.status !== 'creating') throw taken(found);
  const appId = found?.appId ?? newAppId(now);
  const { secret, stored } = newSecret(appId, now);
  const time = new Date(now).toISOString();
  const draft: Application = {
    appId,
    name,
    tenantId,
    status: limit === null ? 'active' : 'creating',
    secrets: [stored],
    limit,
    createdAt: time,
    updatedAt: time,
  };
  if (found !== null) await table.replace(found, draft);
  else if (!(await table.add(draft))) throw new AppsError(`There is an application ${name} already.`);
  const application: Application = { ...draft, status: 'active' };
  if (limit !== null) {
    await limits.give(usageKey(usageSalt, applicationKey(appId)), `Application ${appId} ${name}`, limit);
    await table.replace(draft, application);
  }
  return { application: shown(application), credentials: { appId, appSecret: secret, tenantId } };
}

/** A limit above the stage's would never be reached. */
function expectBelow(limit: Limit, stage: Limit): void {
  if (limit.rateLimit <= stage.rateLimit && limit.burstLimit <= stage.burstLimit) return;
  throw new AppsError(
    `The stage lets ${stage.rateLimit} requests a second and ${stage.burstLimit} at once through, of all callers together. Raise the settings stageRateLimit and stageBurstLimit first.`,
  );
}

function taken({ name, appId }: Application): AppsError {
  return new AppsError(
    `There is an application ${name} already, ${appId}. Its secret cannot be shown again; "rotate" makes another one.`,
  );
}

/** @throws AppsError when there is no such application */
export async function get({ table }: Directory, idOrName: string): Promise<Application> {
  const application = await table.find(idOrName);
  if (application === null) throw new AppsError(`There is no application ${idOrName}. "list" names them all.`);
  return application;
}

/**
 * Gives an application another secret. The previous secret stays valid for some days.
 *
 * @param days days until the previous secret ends; 0 ends it at once
 */
export async function rotate(directory: Directory, idOrName: string, days: number): Promise<WithCredentials> {
  const before = await get(directory, idOrName);
  const now = directory.clock();
  const { secret, stored } = newSecret(before.appId, now);
  const after: Application = {
    ...before,
    secrets: rotated(before.secrets, stored, days, now),
    updatedAt: new Date(now).toISOString(),
  };
  await directory.table.replace(before, after);
  const { appId, tenantId } = after;
  return { application: shown(after), credentials: { appId, appSecret: secret, tenantId } };
}

/** Allows or forbids tokens for an application. Does nothing if it already has this status. */
export async function setStatus(
  directory: Directory,
  idOrName: string,
  status: 'active' | 'disabled',
): Promise<ShownApplication> {
  const before = await get(directory, idOrName);
  if (before.status === status) return shown(before);
  if (before.status === 'creating' && status === 'active') {
    throw new AppsError(`${before.name} is not complete. Finish it with "create".`);
  }
  const after = { ...before, status, updatedAt: new Date(directory.clock()).toISOString() };
  await directory.table.replace(before, after);
  return shown(after);
}

/**
 * Deletes an application and its own limit, if it has one. A missing application is not an error.
 *
 * @param now whether to delete the API key although tokens may still be valid; requests with these tokens then get 500
 * @returns false if there was no such application
 * @throws AppsError when the application has its own limit, its tokens may still be valid, and `now` is false
 */
export async function remove(
  { table, limits, usageSalt, tokenSeconds, clock }: Directory,
  idOrName: string,
  now: boolean,
): Promise<boolean> {
  const application = await table.find(idOrName);
  if (application === null) return false;
  const { appId, name, limit, status, updatedAt } = application;
  const quietSince = status === 'disabled' ? Date.parse(updatedAt) : clock();
  const longest = Math.max(tokenSeconds, SESSION_SECONDS.max);
  const left = Math.ceil((quietSince + longest * 1000 - clock()) / 1000);
  if (limit !== null && left > 0 && !now) {
    throw new AppsError(
      `${name} has its own limit, and its tokens may be valid for another ${left} s. ${status === 'disabled' ? 'Wait for that' : 'Disable it, and delete it after that'}, or delete it with --now: its tokens then get 500 instead of 401.`,
    );
  }
  if (limit !== null) await limits.take(usageKey(usageSalt, applicationKey(appId)));
  await table.remove(application);
  return true;
}
