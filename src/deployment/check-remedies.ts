/** What to do when the function's own check fails with these words, in the order to try; empty for words not known. */
export function checkRemedies(words: string): readonly string[] {
  return KNOWN.find(([text]) => text.test(words))?.[1] ?? [];
}

/** Sources: RDS User Guide, "Troubleshooting for RDS Proxy" (MySQL errors 1040, 1045, 3159, 9501); Lambda's own error texts. */
const KNOWN: readonly (readonly [text: RegExp, remedies: readonly string[]])[] = [
  [
    /9501|Timed-out waiting to acquire database connection/i,
    [
      'The pool had no connection in time: see whether the target is healthy (`status`) and the database is not overloaded.',
      'Raise `proxy.maxConnectionsPercent` or choose a larger `database.instanceClass`.',
    ],
  ],
  [
    /1045|ER_ACCESS_DENIED_ERROR|Access denied for user/i,
    [
      'The user name or password is not what the proxy knows: the secret and the database must agree.',
      'With `proxy.auth: "iam"`, the role of the function needs rds-db:connect on this proxy and user.',
    ],
  ],
  [
    /rate limit exceeded|Number simultaneous connections exceeded|1040|ER_CON_COUNT_ERROR/i,
    ['The proxy lets in no more connections now: lower `api.throttle` or `function.reservedConcurrency`.'],
  ],
  [/3159|requires TLS/i, ['The proxy demands TLS: a handler of your own must connect with it.']],
  [
    /MYSQL_CLEAR_PASSWORD_NOT_ENABLED/i,
    [
      'With `proxy.auth: "iam"` mysql2 needs `enableCleartextPlugin: true`: a handler of your own must set it.',
    ],
  ],
  [
    /not authorized to perform:? ?secretsmanager|AccessDenied.*secret/i,
    ['The role of the function may not read the secret: run `up` again, which restores its policy.'],
  ],
  [
    /self[- ]signed|TLS to the proxy failed|unable to (get|verify).*certificate|ERR_TLS_CERT_ALTNAME_INVALID/i,
    [
      "The proxy's certificate was not accepted: connect to its endpoint's own name, with Node's own root certificates.",
    ],
  ],
  [
    /ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH|connect timed? ?out|Task timed out/i,
    [
      'The function reached the proxy or Secrets Manager too late or not at all: compare the security groups with `diff`.',
      'With an existing VPC, check that it has a Secrets Manager endpoint with private DNS that admits the function.',
    ],
  ],
  [/ENOTFOUND|EAI_AGAIN/i, ['A name was not found: the VPC needs DNS support and DNS host names.']],
  [
    /Runtime\.(ImportModuleError|HandlerNotFound|UserCodeSyntaxError)|Cannot find module|Cannot find package/i,
    ['The handler could not be loaded: check `function.entry` and what it imports.'],
  ],
  [/OutOfMemory|heap out of memory|signal: killed/i, ['Raise `function.memoryMb`.']],
  [
    /\bPending\b|\bInactive\b|InitFailed|could not (be )?assume/i,
    ['The function is still being prepared for its VPC: wait some minutes.'],
  ],
];
