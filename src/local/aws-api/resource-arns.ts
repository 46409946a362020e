import type { World } from '../world.ts';
import type { ServiceName } from './served.ts';

/** The ARN an access-denied error names for a call: as AWS builds it from the input, `*` where it has no resource. */
export function resourceArn(
  { account, region, roles, secrets }: World,
  service: ServiceName,
  input: Readonly<Record<string, unknown>>,
): string {
  const arn = (resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const given = (name: string) => (input[name] === undefined ? undefined : String(input[name]));
  switch (service) {
    case 'cloudformation': {
      const stack = given('StackName') ?? given('ChangeSetName');
      if (stack === undefined) return arn('stack/*');
      return stack.startsWith('arn:') ? stack : arn(`stack/${stack}/*`);
    }
    case 's3': {
      const [bucket, key] = [given('Bucket'), given('Key')];
      if (bucket === undefined) return '*';
      return `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
    }
    case 'lambda': {
      const name = given('FunctionName');
      return name === undefined ? '*' : name.startsWith('arn:') ? name : arn(`function:${name}`);
    }
    case 'iam': {
      const [role, linked] = [given('RoleName'), given('AWSServiceName')];
      // A role that is there has its path; of one that is not nobody knows it.
      if (role !== undefined) return roles.get(role)?.arn ?? `arn:aws:iam::${account}:role/${role}`;
      return linked === undefined ? '*' : `arn:aws:iam::${account}:role/aws-service-role/${linked}/*`;
    }
    case 'rds': {
      const proxy = given('DBProxyName');
      if (proxy !== undefined) return arn(`db-proxy:${proxy}`);
      return arn(`db:${given('DBInstanceIdentifier') ?? '*'}`);
    }
    case 'secretsmanager': {
      const secret = given('SecretId');
      if (secret === undefined) return arn('secret:*');
      const named = [...secrets.values()].find(({ name }) => name === secret);
      return secret.startsWith('arn:') ? secret : (named?.arn ?? arn(`secret:${secret}`));
    }
    case 'logs':
      return arn(`log-group:${given('logGroupName') ?? ''}:log-stream:`);
    case 'ec2': {
      const networkInterface = given('NetworkInterfaceId');
      return networkInterface === undefined ? '*' : arn(`network-interface/${networkInterface}`);
    }
    case 'sts':
      return '*';
  }
}
