import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cloud, startCloud } from './cloud.ts';
import { brokenAt, masked, withoutResources } from './masks.ts';
import { childEnvironment, type Form, type Ran, runCli } from './run-cli.ts';
import type { Scene, Stage } from './scenes.ts';

export interface Played {
  readonly transcript: string;
  /** What was not as a scene says it must be. */
  readonly failures: readonly string[];
}

export interface Piece {
  readonly scenes: readonly Scene[];
  /** How many times faster than real time the local cloud lives. */
  readonly speed: number;
  /** Whether what stacks make really runs. */
  readonly dataPlane: boolean;
}

/** Plays all scenes on one output form. `tell` is given what is seen, as it is seen. */
export async function play({
  piece: { scenes, speed, dataPlane },
  form,
  json = false,
  tell,
}: {
  readonly piece: Piece;
  readonly form: Form;
  readonly json?: boolean;
  readonly tell?: (text: string) => void;
}): Promise<Played> {
  const directory = await mkdtemp(join(tmpdir(), 'proxywebhook-demo-'));
  let cloud: Cloud | undefined;
  const transcript: string[] = [];
  const failures: string[] = [];
  try {
    cloud = await startCloud({ speed, dataPlane });
    const stage: Stage = { cloud, ...projectIn(directory) };
    const env = childEnvironment({ endpoint: cloud.endpoint, home: directory });
    for (const scene of scenes) {
      await scene.before?.(stage);
      const argv = commandLine(scene, form, json);
      const heading = `# ${scene.title}\n$ npx proxywebhook ${argv.join(' ')}\n`;
      tell?.(`\n${heading}`);
      const ran = await runCli(argv, {
        form,
        directory,
        env,
        typed: scene.typed,
        keys: scene.keys,
        passOn: tell === undefined ? undefined : (bytes) => tell(bytes.toString('utf8')),
      });
      tell?.(`\n[${ran.exitCode}]\n`);
      failures.push(...(await judge(scene, ran, cloud, json)));
      transcript.push(`${heading}${kept(masked(ran.text, directory), scene)}\n[exit code ${ran.exitCode}]\n`);
    }
  } finally {
    await cloud?.stop();
    await rm(directory, { recursive: true, force: true });
  }
  const text = transcript.join('\n');
  return { transcript: form.kind === 'terminal' ? brokenAt(text, form.columns) : text, failures };
}

/** What of a scene is not as it must be. */
async function judge(
  scene: Scene,
  { exitCode, text }: Ran,
  cloud: Cloud,
  json: boolean,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  if (exitCode !== scene.exitCode) wrong.push(`exit code ${exitCode} instead of ${scene.exitCode}`);
  for (const [name, expected] of Object.entries(scene.stacks)) {
    const status = await cloud.stackStatus(name);
    if (status !== expected) wrong.push(`${name} is ${status} instead of ${expected}`);
  }
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  if (json) {
    const type = exitCode === 0 || scene.exitCode === 8 ? 'result' : '(result|error)';
    const expected = new RegExp(`^\\{"type":"${type}",.*"exitCode":${scene.exitCode}[,}]`);
    if (!expected.test(last)) wrong.push(`the last line is ${cut(last)}`);
  } else if (!scene.ends.test(text.replaceAll(/\s+/g, ' ').trim())) {
    wrong.push(`the output ends with "${last}"`);
  }
  return wrong.map((what) => `${scene.title}: ${what}${exitCode === scene.exitCode ? '' : `\n${text}`}`);
}

function commandLine({ argv, typed }: Scene, form: Form, json: boolean): readonly string[] {
  const answered = typed !== undefined && form.kind === 'pipe' ? ['--yes'] : [];
  return [...argv, ...answered, ...(json ? ['--json'] : [])];
}

function kept(text: string, { keepLines, withoutResources: hidden }: Scene): string {
  const shown = hidden === true ? withoutResources(text) : text;
  const lines = shown.split('\n').map((line) => (line.startsWith('{"type"') ? cut(line) : line));
  if (keepLines === undefined || lines.length <= keepLines) return lines.join('\n');
  return [...lines.slice(0, keepLines), '…'].join('\n');
}

/** The beginning of a long line of JSON. */
function cut(line: string): string {
  return line.length <= 240 ? line : `${line.slice(0, 200)} …`;
}

function projectIn(directory: string): Pick<Stage, 'edit' | 'copy'> {
  return {
    async edit(file, keys) {
      const path = join(directory, file);
      const config = { ...JSON.parse(await readFile(path, 'utf8')), ...keys };
      await writeFile(path, `${JSON.stringify(config, null, 2)}\n`);
    },
    copy: (file) =>
      copyFile(fileURLToPath(new URL(`../../${file}`, import.meta.url)), join(directory, basename(file))),
  };
}
