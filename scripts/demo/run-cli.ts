import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { screenText } from '../screen.ts';
import type { Key } from './scenes.ts';

/** On what a command runs: a terminal so many columns wide, or a pipe. */
export type Form = { readonly kind: 'terminal'; readonly columns: number } | { readonly kind: 'pipe' };

export interface Ran {
  readonly exitCode: number;
  /** What a terminal shows at the end (a line that only its width broke is one), or what came out of both pipes: stderr, then stdout. */
  readonly text: string;
}

const BIN = fileURLToPath(new URL('../../bin/proxywebhook.js', import.meta.url));

/** Runs the real CLI as a process of its own. A terminal is made by `script` of util-linux. */
export async function runCli(
  argv: readonly string[],
  {
    form,
    directory,
    env,
    typed,
    keys = [],
    passOn,
  }: {
    readonly form: Form;
    readonly directory: string;
    readonly env: Readonly<Record<string, string>>;
    readonly typed?: string | undefined;
    readonly keys?: readonly Key[] | undefined;
    /** Is given what is written, as it is written. */
    readonly passOn?: ((bytes: Buffer) => void) | undefined;
  },
): Promise<Ran> {
  const command = [process.execPath, BIN, ...argv];
  const [program = '', ...args] =
    form.kind === 'pipe'
      ? command
      : [
          'script',
          '-qefc',
          `stty cols ${form.columns} rows 50; exec ${command.map((word) => `'${word}'`).join(' ')}`,
          '/dev/null',
        ];
  const child = spawn(program, args, { cwd: directory, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let toType = form.kind === 'terminal' ? typed : undefined;
  const toPress = [...keys];
  let pressedAt = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    passOn?.(bytes);
    out.push(bytes);
    if (toType !== undefined && /(\[y\/N\]|environment:) /.test(Buffer.concat(out).toString('utf8'))) {
      child.stdin.write(`${toType}\r`);
      toType = undefined;
    }
    const [next] = toPress;
    const written = Buffer.concat(out).toString('utf8');
    if (next?.when.test(written.slice(pressedAt))) {
      child.stdin.write(next.press);
      toPress.shift();
      pressedAt = written.length;
    }
  });
  child.stderr.on('data', (bytes: Buffer) => {
    passOn?.(bytes);
    err.push(bytes);
  });
  if (form.kind === 'pipe') child.stdin.end();
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? -1 : 128)));
  });
  child.stdin.destroy();
  const text = [...err, ...out].map((bytes) => bytes.toString('utf8')).join('');
  return {
    exitCode,
    text: form.kind === 'pipe' ? text.trimEnd() : screenText(text, form.columns, { joined: true }),
  };
}

/** An environment with nothing of whoever runs this: no credentials of theirs, no profile, no cache, no CI. */
export function childEnvironment({
  endpoint,
  home,
}: {
  readonly endpoint: string;
  readonly home: string;
}): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Whatever escapes to the internet fails at once.
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
}
