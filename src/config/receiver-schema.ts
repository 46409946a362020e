import * as z from 'zod';
import { CHALLENGES, SCHEMES } from './signature-schemes.ts';

const DEFAULT_REDACTED = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'x-gitlab-token',
  'x-amz-security-token',
  '*-token',
  '*-secret',
  '*-password',
];

/** What is stored of a request, and for how long. */
export const capture = z.strictObject({
  maxBodyKb: z.int().min(1).max(5_800).default(1024).describe('Larger bodies are answered 413, in KiB.'),
  maxStoredGb: z
    .number()
    .positive()
    .default(15)
    .describe('Above this the answer is 503 until retention has made room, in GiB.'),
  retentionDays: z.int().min(1).max(3650).default(30).describe('Days a request is kept.'),
  redactHeaders: z
    .array(z.string().min(1))
    .default(DEFAULT_REDACTED)
    .describe('Header names (with *) whose values are not stored.'),
});

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/)
  .meta({ examples: ['x-signature'] });

const secretNames = z.array(z.string().min(1).max(512)).min(1).max(8);

/** HMAC in a route's own words, for senders that have no name here. */
const hmac = z.strictObject({
  header: headerName.describe('Header that holds the signature, or several.'),
  algorithm: z.enum(['sha256', 'sha512', 'sha1']).default('sha256').describe('Hash of the HMAC.'),
  encoding: z.enum(['hex', 'base64']).default('hex').describe('How the signature is written.'),
  prefix: z.string().max(64).default('').describe('What stands before each signature, such as `sha256=`.'),
  keyEncoding: z
    .enum(['text', 'hex', 'base64'])
    .default('text')
    .describe('What the secret is: the key itself, or the key in hex or base64.'),
  content: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe(
      'What is signed, of {timestamp}, {id}, {body}, {url} and {method}. Default: `{body}`; with a timestamp `{timestamp}.{body}`.',
    ),
  timestampHeader: headerName.optional().describe('Header that holds the signed time.'),
  timestampPrefix: z
    .string()
    .max(64)
    .optional()
    .describe('What stands before the time in that header, such as `t=`.'),
  timestampUnit: z.enum(['s', 'ms']).default('s').describe('Unit of the signed time, since 1970.'),
});

/** What is particular to the requests below a path. */
export const route = z.strictObject({
  path: z
    .string()
    .regex(/^\/\S*$/)
    .meta({ examples: ['/github'] })
    .describe('Path prefix the route is for.'),
  verify: z
    .strictObject({
      scheme: z.enum(SCHEMES).describe('How the sender signs; docs/signatures.md tells of each.'),
      secrets: secretNames.describe('Names or ARNs in Secrets Manager; several during a rotation.'),
      toleranceSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .optional()
        .describe('How far a signed time may lie before or after now. Default: 300, elevenlabs 1800.'),
      policy: z
        .enum(['require', 'record'])
        .default('require')
        .describe(
          '`require`: what is not rightly signed is answered 401, not stored; `record`: it is stored with what was found.',
        ),
      hmac: hmac.optional().describe('With scheme `hmac` only: how this sender does it.'),
    })
    .optional(),
  deliveryIdHeader: headerName
    .optional()
    .describe(
      "Header with the sender's own id of a delivery, by which repeated ones are stored once. Default: the scheme's.",
    ),
  challenge: z
    .strictObject({
      provider: z.enum(CHALLENGES).describe('Whose question at registration is answered.'),
      secrets: secretNames
        .optional()
        .describe(
          'Names or ARNs in Secrets Manager: for `meta` the verify token; for `x` and `zoom` the secret, by default that of verify.',
        ),
    })
    .optional(),
});

/** Who sees what was received. */
export const view = z.strictObject({
  access: z
    .enum(['token', 'public', 'off'])
    .default('token')
    .describe('Who may see the page: whoever opens a link (everything), everyone (no contents), nobody.'),
  pageSize: z.int().min(1).max(200).default(50).describe('Requests on one page.'),
});
