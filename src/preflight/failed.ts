import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import type { Finding } from './finding.ts';
import { isSkippable } from './skipping.ts';

/** The error that tells all findings that stop a deployment; `data` holds the others too. */
export function preflightFailed(findings: readonly Finding[]): ProxyWebhookError {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const several = errors.length > 1;
  const numbered = (index: number) => (several ? `${index + 1}. ` : '');
  const message =
    !several && first !== undefined
      ? first.message
      : `${errors.length} things stand in the way:\n${errors.map((each, index) => `  ${numbered(index)}${each.message}`).join('\n')}`;
  const names = [...new Set(errors.map(({ name }) => name))].filter(isSkippable);
  return new ProxyWebhookError('preflight-failed', message, {
    remedies: [
      ...errors.flatMap(({ remedies }, index) => remedies.map((remedy) => `${numbered(index)}${remedy}`)),
      ...(names.length === 0
        ? []
        : [`If you know better, leave ${several ? 'them' : 'it'} out: --skip-preflight ${names.join(',')}`]),
    ],
    data: { findings },
  });
}

/** What such an error holds besides what stops the deployment. */
export function besideErrors(error: unknown): readonly Finding[] {
  if (!isProxyWebhookError(error) || error.code !== 'preflight-failed') return [];
  const { findings = [] } = error.data as { readonly findings?: readonly Finding[] };
  return findings.filter(({ severity }) => severity !== 'error');
}
