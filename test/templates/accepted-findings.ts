/** Findings of others' linters that stay, by rule, each with its reason. Anything else fails, down to information. */
export const acceptedFindings: Readonly<Record<string, { readonly where: RegExp; readonly why: string }>> = {
  I3011: {
    where: /^(CredentialsSecret|FunctionLogs|ApiLogs)$/,
    why: 'Logs and the password go with the stack, as they do without a policy: a restored database gets a new password.',
  },
  I9001: { where: /./, why: 'Says which properties replace their resource; the deployment guards those.' },
  I9003: {
    where: /^$/,
    why: 'The template is for every Region; preflight asks the Region for the instance class.',
  },
};

/** True when a finding stays. `logicalId` is empty for the template as a whole. */
export function isAccepted(rule: string, logicalId: string): boolean {
  return acceptedFindings[rule]?.where.test(logicalId) === true;
}
