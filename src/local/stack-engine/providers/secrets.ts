import { ResourceError } from '../errors.ts';
import { generatedName } from '../identifiers.ts';
import { isObject, type Properties, sameJson } from '../json.ts';
import { type Provider, serviceError, type Task } from './provider.ts';

export const secret: Provider = {
  nameProperty: 'Name',
  exists: ({ secrets }, name) => [...secrets.values()].some((each) => each.name === name),
  create(task) {
    const { world, ids, properties, logicalId } = task;
    // Secrets are named after the logical id alone: the ARN adds six characters of its own.
    const made = generatedName(ids, '', logicalId, { longest: 255 }).replace(/^-/, '');
    const name = typeof properties.Name === 'string' ? properties.Name : made;
    if ([...world.secrets.values()].some((each) => each.name === name)) {
      throw serviceError(
        task,
        'SecretsManager',
        `The operation failed because the secret ${name} already exists.`,
        'AlreadyExists',
      );
    }
    const arn = `arn:aws:secretsmanager:${world.region}:${world.account}:secret:${name}-${ids.mixed(6)}`;
    const createdAt = world.clock.now();
    world.secrets.set(arn, { arn, name, value: secretValueOf(task), properties, createdAt });
    return { physicalId: arn, attributes: { Id: arn } };
  },
  update(task, { physicalId, properties: before }) {
    const found = task.world.secrets.get(physicalId);
    if (found === undefined) return undefined;
    const { GenerateSecretString, SecretString } = task.properties;
    // Any change to how it is generated makes a new value (CloudFormation Template Reference, AWS::SecretsManager::Secret).
    const changed =
      !sameJson(GenerateSecretString, before.GenerateSecretString) ||
      !sameJson(SecretString, before.SecretString);
    if (changed) found.value = secretValueOf(task);
    found.properties = task.properties;
    return undefined;
  },
  remove({ world }, physicalId) {
    world.secrets.delete(physicalId);
  },
};

function secretValueOf({ world, properties }: Task): string {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const generate = properties.GenerateSecretString;
  if (!isObject(generate)) return '';
  const password = passwordOf(generate, world.random);
  const { SecretStringTemplate, GenerateStringKey } = generate;
  if (SecretStringTemplate === undefined) return password;
  try {
    return JSON.stringify({
      ...(JSON.parse(String(SecretStringTemplate)) as object),
      [String(GenerateStringKey)]: password,
    });
  } catch {
    throw new ResourceError('SecretStringTemplate must be a valid JSON', 'InvalidRequest');
  }
}

/** Source: Secrets Manager API reference, GetRandomPassword. */
function passwordOf(generate: Properties, random: () => number): string {
  const set = (name: string) => String(generate[name]) === 'true';
  const kinds = [
    set('ExcludeLowercase') ? '' : 'abcdefghijklmnopqrstuvwxyz',
    set('ExcludeUppercase') ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    set('ExcludeNumbers') ? '' : '0123456789',
    set('ExcludePunctuation') ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    set('IncludeSpace') ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((letter) => !String(generate.ExcludeCharacters ?? '').includes(letter)))
    .filter((kind) => kind.length > 0);
  const all = kinds.flat();
  const pick = (letters: readonly string[]) => letters[Math.floor(random() * letters.length)] ?? '';
  const length = Number(generate.PasswordLength ?? 32);
  const letters = Array.from({ length }, (_, index) => pick(kinds[index] ?? all));
  for (let index = letters.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [letters[index], letters[other]] = [letters[other] ?? '', letters[index] ?? ''];
  }
  return letters.join('');
}
