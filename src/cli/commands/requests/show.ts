import { ProxyWebhookError } from '../../../errors.ts';
import type { ReceivedRequest } from '../../../requests/received.ts';
import { command } from '../../command.ts';
import { awsOptions, loadConfiguration, portsFor } from '../../options.ts';
import type { Session } from '../../session.ts';
import { bodyKind } from '../../text/body.ts';
import { parseWhole } from '../../text/number.ts';
import { requestJson } from '../../views/request-json.ts';
import { requestText } from '../../views/requests.ts';

/** One request: summary, headers, body. */
export const requestsShowCommand = command({
  name: 'requests show',
  describe: 'Show one request: its headers, and its body decoded',
  positionals: { id: { describe: 'Its id, as `requests list` and the answer to its sender tell it' } },
  options: {
    ...awsOptions,
    raw: { type: 'boolean', describe: 'Write the body alone, byte for byte', conflicts: 'json' },
    force: { type: 'boolean', describe: 'With --raw: also binary bytes to a terminal' },
  },
  examples: [
    ['requests show 1234', 'JSON in lines, text as it is, anything else as a hex dump'],
    ['requests show 1234 --raw > body.bin', 'exactly what was sent'],
    ['requests show 1234 --json | jq -r .request.body.text', 'for a script'],
  ],
  async run(args, session) {
    const id = parseWhole(args.id, '<id>', { least: 1 });
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { showRequest } = await session.useCases.requests();
    const request = await showRequest(loaded, id, { ports, signal: session.signal });
    if (args.raw) return raw(request, { force: args.force ?? false, session });
    return session.result(
      { type: 'result', command: 'requests show', exitCode: 0, request: requestJson(request) },
      (paper) => requestText(request, paper),
    );
  },
});

async function raw(
  { id, body = new Uint8Array() }: ReceivedRequest,
  { force, session }: { readonly force: boolean; readonly session: Session },
): Promise<number> {
  const { stdout } = session.surroundings;
  if (stdout.isTerminal && !force && bodyKind(body).kind === 'binary') {
    throw new ProxyWebhookError('usage', 'The body is binary: a terminal would act on its bytes.', {
      remedies: [
        `Write it to a file: npx proxywebhook requests show ${id} --raw > body.bin`,
        'Or write it here all the same: --raw --force',
      ],
    });
  }
  await stdout.exactly(body);
  return 0;
}
