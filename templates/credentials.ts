import { resource } from '../src/cloudformation/resource.ts';
import type { Config } from '../src/config/schema.ts';

export type Credentials = ReturnType<typeof credentials>;

/**
 * The database's user name and a password that Secrets Manager makes. Unnamed, so that a redeploy never meets "scheduled
 * for deletion". Its GenerateSecretString must never change, not even with `database.username`: any change to it makes a
 * new password that the database does not know, so the deployment refuses it.
 */
export function credentials({ database: { username } }: Pick<Config, 'database'>) {
  return {
    secret: resource('AWS::SecretsManager::Secret', {
      Description: 'User name and password of the webhook database',
      GenerateSecretString: {
        SecretStringTemplate: JSON.stringify({ username }),
        GenerateStringKey: 'password',
        // RDS User Guide, "Quotas and constraints for Amazon RDS": 8 to 41 characters, without / ' " @ and space.
        PasswordLength: 32,
        ExcludePunctuation: true,
      },
    }),
  };
}
