/** What AWS says when somebody is not allowed, taken apart; in a call's answer and in a reason of CloudFormation alike. */
export interface Denial {
  readonly action?: string;
  readonly resource?: string;
  readonly who?: string;
  /** What forbids it, when that is more than a permission that nobody gave. */
  readonly because?: string;
}

/**
 * Reads a text of AWS; undefined when it is not about a permission. Sources: IAM User Guide, "Troubleshoot access denied error
 * messages"; EC2 API reference, UnauthorizedOperation, which CloudFormation shows as `API: ec2:CreateVpc You are not authorized…`.
 */
export function readDenial(text: string): Denial | undefined {
  const action =
    /not authorized to perform:? ?'?"?([\w-]+:[\w*]+)/i.exec(text)?.[1] ??
    /API: ?([\w-]+:\w+)[^.]* not authorized/i.exec(text)?.[1];
  if (action === undefined) return undefined;
  const resource = /on (?:the )?resource: ?"?([^\s"]+?)[".,;)]*(?=\s|$)/i.exec(text)?.[1];
  const who = /User: ?(\S+?) is not authorized/.exec(text)?.[1];
  const because = becauseOf(text);
  return {
    action,
    ...(resource === undefined ? {} : { resource }),
    ...(who === undefined ? {} : { who }),
    ...(because === undefined ? {} : { because }),
  };
}

/** What a text says that forbids it, with what to do about it. */
export function becauseOf(text: string): string | undefined {
  return BECAUSE.find(([pattern]) => pattern.test(text))?.[1];
}

/** What to do about a denial, in the order to try. */
export function denialRemedies({ action, resource, who, because }: Denial): readonly string[] {
  const on = resource === undefined || resource === '*' ? '' : ` on ${resource}`;
  const audience = isServiceRole(who) ? ' --for service-role' : '';
  return [
    ...(because === undefined ? [] : [`Why: ${because}`]),
    `Allow ${action ?? 'it'}${on}${who === undefined ? '' : ` for ${who}`}`,
    `The whole policy that is needed: npx proxywebhook policy${audience} (docs/permissions.md)`,
  ];
}

/** CloudFormation takes a service role under this session name. Source: CloudTrail events of stacks with a role. */
function isServiceRole(who: string | undefined): boolean {
  return /:assumed-role\/.+\/AWSCloudFormation$/.test(who ?? '');
}

const BECAUSE: readonly (readonly [RegExp, string])[] = [
  [
    /service control policy/,
    'a service control policy of the organization denies it: ask its administrators',
  ],
  [
    /resource control policy/,
    'a resource control policy of the organization denies it: ask its administrators',
  ],
  [/permissions boundary/, 'the permissions boundary leaves it out: widen the boundary too'],
  [/session policy/, 'the session policy leaves it out: use another session'],
  [/explicit deny/, 'a policy denies it explicitly: allowing it elsewhere does not help'],
];
