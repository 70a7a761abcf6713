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
    signingKeys: 'b,a',
    revocation: 'immediate',
    similarityDecimals: 3,
    maxFaces: 4,
    cloudWatchRole: false,
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
