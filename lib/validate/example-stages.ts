const IDENTITY = {
  issuer: 'https://id.example.com/',
  audience: 'faces',
  jwksUri: 'https://id.example.com/keys',
};

/** A stage of each kind that people deploy, as cdk context. `npm run validate -- --examples` and the tests check each. */
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
    alarms: 'full',
    auditExport: true,
    alarmEmail: 'ops@example.com',
    monthlyBudgetUsd: 50,
    signingKeys: 'b,a',
    revocation: 'immediate',
    similarityDecimals: 3,
    maxFaces: 4,
    cloudWatchRole: false,
  },
  copies: {
    region: 'eu-west-1',
    replicaRegions: ['eu-central-1', 'eu-north-1'],
    requestIdHeader: false,
    auditExport: true,
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
  private: {
    region: 'eu-central-1',
    endpointType: 'private',
    vpcEndpointIds: ['vpce-0a1b2c3d'],
    vpcId: 'vpc-0a1b2c3d',
    subnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'],
    routeTableIds: ['rtb-0a1b2c3d', 'rtb-1a2b3c4d'],
    kmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
    permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
    logRetentionDays: 365,
    tracing: true,
    alarmEmail: 'on-call@example.com',
  },
  'web ACL': {
    waf: true,
    hostedZoneId: 'Z0ABCDEF',
    domainName: 'faces.example.com',
    keepWarm: true,
    metrics: 'full',
    deployment: 'canary10Percent5Minutes',
    tags: { team: 'identity' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;
