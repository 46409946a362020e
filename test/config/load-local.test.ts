import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadLocalConfig, localConfig } from '../../src/config/load-local.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'local-config-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));
const write = (name: string, keys: object) => writeFile(path.join(directory, name), JSON.stringify(keys));

describe('a configuration for the local cloud', () => {
  it('is the defaults of the environment dev where there is none', async () => {
    const { config, found, file } = await loadLocalConfig({ directory });
    expect({ found, file }).toEqual({ found: false, file: path.join(directory, 'config.dev.json') });
    expect(config).toMatchObject({
      environment: 'dev',
      stackName: 'proxywebhook-dev',
      view: { access: 'public' },
    });
  });

  it('must be there when it is asked for', async () => {
    await expect(loadLocalConfig({ directory, environment: 'prod' })).rejects.toMatchObject({
      code: 'invalid-config',
    });
    await expect(loadLocalConfig({ directory, file: 'none.json' })).rejects.toMatchObject({
      code: 'invalid-config',
    });
  });

  it('must be chosen when there are several', async () => {
    await write('config.one.json', {});
    await write('config.two.json', {});
    await expect(loadLocalConfig({ directory })).rejects.toThrow('There are several configurations');
  });

  it('shows the page to everyone, unless it says otherwise', async () => {
    await write('config.dev.json', { view: { pageSize: 5 } });
    expect((await loadLocalConfig({ directory })).config.view).toEqual({ access: 'public', pageSize: 5 });
    await write('config.dev.json', { view: { access: 'off' } });
    expect((await loadLocalConfig({ directory })).config.view.access).toBe('off');
  });

  it('leads to no account, and needs nothing that is only there', async () => {
    await write('config.dev.json', {
      account: '999999999999',
      profile: 'mine',
      region: 'eu-central-1',
      roleArn: 'arn:aws:iam::999999999999:role/deployer',
      terminationProtection: true,
      network: {
        vpcId: 'vpc-0123456789abcdef0',
        subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        secretsManagerAccess: 'existing',
      },
      database: { restoreFromSnapshot: 'mine' },
    });
    const { config } = await loadLocalConfig({ directory }, 'us-west-2');
    expect(config).not.toHaveProperty('account');
    expect(config).not.toHaveProperty('profile');
    expect(config).not.toHaveProperty('roleArn');
    expect(config.database).not.toHaveProperty('restoreFromSnapshot');
    expect(config).toMatchObject({
      region: 'us-west-2',
      terminationProtection: false,
      network: { cidr: '10.42.0.0/16' },
    });
  });

  it('may stand in no file', () => {
    expect(localConfig({ database: { name: 'other' } }, directory).config.database.name).toBe('other');
    expect(() => localConfig({ databse: {} } as object, directory)).toThrow('databse');
  });
});
