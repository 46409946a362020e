import { compactJson, utf8Bytes } from '../src/cloudformation/json.ts';
import {
  type OutputsOf,
  parameter,
  type TemplateDocument,
  template,
} from '../src/cloudformation/template.ts';
import type { Config } from '../src/config/schema.ts';
import { ProxyWebhookError } from '../src/errors.ts';
import { api } from './api.ts';
import { checkTemplate, MOST_TEMPLATE_BYTES } from './checks.ts';
import { credentials } from './credentials.ts';
import { database } from './database.ts';
import { webhookFunction } from './function.ts';
import { functionRole } from './function-role.ts';
import { network } from './network.ts';
import { proxy } from './proxy.ts';
import { schedule } from './schedule.ts';
import { secretsAccess, secretsManagerUrl, secretsOfFunction, secretsOfRoutes } from './secrets-access.ts';

export type { TemplateDocument } from '../src/cloudformation/template.ts';

/** What a deployed stack tells, by output name. */
export type StackOutputs = OutputsOf<ReturnType<typeof webhookTemplate>>;

export interface RenderedStack {
  readonly document: TemplateDocument;
  /** Compact JSON, as it is sent to CloudFormation. */
  readonly body: string;
  /** Of the body, in UTF-8. */
  readonly bytes: number;
}

/**
 * The template of a configuration, offline. What is known only when it is deployed is a parameter without a default.
 * Throws `invalid-config` when the configuration makes it larger than CloudFormation takes.
 */
export function renderWebhookStack(config: Config): RenderedStack {
  const rendered = render(config);
  const findings = checkTemplate(rendered.document);
  if (findings.length === 0) return rendered;
  const tooLarge = findings.filter(({ check }) => check === 'template-size' || check === 'policy-size');
  if (tooLarge.length < findings.length) {
    const told = findings.map(({ path, message }) => `${path}: ${message}`).join('\n');
    throw new ProxyWebhookError('internal', `The template of ${config.stackName} is not right:\n${told}`);
  }
  throw new ProxyWebhookError(
    'invalid-config',
    [
      `The template of ${config.stackName} is larger than AWS takes:`,
      ...tooLarge.map(({ path, message }) => `${path}: ${message}`),
    ].join('\n'),
    { remedies: remediesForSize(config, rendered.bytes), data: { bytes: rendered.bytes } },
  );
}

function render(config: Config): RenderedStack {
  const { document } = webhookTemplate(config);
  const body = compactJson(document);
  return { document, body, bytes: utf8Bytes(body) };
}

function webhookTemplate(config: Config) {
  const own = config.network.kind === 'own';
  const ArtifactBucket = parameter({ Type: 'String' });
  const ArtifactKey = parameter({ Type: 'String' });
  const EngineVersion = parameter({ Type: 'String' });
  const ZoneA = own ? parameter({ Type: 'String' }) : undefined;
  const ZoneB = own ? parameter({ Type: 'String' }) : undefined;
  const ViewKey = config.view.access === 'token' ? parameter({ Type: 'String', NoEcho: true }) : undefined;

  const secret = credentials(config);
  const secrets = secretsOfFunction(config, secret.secret);
  const access = functionRole(config, secrets);
  const zones = ZoneA === undefined || ZoneB === undefined ? undefined : ([ZoneA, ZoneB] as const);
  const net = network(config, { zones, functionRole: access.role });
  const wayToSecrets = secretsAccess(config, net, { secrets, functionRole: access.role });
  const url = secretsManagerUrl(config, wayToSecrets);
  // Who names the endpoint waits for it already.
  const { endpoint, ...rules } = { endpoint: undefined, ...wayToSecrets };
  const waysToSecrets = Object.values(url === undefined ? wayToSecrets : rules);
  const db = database(config, { network: net, credentials: secret, engineVersion: EngineVersion });
  const pool = proxy(config, { network: net, credentials: secret, database: db });
  const webhook = webhookFunction(config, {
    network: net,
    credentials: secret,
    proxy: pool,
    access,
    artifact: { bucket: ArtifactBucket, key: ArtifactKey },
    secretsManagerUrl: url,
    viewKey: ViewKey,
    waysOut: [net.resources.functionToProxy, net.resources.proxyFromFunction, ...waysToSecrets],
  });
  const http = api(config, webhook);

  return template({
    description: 'proxywebhook: HTTP API, Lambda function, RDS Proxy and RDS for MySQL',
    parameters: { ArtifactBucket, ArtifactKey, ZoneA, ZoneB, EngineVersion, ViewKey },
    // Property paths are logical IDs: renaming one replaces the resource, and the database loses its data.
    resources: {
      network: { ...net.resources, ...wayToSecrets },
      credentials: secret,
      database: db,
      proxy: pool,
      function: { ...access, ...webhook },
      api: http,
      schedule: schedule(webhook),
    },
    outputs: {
      WebhookUrl: { Value: http.api.get('ApiEndpoint') },
      ProxyName: { Value: pool.proxy.ref },
      ProxyEndpoint: { Value: pool.proxy.get('Endpoint') },
      DatabaseId: { Value: db.instance.ref },
      SecretArn: { Value: secret.secret.ref },
      FunctionName: { Value: webhook.function.ref },
      FunctionLogGroup: { Value: access.logs.ref },
      ApiLogGroup: http.logs === undefined ? undefined : { Value: http.logs.ref },
    },
    tags: { ...config.tags, 'proxywebhook:environment': config.environment },
  });
}

/** Says which part of the configuration makes the template large, the largest first. */
function remediesForSize(config: Config, bytes: number): readonly string[] {
  const count = secretsOfRoutes(config.routes).length;
  const parts = [
    {
      bytes: bytes - render({ ...config, tags: {} }).bytes,
      remedy: `have fewer or shorter tags: the ${Object.keys(config.tags).length} of them are on every resource`,
    },
    {
      bytes: bytes - render({ ...config, routes: [] }).bytes,
      remedy: `let routes share secrets: ${count} are named in the function's policy`,
    },
  ];
  return parts
    .filter((part) => part.bytes > bytes / 10 || part.bytes > MOST_TEMPLATE_BYTES / 10)
    .sort((a, b) => b.bytes - a.bytes)
    .map((part) => `${part.bytes} of ${bytes} bytes: ${part.remedy}.`);
}
