import { describe, expect, it } from 'vitest';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { rendered } from './rendered.ts';
import { variants } from './variants.ts';

describe('the secret of the database', () => {
  it('never changes how it is generated: that would make a password the database does not know', () => {
    const generated = variants.map(
      ({ config }) =>
        renderWebhookStack(config).document.Resources.CredentialsSecret?.Properties.GenerateSecretString,
    );
    expect(new Set(generated.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(generated[0]).toMatchInlineSnapshot(`
      {
        "ExcludePunctuation": true,
        "GenerateStringKey": "password",
        "PasswordLength": 32,
        "SecretStringTemplate": "{"username":"webhook"}",
      }
    `);
  });

  it('has the user name of the configuration', () => {
    expect(
      rendered({ database: { username: 'hooks' } }).properties('CredentialsSecret').GenerateSecretString,
    ).toMatchObject({
      SecretStringTemplate: '{"username":"hooks"}',
    });
  });

  it('has no name, so that a redeploy never meets one that is scheduled for deletion', () => {
    expect(rendered().properties('CredentialsSecret')).not.toHaveProperty('Name');
  });
});
