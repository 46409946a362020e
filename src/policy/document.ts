import type { PolicyDocument, PolicyStatement } from '../cloudformation/policy.ts';
import type { Permission, When } from './permission.ts';
import type { Place } from './places.ts';

/** IAM User Guide, "IAM and AWS STS quotas": a managed policy, white space not counted. */
export const MOST_MANAGED_POLICY = 6144;

export interface DocumentOptions {
  readonly places: Readonly<Record<Place, readonly string[]>>;
  readonly environmentTag: { readonly key: string; readonly value: string };
  /** Characters of one document at most. */
  readonly most?: number;
}

/** The permissions as documents, each as large as a managed policy may be; one, where they fit into it. */
export function policyDocuments(
  permissions: readonly Permission[],
  options: DocumentOptions,
): readonly PolicyDocument[] {
  const most = options.most ?? MOST_MANAGED_POLICY;
  const documents: PolicyStatement[][] = [[]];
  for (const statement of statementsOf(permissions, options).flatMap((each) => halves(each, most))) {
    const last = documents.at(-1) as PolicyStatement[];
    if (last.length > 0 && documentSize(document([...last, statement])) > most) documents.push([statement]);
    else last.push(statement);
  }
  return documents.filter((each) => each.length > 0).map(document);
}

/** Characters that IAM counts. */
export function documentSize(policy: PolicyDocument): number {
  return JSON.stringify(policy).length;
}

/** Who may take a service role. Source: CloudFormation User Guide, "CloudFormation service role". */
export const TRUST_POLICY: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudformation.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

function statementsOf(
  permissions: readonly Permission[],
  { places, environmentTag }: DocumentOptions,
): readonly PolicyStatement[] {
  const groups = new Map<string, { on: Place; when: When | undefined; actions: Set<string> }>();
  for (const { on, when, action } of permissions) {
    if (places[on].length === 0) continue;
    const key = JSON.stringify([on, when]);
    const group = groups.get(key) ?? { on, when, actions: new Set<string>() };
    group.actions.add(action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ on, when, actions }) => {
    const resources = places[on];
    return {
      Sid: sidOf(on, when),
      Effect: 'Allow',
      Action: oneOrMore([...actions].sort()),
      Resource: oneOrMore(resources),
      ...(when === undefined ? {} : { Condition: conditionOf(when, environmentTag) }),
    };
  });
}

// A statement that alone is larger than a document is split by its actions.
function halves(statement: PolicyStatement, most: number): readonly PolicyStatement[] {
  const actions = [statement.Action].flat();
  if (documentSize(document([statement])) <= most || actions.length < 2) return [statement];
  const middle = Math.ceil(actions.length / 2);
  return [actions.slice(0, middle), actions.slice(middle)].flatMap((part, index) =>
    halves({ ...statement, Sid: `${statement.Sid ?? ''}${index + 1}`, Action: oneOrMore(part) }, most),
  );
}

function document(Statement: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}

function conditionOf(when: When, tag: DocumentOptions['environmentTag']): PolicyStatement['Condition'] {
  switch (when.kind) {
    case 'ours':
      return { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } };
    case 'passed-to':
      return { StringEquals: { 'iam:PassedToService': when.service } };
    case 'linked-to':
      return { StringEquals: { 'iam:AWSServiceName': when.service } };
  }
}

// IAM User Guide, "IAM JSON policy elements: Sid": letters and digits, each once in a document.
function sidOf(on: Place, when: When | undefined): string {
  const place = on.charAt(0).toUpperCase() + on.slice(1);
  switch (when?.kind) {
    case undefined:
      return place;
    case 'ours':
      return `${place}Ours`;
    case 'passed-to':
      return `${place}To${serviceWord(when.service)}`;
    case 'linked-to':
      return `${place}Of${serviceWord(when.service)}`;
  }
}

function serviceWord(service: string): string {
  const word = service.replace(/\.amazonaws\.com$/, '').replaceAll(/[^a-z]/g, '');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function oneOrMore(items: readonly string[]): string | readonly string[] {
  return items.length === 1 ? (items[0] ?? '') : items;
}
