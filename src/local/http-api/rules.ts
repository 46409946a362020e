/** A rule that the local HTTP API keeps: where it comes from, and whether AWS was seen keeping it. */
export interface Rule {
  readonly rule: string;
  readonly source: string;
  readonly verified: 'aws-capture' | 'aws-doc' | 'unverified';
}

const GUIDE = 'API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs"';
const QUOTAS = 'API Gateway Developer Guide, "Quotas for configuring and running an HTTP API"';
const VOKER = 'captured on 2026-07-10, github.com/hotsock/voker, vokerhttp/testdata';
const POWERTOOLS = 'captured, github.com/aws-powertools/powertools-lambda-typescript, apigw-http';
const TYPES =
  'measured, github.com/floci-io/floci issue 2172 and github.com/ministackorg/ministack pull request 766';
const CORTEX = 'captured, github.com/cortexlabs/cortex issue 1225';
const SAM = 'github.com/aws/aws-sam-cli, local_apigw_service.py';

/** Every rule by the key that tests and comments name it by. Payload format 2.0 and the route `$default` only. */
export const RULES = {
  'path-decoded': {
    rule: '`rawPath` and `requestContext.http.path` are percent-decoded, cut at a `?` this brings out, and decoded once more',
    source: VOKER,
    verified: 'aws-capture',
  },
  'path-refused': {
    rule: 'A path that cannot be decoded twice (`/50%25off`) never reaches the function',
    source: VOKER,
    verified: 'aws-capture',
  },
  'path-refused-answer': {
    rule: 'It is answered 400 `{"message":"Bad Request"}`',
    source: 'assumed',
    verified: 'unverified',
  },
  'path-stage': {
    rule: 'A stage with a name is the first segment of the path, and what does not begin with it is 404 `{"message":"Not Found"}`',
    source: GUIDE,
    verified: 'aws-doc',
  },
  'query-raw': {
    rule: '`rawQueryString` is as it came, `""` without one',
    source: VOKER,
    verified: 'aws-capture',
  },
  'query-parameters': {
    rule: '`queryStringParameters` are decoded, `+` is a space, duplicates are joined with a comma; absent without any',
    source: VOKER,
    verified: 'aws-capture',
  },
  'headers-names': { rule: 'Header names are lower case', source: VOKER, verified: 'aws-capture' },
  'headers-joined': {
    rule: 'Duplicate headers are joined with a comma and no space',
    source: VOKER,
    verified: 'aws-capture',
  },
  'headers-forwarded': {
    rule: '`x-forwarded-for`, `-port` (443) and `-proto` (https) and `x-amzn-trace-id` are added',
    source: VOKER,
    verified: 'aws-capture',
  },
  'headers-forwarded-before': {
    rule: 'The client is appended to an `x-forwarded-for` that came, and the root of a trace id that came is kept',
    source: 'assumed',
    verified: 'unverified',
  },
  'headers-length': {
    rule: '`content-length` is there without a body too: `0`',
    source: POWERTOOLS,
    verified: 'aws-capture',
  },
  'headers-hop': {
    rule: '`connection`, `transfer-encoding`, `expect` and other headers of one connection do not reach the function',
    source: 'assumed',
    verified: 'unverified',
  },
  cookies: {
    rule: '`cookies` lists them, and there is no `cookie` in the headers; absent without any',
    source: VOKER,
    verified: 'aws-capture',
  },
  'body-absent': { rule: 'Without a body there is no `body`', source: POWERTOOLS, verified: 'aws-capture' },
  'body-text': {
    rule: 'A body is text when its type is `text/*`, JSON, XML, JavaScript or GraphQL (`application/`), its charset UTF-8 or not given',
    source: TYPES,
    verified: 'aws-capture',
  },
  'body-base64': {
    rule: 'Every other body is base64, also of a form, without a type, or with another charset',
    source: TYPES,
    verified: 'aws-capture',
  },
  'body-unmeasured': {
    rule: '`application/*+json` and other unmeasured types are base64; `content-encoding` changes nothing',
    source: 'assumed',
    verified: 'unverified',
  },
  'context-fields': {
    rule: 'The fields of `requestContext`: a request id of 15 characters and `=`, `time` as in common log format, `timeEpoch` in milliseconds',
    source: VOKER,
    verified: 'aws-capture',
  },
  'absent-fields': {
    rule: '`pathParameters`, `stageVariables`, `authorizer` and `authentication` are absent, not null',
    source: POWERTOOLS,
    verified: 'aws-capture',
  },
  'limit-body': {
    rule: 'A body over 10 MB is 413 `{"message":"Request Entity Too Large"}`',
    source: QUOTAS,
    verified: 'aws-doc',
  },
  'limit-event': {
    rule: 'So is an event over 6 MB, which Lambda does not take: base64 bodies end near 4.5 MB',
    source: 'assumed from Lambda Developer Guide, "Lambda quotas"',
    verified: 'unverified',
  },
  'limit-headers': {
    rule: 'Request line and header values over 10,240 bytes are refused',
    source: QUOTAS,
    verified: 'aws-doc',
  },
  'limit-headers-answer': {
    rule: 'They are answered 431 `{"message":"Request Header Fields Too Large"}`',
    source: 'assumed',
    verified: 'unverified',
  },
  'limit-time': {
    rule: 'After 30 s the answer is 503 `{"message":"Service Unavailable"}`; the function runs on',
    source: CORTEX,
    verified: 'aws-capture',
  },
  'throttle-stage': {
    rule: 'Over the rate and burst of the stage the answer is 429 `{"message":"Too Many Requests"}`',
    source: 'API Gateway Developer Guide, "Throttle requests to your HTTP APIs for better throughput"',
    verified: 'aws-doc',
  },
  'throttle-function': {
    rule: 'Over the function\'s concurrency the answer is 503 `{"message":"Service Unavailable"}`',
    source: 'assumed',
    verified: 'unverified',
  },
  'throttle-retry-after': {
    rule: 'Neither of the two has a `Retry-After`: only the function itself says when to come again',
    source: 'assumed: no source has one',
    verified: 'unverified',
  },
  'answer-inferred': {
    rule: 'A result without `statusCode` is the body: 200, `application/json`, a string as it is, anything else as JSON',
    source: GUIDE,
    verified: 'aws-doc',
  },
  'answer-status': {
    rule: '`statusCode` may be a string of digits; anything else that is no status is 500',
    source: SAM,
    verified: 'unverified',
  },
  'answer-body': {
    rule: 'A `body` that is not a string is 500; with `isBase64Encoded` it is decoded whatever its type',
    source: `${SAM}; github.com/ministackorg/ministack pull request 766`,
    verified: 'aws-capture',
  },
  'answer-cookies': {
    rule: 'Each of `cookies` is a `set-cookie` of its own, before one in `headers`',
    source: GUIDE,
    verified: 'aws-doc',
  },
  'answer-type': {
    rule: 'Without a `content-type` it is `text/plain; charset=utf-8`',
    source: 'github.com/architect/sandbox, as observed',
    verified: 'unverified',
  },
  'answer-headers': {
    rule: '`connection`, `content-length`, `date`, `transfer-encoding` and `upgrade` of the function are dropped; `multiValueHeaders` are ignored',
    source: 'github.com/architect/sandbox, as observed',
    verified: 'unverified',
  },
  'answer-request-id': {
    rule: 'Every answer has `apigw-requestid`',
    source: CORTEX,
    verified: 'aws-capture',
  },
  'answer-failed': {
    rule: 'A function that throws, times out, ends or answers no valid shape is 500 `{"message":"Internal Server Error"}`',
    source: 'API Gateway Developer Guide, "Troubleshooting issues with HTTP API Lambda integrations"',
    verified: 'aws-doc',
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The rules as a table in Markdown: what `docs/local-http-api.md` shows. */
export function rulesTable(): string {
  const rows = Object.values(RULES).map(
    ({ rule, source, verified }) => `| ${rule} | ${source} | ${verified} |`,
  );
  return ['| rule | source | verified |', '|---|---|---|', ...rows].join('\n');
}
