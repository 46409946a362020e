// What must not compile: `npm run types` fails when one of these lines does. Nothing here is run.
import { join, secretValue, select, split, sub } from '../../src/cloudformation/expression.ts';
import { resource } from '../../src/cloudformation/resource.ts';
import { type OutputsOf, parameter, template } from '../../src/cloudformation/template.ts';
import type { StackOutputs } from '../../templates/webhook-stack.ts';

const vpc = resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
const secret = resource('AWS::SecretsManager::Secret', {});

// @ts-expect-error: a type that is not generated
resource('AWS::EC2::Vpc', {});

// @ts-expect-error: a misspelt property
resource('AWS::EC2::VPC', { CidrBlok: '10.0.0.0/16' });

// @ts-expect-error: a required property is missing
resource('AWS::RDS::DBProxy', { DBProxyName: 'a', RoleArn: 'b', VpcSubnetIds: [] });

resource('AWS::RDS::DBProxyTargetGroup', {
  DBProxyName: 'a',
  TargetGroupName: 'default',
  // @ts-expect-error: a misspelt property further down
  ConnectionPoolConfigurationInfo: { MaxConnectionPercent: 1 },
});

// @ts-expect-error: a value that is not allowed
resource('AWS::RDS::DBProxy', { DBProxyName: 'a', RoleArn: 'b', VpcSubnetIds: [], EngineFamily: 'ORACLE' });

// @ts-expect-error: a text for a number
resource('AWS::Lambda::Function', { Code: {}, Role: 'a', Timeout: '15' });

// @ts-expect-error: a list for a text
resource('AWS::EC2::VPC', { CidrBlock: ['10.0.0.0/16'] });

// @ts-expect-error: a resource for its reference
resource('AWS::EC2::Subnet', { VpcId: vpc });

// @ts-expect-error: a list attribute for a text
resource('AWS::EC2::Subnet', { VpcId: vpc.get('CidrBlockAssociations') });

// @ts-expect-error: an expression of a text where only some texts are allowed
resource('AWS::EC2::VPCEndpoint', { VpcId: vpc.ref, VpcEndpointType: vpc.ref });

// @ts-expect-error: an attribute that the type does not have
vpc.get('Arn');

// @ts-expect-error: an attribute of another type
secret.get('CidrBlock');

// @ts-expect-error: no deletion policy
resource('AWS::EC2::VPC', {}, { deletionPolicy: 'Keep' });

// @ts-expect-error: a name where a resource is meant
resource('AWS::EC2::VPC', {}, { dependsOn: ['Vpc'] });

resource('AWS::IAM::Policy', {
  PolicyName: 'a',
  // @ts-expect-error: no effect of a policy
  PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Alow', Action: 'a', Resource: 'b' }] },
});

// @ts-expect-error: tags as a list, where the type takes a map
resource('AWS::ApiGatewayV2::Api', { Tags: [{ Key: 'a', Value: 'b' }] });

// @ts-expect-error: the field of something that is no secret
secretValue(vpc, 'password');

// @ts-expect-error: a list in a text
sub`${split(':', vpc.ref)}`;

// @ts-expect-error: an item of what is no list
select(0, vpc.ref);

// @ts-expect-error: a number among texts
join(',', [1]);

// @ts-expect-error: no type of a parameter
parameter({ Type: 'Text' });

const made = template({
  resources: { vpc },
  outputs: { VpcId: { Value: vpc.ref }, Maybe: undefined as { Value: string } | undefined },
});
type Outputs = OutputsOf<typeof made>;

/** An output that is always there is a text; one that may be left out may be undefined. */
export function outputs(of: Outputs, ofStack: StackOutputs): readonly string[] {
  // @ts-expect-error: an output that may be left out
  const maybe: string = of.Maybe;
  // @ts-expect-error: no access logs, no group
  const group: string = ofStack.ApiLogGroup;
  // @ts-expect-error: an output that the template does not have
  of.Vpc;
  return [of.VpcId, ofStack.WebhookUrl, maybe, group];
}
