import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { ProxyWebhookError } from '../../errors.ts';
import { finish } from '../../run.ts';
import { PRESETS } from '../../samples/presets.ts';
import type { Sample } from '../../samples/sample.ts';
import { command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { awsOptions, loadConfiguration, portsFor } from '../options.ts';
import { jsonText } from '../renderers/json.ts';
import type { Session } from '../session.ts';
import { parseWhole } from '../text/number.ts';
import { callLine, sendingText, sentText } from '../views/send.ts';

const text = { type: 'string', requiresArg: true } as const;

/** Sends a sample to an environment's public URL, signed where the route verifies. */
export const sendCommand = command({
  name: 'send',
  describe: 'Send a sample to the webhook, signed where the route verifies',
  positionals: { sample: { describe: `A preset (${Object.keys(PRESETS).join(', ')}), or a file` } },
  options: {
    ...awsOptions,
    route: {
      ...text,
      describe: 'The path; unless told, the route that verifies as the preset signs, or /PRESET',
    },
    count: { ...text, alias: 'n', describe: 'As many deliveries (1 unless told)' },
    rate: { ...text, describe: 'Calls a second at most (what the API lets in unless told)' },
    duplicate: {
      type: 'boolean',
      describe: 'Send each delivery twice: the second has to be told as a duplicate',
    },
    tamper: { type: 'boolean', describe: 'Change each call after it was signed: it has to be refused' },
    'secret-env': {
      ...text,
      describe: "Sign with the value of this variable, in place of the route's secret in Secrets Manager",
    },
    method: { ...text, describe: 'The method (POST unless told)' },
    header: { ...text, array: true, alias: 'H', describe: 'A header more, NAME=VALUE; repeat for several' },
    'content-type': { ...text, describe: 'Of a file (by its name unless told)' },
  },
  examples: [
    ['send github --env dev', 'a push, signed as GitHub does where a route verifies that'],
    ['send stripe --duplicate', 'is it stored once?'],
    ['send slack --tamper', 'is it refused?'],
    ['send ./payload.json --route /orders -n 100 --rate 20', 'a file of your own, a hundred times'],
  ],
  async run(args, session) {
    const count =
      args.count === undefined ? 1 : parseWhole(args.count, '--count', { least: 1, most: 100_000 });
    const rate =
      args.rate === undefined ? undefined : parseWhole(args.rate, '--rate', { least: 1, most: 10_000 });
    const headers = headersOf(args.header ?? []);
    const secret = args['secret-env'] === undefined ? undefined : secretFrom(args['secret-env'], session);
    const sample = await sampleFor(args.sample, args['content-type'], session);
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { send } = await session.useCases.send();
    const { stdout } = session.surroundings;
    const run = send(loaded, {
      ports,
      sample,
      headers,
      count,
      duplicate: args.duplicate ?? false,
      tamper: args.tamper ?? false,
      signal: session.signal,
      ...(args.route === undefined ? {} : { target: args.route }),
      ...(args.method === undefined ? {} : { method: args.method.toUpperCase() }),
      ...(rate === undefined ? {} : { perSecond: rate }),
      ...(secret === undefined ? {} : { secret }),
    });
    let unexpected = 0;
    const result = await finish(run, (event) => {
      if (session.json) return stdout.line(jsonText(event));
      if (event.type === 'sending') return session.say((paper) => sendingText(event, paper));
      if (!event.asExpected) unexpected += 1;
      // Of many only the first that went wrong are news.
      if (event.asExpected ? count <= EACH_TOLD : unexpected <= EACH_TOLD)
        stdout.line(callLine(event, stdout));
    });
    const exitCode = result.asExpected === result.sent ? 0 : EXIT_CODES.unhealthy;
    return session.result({ type: 'result', command: 'send', exitCode, ...result }, (paper) =>
      sentText(result, paper),
    );
  },
});

const EACH_TOLD = 20;

async function sampleFor(given: string, contentType: string | undefined, session: Session): Promise<Sample> {
  if (Object.hasOwn(PRESETS, given)) {
    if (contentType === undefined) return { kind: 'preset', name: given };
    throw new ProxyWebhookError('usage', '--content-type is for files; a preset has its own.', {
      remedies: [`To send another: --header content-type=${contentType}`],
    });
  }
  const path = resolve(session.surroundings.directory, given);
  const body = await readFile(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !/[./\\]/.test(given)) {
      (await session.useCases.send()).presetNamed(given);
    }
    throw new ProxyWebhookError('usage', `${given} cannot be read: ${error.code ?? error.message}.`, {
      remedies: [`Presets: ${Object.keys(PRESETS).join(', ')}`],
      cause: error,
    });
  });
  const extension = extname(path);
  const name = basename(path, extension).replaceAll(/[^\w.-]+/g, '-');
  const type = contentType ?? CONTENT_TYPES[extension.toLowerCase()] ?? 'application/octet-stream';
  return { kind: 'bytes', name, contentType: type, body };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.html': 'text/html; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};

// RFC 9110, section 5.1 and 5.5: a token, and no control characters; what fetch cannot send is told here.
function headersOf(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((each) => {
      const [, name = '', value = ''] =
        /^([!#$%&'*+.^_`|~\w-]+)\s*[=:]\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(each) ?? [];
      if (name !== '') return [name.toLowerCase(), value.trim()];
      // What was given is not said: it may be a token.
      throw new ProxyWebhookError('usage', '--header takes NAME=VALUE.');
    }),
  );
}

function secretFrom(name: string, { surroundings }: Session): string {
  const value = surroundings.env[name];
  if (value !== undefined && value !== '') return value;
  throw new ProxyWebhookError('usage', 'The variable that --secret-env names is not set.', {
    remedies: ['It takes the name of a variable, never the secret itself.'],
  });
}
