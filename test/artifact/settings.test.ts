import { describe, expect, it } from 'vitest';
import type { Settings } from '../../handler/settings.ts';
import { renderSettings, settingsOf } from '../../src/artifact/settings.ts';
import { configSchema } from '../../src/config/schema.ts';

const CONFIG_INPUT = { environment: 'test', stackName: 'proxywebhook-test' };
const CONFIG = configSchema.parse(CONFIG_INPUT);

describe("the handler's settings", () => {
  it('are what the handler declares to read', () => {
    const settings: Settings = settingsOf(CONFIG);
    expect(JSON.parse(renderSettings(CONFIG))).toEqual(settings);
  });

  it('hold routes as they are configured, with the names of secrets', () => {
    const secrets = ['webhooks/github'];
    const { routes } = settingsOf(
      configSchema.parse({
        ...CONFIG_INPUT,
        routes: [
          { path: '/github', verify: { scheme: 'github', secrets }, deliveryIdHeader: 'x-id' },
          { path: '/slack', challenge: { provider: 'slack' } },
          { path: '/plain' },
        ],
      }),
    );
    expect(routes).toEqual([
      { path: '/github', verify: { scheme: 'github', secrets, policy: 'require' }, deliveryIdHeader: 'x-id' },
      { path: '/slack', challenge: { provider: 'slack' } },
      { path: '/plain' },
    ]);
  });

  it('hold what the handler needs of the configuration, in its units', () => {
    expect(settingsOf(CONFIG)).toEqual({
      auth: 'secret',
      username: 'webhook',
      database: 'webhooks',
      budget: { answer: 8000, connect: 1500, query: 4000, idle: 1_440_000 },
      capture: {
        maxBodyBytes: 1_048_576,
        maxStoredBytes: 16_106_127_360,
        retentionDays: 30,
        redactHeaders: CONFIG.capture.redactHeaders,
      },
      routes: [],
      view: { access: 'token', pageSize: 50 },
    });
  });
});
