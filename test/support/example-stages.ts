const IDENTITY = {
  issuer: 'https://id.example.com/',
  audience: 'faces',
  jwksUri: 'https://id.example.com/keys',
};

/** A stage of each kind that people deploy, as cdk context. What every example must pass is tested with each of these. */
export const EXAMPLE_STAGES = {
  default: {},
  everything: {
    corsOrigins: 'https://a.example.com,https://b.example.com',
    provisionedConcurrency: 2,
    retentionDays: 30,
    architecture: 'arm64',
    domainName: 'faces.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c3d',
    playground: true,
    monitoring: true,
    alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
    waf: true,
    kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b-2c3d',
    region: 'eu-west-1',
    logRetentionDays: 365,
    tracing: true,
    metrics: 'full',
    deployment: 'canary10Percent5Minutes',
    permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
    tags: { team: 'identity' },
    alarms: 'full',
    alarmEmail: 'ops@example.com',
    monthlyBudgetUsd: 50,
    signingKeys: 'b,a',
    revocation: 'immediate',
    similarityDecimals: 3,
    maxFaces: 4,
    cloudWatchRole: false,
  },
  private: {
    endpointType: 'private',
    vpcEndpointIds: 'vpce-0a1b2c3d',
    vpcId: 'vpc-0a1b2c3d',
    subnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e',
    routeTableIds: 'rtb-0a1b2c3d',
    isolateClients: true,
    webAclArn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/faces/0a1b-2c3d',
  },
  'many clients': {
    ...IDENTITY,
    clients: Object.fromEntries(
      Array.from({ length: 120 }, (_, i) => [
        `client-with-20-letters-${i}`,
        { rateLimit: 1 + (i % 10), burstLimit: 5 },
      ]),
    ),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;
