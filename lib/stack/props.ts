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

/** A network in which the functions run, and the endpoints to add to it. */
export interface NetworkOptions extends Network {
  /** Whether to make endpoints to DynamoDB and, for the built-in issuer, to KMS: for subnets without internet. Default: false. */
  readonly endpoints?: boolean;
}

export interface FaceComparisonProps extends Partial<Omit<Surroundings, 'network'>>, Reach {
  /** The code of the functions. Default: the code in the package of this construct. A checkout builds it from the sources. */
  readonly code?: FunctionCode;
  /** Whose tokens the API accepts. Default: `Identity.builtIn()`. */
  readonly identity?: Identity;
  /** How images are compared, and on which resources. */
  readonly compare?: CompareOptions;
  /** How audit items are kept. */
  readonly auditTable?: AuditTableOptions;
  /** How many requests callers may send. */
  readonly limits?: Limits;
  /** A network in which the functions run. Default: Lambda's network, so that you need no network. */
  readonly network?: NetworkOptions;
  /** Origins of web pages that may call the API from a browser. Default: CORS is off. */
  readonly corsOrigins?: readonly string[];
  /** Whether to serve a page at `/playground` and the OpenAPI document at `/openapi.json`. Default: false. */
  readonly playground?: boolean;
  /** Your own domain for the API. Default: the address of the stage. */
  readonly domain?: DomainOptions;
  /**
   * Whether gateway responses have the header `x-request-id`. Set it to false if AWS rejects the deployment because of it.
   * Default: true.
   */
  readonly requestIdHeader?: boolean;
  /** Alarms and dashboard; `false` for neither. Default: alarms. */
  readonly monitoring?: MonitoringOptions | false;
  /** How requests move to a new version of the compare function. Default: all at once. */
  readonly deployment?: DeploymentKind;
  /** Whether to make the role with which API Gateway writes logs, for the whole account and Region. Default: true. */
  readonly cloudWatchRole?: boolean;
}
