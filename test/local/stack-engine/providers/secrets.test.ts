import { describe, expect, it } from 'vitest';
import { failureOf, openEngine } from '../driver.ts';

const secret = (properties: object) => ['AWS::SecretsManager::Secret', properties];
const generated = {
  GenerateSecretString: {
    SecretStringTemplate: '{"username":"webhook"}',
    GenerateStringKey: 'password',
    PasswordLength: 32,
    ExcludePunctuation: true,
  },
};

describe('secrets', () => {
  it('hold a password that was made, and are named after their logical id', async () => {
    const driver = openEngine();
    const { Outputs } = await driver.create({
      resources: { CredentialsSecret: secret(generated) },
      outputs: { Arn: { Value: { Ref: 'CredentialsSecret' } } },
    });
    const [made] = driver.world.secrets.values();
    expect(made?.arn).toBe(Outputs[0]?.OutputValue);
    expect(made?.arn).toMatch(
      /^arn:aws:secretsmanager:us-east-1:123456789012:secret:CredentialsSecret-\w{12}-\w{6}$/,
    );
    const { username, password } = JSON.parse(made?.value ?? '');
    expect(username).toBe('webhook');
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(password).toMatch(/[a-z]/);
    expect(password).toMatch(/[A-Z]/);
    expect(password).toMatch(/[0-9]/);
  });

  it('get another value when how it is made changes, and only then', async () => {
    const driver = openEngine();
    const value = () => [...driver.world.secrets.values()][0]?.value;
    await driver.create({ resources: { S: secret(generated) } });
    const first = value();
    await driver.update({ resources: { S: secret({ ...generated, Description: 'd' }) } });
    expect(value()).toBe(first);
    const longer = { GenerateSecretString: { ...generated.GenerateSecretString, PasswordLength: 40 } };
    await driver.update({ resources: { S: secret(longer) } });
    expect(value()).not.toBe(first);
  });

  it('give their values to properties that refer to them, which never show them', async () => {
    const driver = openEngine();
    const request = {
      resources: {
        S: secret({ SecretString: '{"password":"hush-hush"}' }),
        G: [
          'AWS::Logs::LogGroup',
          { LogGroupName: { 'Fn::Sub': '/x/{{resolve:secretsmanager:${S}:SecretString:password}}' } },
        ],
      },
    };
    await driver.create(request);
    expect([...driver.world.logGroups.keys()]).toEqual(['/x/hush-hush']);
    const { changes } = await driver.createChangeSet('UPDATE', {
      resources: { ...request.resources, S: secret({ SecretString: '{"password":"other"}' }) },
    });
    expect(JSON.stringify(changes)).not.toContain('other');
  });

  it.each([
    ['nothing:SecretString:password', "Secrets Manager can't find the specified secret."],
    ['mine:SecretString:nothing', 'Could not find a value associated with JSONKey in SecretString'],
  ])('fail who refers to %s', async (reference, message) => {
    const driver = openEngine();
    await driver.create({
      resources: {
        S: secret({ Name: 'mine', SecretString: '{}' }),
        G: [
          'AWS::Logs::LogGroup',
          { LogGroupName: `{{resolve:secretsmanager:${reference}}}` },
          { DependsOn: 'S' },
        ],
      },
    });
    expect(await failureOf(driver, 'G')).toContain(message);
  });
});
