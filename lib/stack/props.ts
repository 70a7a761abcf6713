import type { FunctionCode } from '../../layers/function-code.ts';
import type { Reach } from './api/api.ts';
import type { DomainOptions } from './api/custom-domain.ts';
import type { AuditTableOptions } from './audit-table.ts';
import type { Identity } from './clients/identity.ts';
import type { Limits } from './clients/usage-plans.ts';
import type { CompareOptions } from './functions/compare-function.ts';
import type { Network, Surroundings } from './functions/surroundings.ts';
import type { MonitoringOptions } from './monitoring/monitoring.ts';
import type { DeploymentKind } from './settings/settings.ts';

/** A network in which the functions run, and what it lacks. */
export interface NetworkOptions extends Network {
  /** Whether to make endpoints to DynamoDB and, for the built-in issuer, to KMS: for subnets without internet. Default: false. */
  readonly endpoints?: boolean;
}

export interface FaceComparisonProps extends Partial<Omit<Surroundings, 'network'>>, Reach {
  /** What the functions run. Default: what the package of this construct brings. A checkout makes it from the sources. */
  readonly code?: FunctionCode;
  /** Whose tokens the API accepts. Default: `Identity.builtIn()`. */
  readonly identity?: Identity;
  /** How images are compared, and on what. */
  readonly compare?: CompareOptions;
  /** How audit items are kept. */
  readonly auditTable?: AuditTableOptions;
  /** How many requests callers may send. */
  readonly limits?: Limits;
  /** A network in which the functions run. Default: that of Lambda, which needs none of yours. */
  readonly network?: NetworkOptions;
  /** Origins of web pages that may call the API from a browser. Default: CORS is off. */
  readonly corsOrigins?: readonly string[];
  /** Whether to serve a page at `/playground` and the OpenAPI document at `/openapi.json`. Default: false. */
  readonly playground?: boolean;
  /** A domain of your own for the API. Default: the address of the stage. */
  readonly domain?: DomainOptions;
  /**
   * Whether what API Gateway answers by itself has the header `x-request-id`. Set it to false where AWS rejects the deployment for
   * it. Default: true.
   */
  readonly requestIdHeader?: boolean;
  /** Alarms and dashboard; `false` for neither. Default: alarms. */
  readonly monitoring?: MonitoringOptions | false;
  /** How requests move to a new version of the compare function. Default: all at once. */
  readonly deployment?: DeploymentKind;
  /** Whether to make the role with which API Gateway writes logs, for the whole account and Region. Default: true. */
  readonly cloudWatchRole?: boolean;
}
