// Whether a document is one that IAM takes. Source: IAM User Guide, "Grammar of the IAM JSON policy language", and the
// quotas of IAM. Only what we write is known: more is a finding.
import type { PolicyDocument } from '../../src/cloudformation/policy.ts';

const ARN = /^arn:(aws[a-z-]*|\*):[a-z0-9-]+:([a-z0-9-]+|\*)?:(\d{12}|\*|aws)?:\S+$/;
const ACTION = /^[a-z0-9-]+:[A-Za-z]+$/;
const CONDITION_KEYS = /^(aws:ResourceTag\/.+|iam:PassedToService|iam:AWSServiceName)$/;

/** What is wrong with an identity-based policy; empty when nothing is. */
export function syntaxFindings(document: PolicyDocument): readonly string[] {
  const { Version, Statement, ...more } = document;
  const sids = Statement.map(({ Sid }) => Sid ?? '');
  return [
    ...(Version === '2012-10-17' ? [] : [`Version is ${Version}`]),
    ...Object.keys(more).map((key) => `there is no element ${key}`),
    ...(Statement.length === 0 ? ['no statement'] : []),
    ...(new Set(sids).size === sids.length ? [] : [`a Sid is there twice: ${sids.join(' ')}`]),
    ...(JSON.stringify(document).length > 6144 ? ['larger than a managed policy may be'] : []),
    ...Statement.flatMap((statement) => {
      const { Sid = '', Effect, Action, Resource = [], Condition = {}, ...rest } = statement;
      const actions = [Action].flat();
      const resources = [Resource].flat();
      return [
        ...(/^[A-Za-z0-9]+$/.test(Sid) ? [] : [`Sid ${Sid}`]),
        ...(Effect === 'Allow' ? [] : [`Effect ${Effect}`]),
        ...Object.keys(rest).map((key) => `${Sid}: there is no element ${key}`),
        ...(actions.length === 0 ? [`${Sid}: no action`] : []),
        ...(resources.length === 0 ? [`${Sid}: no resource`] : []),
        ...actions.filter((action) => !ACTION.test(action)).map((action) => `${Sid}: action ${action}`),
        ...resources.filter((it) => it !== '*' && !ARN.test(it)).map((it) => `${Sid}: resource ${it}`),
        ...Object.entries(Condition).flatMap(([operator, keys]) => [
          ...(operator === 'StringEquals' ? [] : [`${Sid}: operator ${operator}`]),
          ...Object.keys(keys)
            .filter((key) => !CONDITION_KEYS.test(key))
            .map((key) => `${Sid}: condition key ${key}`),
        ]),
      ];
    }),
  ];
}
