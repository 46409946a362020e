import { aws, type Input, sub } from '../src/cloudformation/expression.ts';
import { resource } from '../src/cloudformation/resource.ts';
import type { Config } from '../src/config/schema.ts';

export type FunctionRole = ReturnType<typeof functionRole>;

/**
 * The function's log group and what it may do: write there, read these secrets, and nothing else. Inline, because the
 * managed policy for VPC functions may also create log groups: a late invocation would bring back a deleted one.
 */
export function functionRole(
  { function: { logRetentionDays } }: Pick<Config, 'function'>,
  secrets: readonly Input<string>[],
) {
  const logs = resource('AWS::Logs::LogGroup', { RetentionInDays: logRetentionDays });
  const role = resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      {
        PolicyName: 'function',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              // The attribute ends in :*, which are the group's streams.
              Resource: logs.get('Arn'),
            },
            ...(secrets.length === 0
              ? []
              : [
                  {
                    Effect: 'Allow' as const,
                    Action: 'secretsmanager:GetSecretValue',
                    Resource: secrets,
                  },
                ]),
            // Lambda demands these of the role, on every resource, to attach the function to the VPC. Its code does not
            // need them. Source: Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
            { Effect: 'Allow', Action: NETWORK_INTERFACES, Resource: '*' },
            {
              Effect: 'Deny',
              Action: NETWORK_INTERFACES,
              Resource: '*',
              Condition: {
                ArnLike: {
                  'lambda:SourceFunctionArn': sub`arn:${aws.partition}:lambda:${aws.region}:${aws.accountId}:function:*`,
                },
              },
            },
          ],
        },
      },
    ],
  });
  return { logs, role };
}

const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
