import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProxyWebhookError } from '../../../errors.ts';
import type { ExportResult } from '../../../export-requests.ts';
import type { ReceivedRequest } from '../../../requests/received.ts';
import { command } from '../../command.ts';
import { awsOptions, loadConfiguration, portsFor } from '../../options.ts';
import { exportProgress } from '../../renderers/export-progress.ts';
import { jsonText, plainJson } from '../../renderers/json.ts';
import { count, wrap } from '../../text/layout.ts';
import { parseWhole } from '../../text/number.ts';
import { requestJson } from '../../views/request-json.ts';

/** Every stored request as NDJSON. */
export const requestsExportCommand = command({
  name: 'requests export',
  describe: 'Write every stored request as a line of JSON, oldest first',
  options: {
    ...awsOptions,
    after: {
      type: 'string',
      requiresArg: true,
      describe:
        'Only requests with a greater id: goes on with an export, and appends to its --file; one that was being committed when that ended may be missing (docs/requests.md)',
    },
    limit: { type: 'string', requiresArg: true, describe: 'As many at most (all unless told)' },
    file: {
      type: 'string',
      requiresArg: true,
      alias: 'o',
      describe: 'The file to write, in place of stdout',
    },
  },
  examples: [
    ['requests export --env dev > requests.ndjson', 'headers and bodies too; progress on stderr'],
    ['requests export --file requests.ndjson --after 1234', 'goes on where it ended'],
  ],
  async run(args, session) {
    const { stdout, stderr, directory, live } = session.surroundings;
    const after = args.after === undefined ? 0 : parseWhole(args.after, '--after');
    const limit = args.limit === undefined ? undefined : parseWhole(args.limit, '--limit', { least: 1 });
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { exportRequests } = await session.useCases.exportRequests();
    const file =
      args.file === undefined
        ? undefined
        : await fileFor(resolve(directory, args.file), { append: args.after !== undefined });
    const toStdout = (request: ReceivedRequest) =>
      stdout.exactly(
        `${session.json ? jsonText({ type: 'request', request: requestJson(request) }) : plainJson(requestJson(request))}\n`,
      );
    const progress = session.json ? undefined : exportProgress(stderr, { live });
    const run = exportRequests(loaded, {
      ports,
      signal: session.signal,
      after,
      ...(limit === undefined ? {} : { limit }),
    });
    let last = after;
    let result: ExportResult | undefined;
    try {
      for (;;) {
        const step = await run.next();
        if (step.done) {
          result = step.value;
          break;
        }
        const read = file === undefined ? await toStdout(step.value) : await file.write(step.value);
        if (!read) break;
        last = step.value.id;
        progress?.see(step.value);
      }
    } catch (error) {
      progress?.close();
      if (last > after)
        session.say(({ width }) => wrap(`Written up to id ${last}: --after ${last} goes on.`, width()));
      throw error;
    } finally {
      progress?.close();
      await file?.close();
    }
    // Whoever read has gone, as `head` does: there is nobody to tell.
    if (result === undefined) return 0;
    const { requests, bytes } = result;
    session.say(({ style, width }) =>
      wrap(
        `${style.good('✔')} ${count(requests, 'request')}, ${count(bytes, 'byte')} of bodies; the last id is ${result.last}`,
        width(),
        '',
        '  ',
      ),
    );
    if (session.json)
      stdout.line(jsonText({ type: 'result', command: 'requests export', exitCode: 0, ...result }));
    return 0;
  },
});

/** An export is never written over; one that is gone on with is appended to. */
async function fileFor(path: string, { append }: { readonly append: boolean }) {
  const handle = await open(path, append ? 'a' : 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') {
      throw new ProxyWebhookError('usage', `${path} cannot be written: ${error.code ?? error.message}.`, {
        cause: error,
      });
    }
    throw new ProxyWebhookError('refused', `${path} is there already; it was left as it is.`, {
      remedies: ['Go on with it: --after and the id in its last line.', 'Or name another file.'],
      cause: error,
    });
  });
  return {
    async write(request: ReceivedRequest): Promise<true> {
      await handle.appendFile(`${plainJson(requestJson(request))}\n`);
      return true;
    },
    close: () => handle.close(),
  };
}
