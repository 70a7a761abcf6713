import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { FaceComparison } from 'face-comparison';

const app = new App();
const stack = new Stack(app, 'Onboarding');

const onCall = new Topic(stack, 'OnCall', { enforceSSL: true });
onCall.addSubscription(new EmailSubscription('on-call@example.com'));

const faces = new FaceComparison(stack, 'Faces', {
  // Two processors: a comparison takes less time and costs more.
  compare: { memorySize: 3_538 },
  logRetention: RetentionDays.ONE_YEAR,
  monitoring: { alarmActions: [new SnsAction(onCall)] },
});

// The outputs that npm run apps needs, and one of our own.
faces.addOutputs();
new CfnOutput(stack, 'AuditTableArn', { value: faces.auditTable.tableArn });
