import type { AppStore } from '../applications/application.ts';

/** The token is valid, but its application was disabled or deleted. */
export class ApplicationDisabledError extends Error {
  override readonly name = 'ApplicationDisabledError';
}

/** The table of applications could not be asked. */
export class ApplicationTableError extends Error {
  override readonly name = 'ApplicationTableError';
}

/**
 * Looks whether an application may still call.
 *
 * @throws ApplicationDisabledError, ApplicationTableError
 */
export async function expectActive(apps: AppStore, client: string): Promise<void> {
  const application = await apps.application(client).catch(() => {
    throw new ApplicationTableError('The table of applications cannot be asked.');
  });
  if (application?.status !== 'active') throw new ApplicationDisabledError('The application is disabled.');
}
