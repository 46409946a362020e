export type Verb = 'create' | 'update' | 'delete';

/** How long work on a resource takes, in milliseconds of the world's clock. */
export type Durations = (type: string, verb: Verb) => number;

/** Drawn around what is typical: from three quarters of it to half more. */
export function typicalDurations(random: () => number): Durations {
  return (type, verb) => {
    const seconds = (TYPICAL[type] ?? UNKNOWN)[VERBS.indexOf(verb)] ?? 1;
    return Math.round(seconds * 1000 * (0.75 + 0.75 * random()));
  };
}

const VERBS: readonly Verb[] = ['create', 'update', 'delete'];
const UNKNOWN = [3, 3, 2] as const;

/**
 * Seconds to create, update and delete. Creating and updating: aws-cloudformation/rain, internal/cmd/forecast/estimate.go,
 * which are its authors' samples; deleting is assumed. A function's deletion also waits for its network interfaces.
 */
const TYPICAL: Readonly<Record<string, readonly [create: number, update: number, remove: number]>> = {
  'AWS::RDS::DBInstance': [595, 171, 420],
  'AWS::RDS::DBProxy': [225, 63, 120],
  'AWS::RDS::DBProxyTargetGroup': [85, 4, 5],
  'AWS::RDS::DBSubnetGroup': [4, 4, 3],
  'AWS::Lambda::Function': [90, 12, 5],
  'AWS::EC2::VPC': [12, 3, 2],
  'AWS::EC2::Subnet': [4, 3, 2],
  'AWS::EC2::RouteTable': [12, 3, 2],
  'AWS::EC2::SecurityGroup': [6, 3, 3],
  'AWS::EC2::VPCEndpoint': [47, 11, 60],
  'AWS::IAM::Role': [17, 15, 3],
  'AWS::IAM::Policy': [17, 15, 3],
  'AWS::Logs::LogGroup': [2, 2, 2],
  'AWS::ApiGatewayV2::Api': [2, 1, 2],
  'AWS::ApiGatewayV2::Integration': [1, 1, 1],
  'AWS::ApiGatewayV2::Route': [1, 3, 1],
  'AWS::ApiGatewayV2::Stage': [1, 1, 1],
  'AWS::Events::Rule': [62, 62, 2],
};
