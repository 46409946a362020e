import { type AwsPlace, awsCommand } from '../config/aws-command.ts';
import { type Finding, finding } from './finding.ts';
import type { SecretState } from './ports.ts';

/** Whether the secrets that routes name can be read when requests come. */
export function secretFindings(
  name: string,
  secret: SecretState | undefined,
  place: AwsPlace,
): readonly Finding[] {
  const data = { secret: name };
  if (secret === undefined) {
    return [
      finding(
        'secret-missing',
        `There is no secret ${name} in Secrets Manager in ${place.region}, but a route names it: its requests would be answered 503.`,
        [
          ...(name.startsWith('arn:')
            ? []
            : [
                `Make it, the value from a file so that no shell keeps it: ${awsCommand(`secretsmanager create-secret --name ${name} --secret-string file://secret.txt`, place)}`,
              ]),
          'Or correct its name in routes[].verify.secrets or routes[].challenge.secrets.',
        ],
        data,
      ),
    ];
  }
  if (secret.deleted) {
    return [
      finding(
        'secret-being-deleted',
        `The secret ${name} is scheduled for deletion and cannot be read.`,
        [`Keep it: ${awsCommand(`secretsmanager restore-secret --secret-id ${name}`, place)}`],
        data,
      ),
    ];
  }
  if (secret.kmsKey === undefined) return [];
  return [
    finding(
      'secret-with-own-key',
      `The secret ${name} is encrypted with ${secret.kmsKey}: the function can read it only if that key lets it.`,
      [
        "Allow kms:Decrypt to the function's role (it begins with the stack's name) in the key's policy, with kms:ViaService for Secrets Manager.",
        'Or encrypt the secret with the default key aws/secretsmanager.',
      ],
      { ...data, kmsKey: secret.kmsKey },
    ),
  ];
}
