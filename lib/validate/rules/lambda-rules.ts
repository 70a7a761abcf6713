import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { isComputed, mistake, type Properties, rangeMistakes, resourceRule, type TemplateRule } from './template.ts';

const FUNCTION = 'AWS::Lambda::Function';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** Bytes of all variables as JSON: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_BYTES = 4096;
/** What a name or address that CloudFormation fills in is taken for. An ARN of a key or function has 70 to 140 bytes. */
const COMPUTED_BYTES = 140;

/** What AWS Lambda demands of functions: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const LAMBDA_RULES: readonly TemplateRule[] = [
  resourceRule('lambda-memory', 'Memory is 128 to 10,240 MB.', FUNCTION, ({ MemorySize }) =>
    rangeMistakes('MemorySize', MemorySize, 128, 10_240, ' MB'),
  ),
  resourceRule('lambda-timeout', 'The time-out is 1 to 900 seconds.', FUNCTION, ({ Timeout }) =>
    rangeMistakes('Timeout', Timeout, 1, 900, ' seconds'),
  ),
  resourceRule('lambda-runtime', 'Lambda knows the runtime.', FUNCTION, ({ Runtime: runtime }) =>
    runtime === undefined || isComputed(runtime) || Runtime.ALL.some(({ name }) => name === runtime)
      ? []
      : [mistake('Runtime', 'a runtime that aws-cdk-lib knows', runtime)],
  ),
  resourceRule('lambda-reserved-variable', 'No variable has a name that Lambda sets itself.', FUNCTION, (properties) =>
    Object.keys(variablesOf(properties))
      .filter((name) => RESERVED_VARIABLES.has(name) || !/^[A-Za-z]\w+$/.test(name))
      .map((name) => mistake('Environment.Variables', 'names that Lambda does not reserve', name)),
  ),
  resourceRule('lambda-environment-size', 'All variables together take at most 4 KB.', FUNCTION, (properties) => {
    const bytes = environmentBytes(variablesOf(properties));
    if (bytes <= ENVIRONMENT_BYTES) return [];
    return [mistake('Environment.Variables', `at most ${ENVIRONMENT_BYTES} bytes of JSON`, bytes)];
  }),
];

function variablesOf({ Environment }: Properties): Properties {
  return Environment?.Variables ?? {};
}

/** Bytes of the variables as Lambda measures them: as JSON. */
function environmentBytes(variables: Properties): number {
  const filledIn = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, filled(value)]));
  return Buffer.byteLength(JSON.stringify(filledIn));
}

/** Returns a value with something of about the right length for each part that CloudFormation computes. */
function filled(value: unknown): string {
  if (!isComputed(value)) return String(value);
  const join = (value as { 'Fn::Join'?: [string, unknown] })['Fn::Join'];
  if (join !== undefined && Array.isArray(join[1])) return join[1].map(filled).join(join[0]);
  return 'x'.repeat(COMPUTED_BYTES);
}
