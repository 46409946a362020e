import { api, integration, route, stage } from './api.ts';
import { databaseInstance, subnetGroup } from './database.ts';
import { lambdaFunction, permission } from './functions.ts';
import { logGroup } from './logs.ts';
import { routeTable, routeTableAssociation, subnet, vpc } from './network.ts';
import type { Provider } from './provider.ts';
import { databaseProxy, targetGroup } from './proxy.ts';
import { policy, role } from './roles.ts';
import { rule, schedule } from './schedules.ts';
import { secret } from './secrets.ts';
import { securityGroup, securityGroupEgress, securityGroupIngress, vpcEndpoint } from './security-groups.ts';

/** What makes each resource type. Throws for a type that validation should have refused. */
export function providerOf(type: string): Provider {
  const provider = providers[type];
  if (provider === undefined) throw new Error(`no provider for ${type}`);
  return provider;
}

export const providers: Readonly<Record<string, Provider>> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::EC2::RouteTable': routeTable,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupEgress': securityGroupEgress,
  'AWS::EC2::SecurityGroupIngress': securityGroupIngress,
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::SubnetRouteTableAssociation': routeTableAssociation,
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
  'AWS::Events::Rule': rule,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::RDS::DBInstance': databaseInstance,
  'AWS::RDS::DBProxy': databaseProxy,
  'AWS::RDS::DBProxyTargetGroup': targetGroup,
  'AWS::RDS::DBSubnetGroup': subnetGroup,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::SecretsManager::Secret': secret,
};
