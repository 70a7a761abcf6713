import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { envelope } from '../../../lambda/contract/envelope.ts';
import { FAILURES } from '../../../lambda/contract/failures.ts';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';

export interface WebAclProps {
  /** Requests of one IP address in five minutes, above which they are rejected. */
  readonly rateLimit: number;
}

/** Rules of AWS's common set that mistake images for attacks or reject every body above 8 kB. All images are larger. */
const NOT_FOR_PICTURES = ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'];

/** A length of eight digits or more: about API Gateway's own limit of 10 MB. WAF sees only the first part of a body. */
const TOO_LARGE = '^[0-9]{8,}$';

type Statement = CfnWebACL.StatementProperty;

/**
 * Makes a web ACL that lets images through. For a blocked request, API Gateway returns its response WAF_FILTERED. If the body is
 * too large, WAF itself returns the response, because the gateway's own 413 cannot be changed.
 */
export function webAcl(scope: Construct, id: string, { rateLimit }: WebAclProps): CfnWebACL {
  const tooLarge = envelope(FAILURES.tooLarge.statusCode, [FAILURES.tooLarge.message], null);
  return new CfnWebACL(scope, id, {
    scope: 'REGIONAL',
    description: 'Rejects floods, addresses of bad reputation and common attacks',
    defaultAction: { allow: {} },
    visibilityConfig: visibility('WebAcl'),
    customResponseBodies: {
      tooLarge: { contentType: 'APPLICATION_JSON', content: JSON.stringify(tooLarge) },
    },
    rules: [
      {
        name: 'TooManyRequests',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: rateLimit, evaluationWindowSec: 300 } },
        visibilityConfig: visibility('TooManyRequests'),
      },
      {
        name: 'TooLarge',
        priority: 1,
        action: {
          block: {
            customResponse: { responseCode: FAILURES.tooLarge.statusCode, customResponseBodyKey: 'tooLarge' },
          },
        },
        statement: {
          regexMatchStatement: {
            regexString: TOO_LARGE,
            fieldToMatch: { singleHeader: { Name: 'content-length' } },
            textTransformations: [{ priority: 0, type: 'NONE' }],
          },
        },
        visibilityConfig: visibility('TooLarge'),
      },
      managed(2, 'Reputation', 'AWSManagedRulesAmazonIpReputationList'),
      managed(3, 'CommonOfPictures', 'AWSManagedRulesCommonRuleSet', { only: COMPARISONS, counted: NOT_FOR_PICTURES }),
      managed(4, 'CommonOfOthers', 'AWSManagedRulesCommonRuleSet', {
        only: { notStatement: { statement: COMPARISONS } },
      }),
    ],
  });
}

/** With a custom domain, the stage is not in the path. */
const COMPARISONS: Statement = {
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'ENDS_WITH',
    searchString: COMPARE_PATH,
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
};

/** Returns a rule group that AWS maintains. */
function managed(
  priority: number,
  name: string,
  rules: string,
  { only, counted = [] }: { only?: Statement; counted?: readonly string[] } = {},
): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: rules,
        ...(only === undefined ? {} : { scopeDownStatement: only }),
        ...(counted.length === 0
          ? {}
          : { ruleActionOverrides: counted.map((each) => ({ name: each, actionToUse: { count: {} } })) }),
      },
    },
    visibilityConfig: visibility(name),
  };
}

/** Returns settings without samples, which would contain headers and so tokens. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
