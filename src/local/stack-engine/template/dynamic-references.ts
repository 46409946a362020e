import type { World } from '../../world.ts';
import { ResourceError } from '../errors.ts';
import { isObject } from '../json.ts';

/**
 * A value with its `{{resolve:secretsmanager:…}}` replaced by what the secrets hold now. Throws ResourceError, as the
 * resource that has it then fails. Source: CloudFormation User Guide, "Get a secret or secret value from Secrets Manager".
 */
export function resolveDynamicReferences(value: unknown, world: World): unknown {
  if (typeof value === 'string') {
    return value.replace(/\{\{resolve:([^}]*)\}\}/g, (_, reference: string) => look(reference, world));
  }
  if (Array.isArray(value)) return value.map((each) => resolveDynamicReferences(each, world));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, resolveDynamicReferences(inner, world)]),
  );
}

const SECRET = /^secretsmanager:(arn:(?:[^:]*:){5}[^:]+|[^:]+)(?::SecretString)?(?::([^:]*))?(?::[^:]*)*$/;

function look(reference: string, world: World): string {
  const match = SECRET.exec(reference);
  if (match === null) {
    throw new ResourceError(`The local cloud resolves references to Secrets Manager only, not ${reference}`);
  }
  const [, id = '', key = ''] = match;
  const secret = [...world.secrets.values()].find(({ arn, name }) => arn === id || name === id);
  if (secret === undefined) {
    throw new ResourceError(
      `Secrets Manager can't find the specified secret. (Service: AWSSecretsManager; Status Code: 400; Error Code: ResourceNotFoundException; Proxy: null)`,
    );
  }
  if (key === '') return secret.value;
  const found = memberOf(secret.value, key);
  if (found !== undefined) return found;
  throw new ResourceError(`Could not find a value associated with JSONKey in SecretString`);
}

function memberOf(json: string, key: string): string | undefined {
  try {
    const value: unknown = (JSON.parse(json) as Record<string, unknown>)[key];
    return value === undefined ? undefined : String(value);
  } catch {
    throw new ResourceError('Could not parse SecretString JSON');
  }
}
