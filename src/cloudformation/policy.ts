/** An IAM policy document. Source: IAM User Guide, "IAM JSON policy elements reference". */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string | undefined;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | PolicyPrincipal | undefined;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[] | undefined;
  readonly Condition?:
    | Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
    | undefined;
}

export interface PolicyPrincipal {
  readonly AWS?: string | readonly string[] | undefined;
  readonly Service?: string | undefined;
}
