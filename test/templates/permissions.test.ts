import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/cloudformation/json.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { variants } from './variants.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: Json;
}

/** Lambda demands these on every resource to attach a function to a VPC; the function's own code is denied them. */
const DEMANDED = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

describe.each(variants)('the permissions of $name', ({ config }) => {
  const statements = statementsIn(renderWebhookStack(config).document.Resources as unknown as Json);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');

  it('are found', () => expect(allowed.length).toBeGreaterThan(4));

  it('are on every resource only where Lambda demands it', () => {
    const open = allowed.filter(({ Resource }) => JSON.stringify(Resource ?? null).includes('"*"'));
    expect(open.map(({ Action }) => Action)).toEqual([DEMANDED]);
  });

  it('which the code of the function itself may not use', () => {
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      {
        Effect: 'Deny',
        Action: DEMANDED,
        Resource: '*',
        Condition: {
          ArnLike: {
            'lambda:SourceFunctionArn': {
              'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*',
            },
          },
        },
      },
    ]);
  });

  it('have no wildcard in an action, and in a resource only for the six characters that end the ARN of a named secret', () => {
    for (const { Action } of allowed) expect(JSON.stringify(Action)).not.toMatch(/[*?]/);
    const wild = allowed
      .flatMap(({ Resource }) => (Array.isArray(Resource) ? (Resource as readonly Json[]) : [Resource ?? '']))
      .map((each) => JSON.stringify(each))
      .filter((text) => /[*?]/.test(text) && text !== '"*"');
    for (const text of wild) expect(text).toMatch(/^\{"Fn::Sub":"[^*?]+:secret:[^*?]+-\?{6}"\}$/);
  });
});

function statementsIn(value: Json): readonly Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Effect' in value) return [value as unknown as Statement];
  return Object.values(value).flatMap((item: Json) => statementsIn(item));
}
