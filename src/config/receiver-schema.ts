import { z } from 'zod';

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

/** Signature schemes, by who signs so; `hmac` is plain HMAC. */
const SCHEMES = ['standard-webhooks', 'github', 'stripe', 'shopify', 'slack', 'hmac'] as const;

/** What is particular to the requests below a path. */
export const route = z.strictObject({
  path: z
    .string()
    .regex(/^\/\S*$/)
    .meta({ examples: ['/github'] })
    .describe('Path prefix the route is for.'),
  verify: z
    .strictObject({
      scheme: z
        .enum(SCHEMES)
        .describe('How the sender signs. Not acted on yet: this version cannot verify signatures.'),
      secrets: z
        .array(z.string().min(1).max(512))
        .min(1)
        .describe('Names or ARNs in Secrets Manager; several during a rotation.'),
      toleranceSeconds: z
        .int()
        .min(0)
        .max(86_400)
        .optional()
        .describe('How old or early a signed timestamp may be.'),
      policy: z
        .enum(['require', 'record'])
        .default('require')
        .describe(
          'Not verified yet: `require`: requests are answered 503, not stored; `record`: stored as they come.',
        ),
    })
    .optional(),
  deliveryIdHeader: z
    .string()
    .min(1)
    .optional()
    .describe("Header with the sender's own id of a delivery. Not acted on yet: repeated ones are stored."),
  challenge: z
    .string()
    .min(1)
    .optional()
    .describe('Registration challenge to answer, for example `slack` or `meta`. Not acted on yet.'),
});

/** Who sees what was received. */
export const view = z.strictObject({
  access: z
    .enum(['token', 'public', 'off'])
    .default('token')
    .describe('Who may see the page: whoever opens a link (everything), everyone (no contents), nobody.'),
  pageSize: z.int().min(1).max(200).default(50).describe('Requests on one page.'),
});
