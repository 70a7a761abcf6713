/** What the package exports: the construct, whose tokens it accepts, and the types of its props. */
export type { FunctionCode } from '../../layers/function-code.ts';
export type { Reach } from './api/api.ts';
export type { DomainOptions } from './api/custom-domain.ts';
export type { WebAclProps } from './api/web-acl.ts';
export type { AuditTableOptions } from './audit-table.ts';
export { type BuiltInOptions, Identity, type OidcOptions } from './clients/identity.ts';
export type { Limits } from './clients/usage-plans.ts';
export { FaceComparison } from './face-comparison.ts';
export type { CompareOptions } from './functions/compare-function.ts';
export type { Network } from './functions/surroundings.ts';
export type { BudgetOptions } from './monitoring/budget.ts';
export type { MonitoringOptions } from './monitoring/monitoring.ts';
export type { FaceComparisonProps, NetworkOptions } from './props.ts';
export type { ClientRate } from './settings/checks.ts';
export type { DeploymentKind } from './settings/settings.ts';
