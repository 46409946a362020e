import type { StackEvent } from '../../src/deployment/stack.ts';

export const STACK_ARN =
  'arn:aws:cloudformation:us-east-1:123456789012:stack/proxywebhook-dev/6a0e5f10-c8d1-11f0-9a3c-0affd2f1c3b7';
export const START = Date.parse('2026-11-24T09:00:00Z');

const TYPES: Readonly<Record<string, string>> = {
  Stack: 'AWS::CloudFormation::Stack',
  Vpc: 'AWS::EC2::VPC',
  SubnetA: 'AWS::EC2::Subnet',
  Database: 'AWS::RDS::DBInstance',
  SubnetGroup: 'AWS::RDS::DBSubnetGroup',
  Proxy: 'AWS::RDS::DBProxy',
  Targets: 'AWS::RDS::DBProxyTargetGroup',
  Function: 'AWS::Lambda::Function',
  Role: 'AWS::IAM::Role',
  Secret: 'AWS::SecretsManager::Secret',
  Api: 'AWS::ApiGatewayV2::Api',
};

/**
 * Stack events, one a line: seconds since the start, logical ID (`Stack` is the stack itself), status, and the reason,
 * if any. Oldest first, as they are written.
 */
export function eventLines(...lines: readonly string[]): readonly StackEvent[] {
  return lines.map((line, index) => {
    const [, seconds = '0', name = '', status = '', reason] = /^(\d+) (\w+) (\w+) ?(.+)?$/s.exec(line) ?? [];
    const stack = name === 'Stack';
    return {
      id: `${name}-${index}`,
      stackArn: STACK_ARN,
      at: new Date(START + Number(seconds) * 1000),
      logicalId: stack ? 'proxywebhook-dev' : name,
      physicalId: stack ? STACK_ARN : `${name.toLowerCase()}-1`,
      resourceType: TYPES[name] ?? 'AWS::EC2::SecurityGroup',
      status,
      ...(reason === undefined ? {} : { reason }),
    };
  });
}
