import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findRuntime, IMAGE } from '../../../src/local/database/containers.ts';
import { containerName } from '../../../src/local/database/start-container.ts';
import { testProgram } from '../../support/database.ts';
import { endEverything, isAlive, project, query, temporaryFolder } from './ensuring.ts';

let tools: string;
beforeAll(async () => {
  await testProgram();
});
beforeEach(() => {
  tools = temporaryFolder();
});
afterEach(async () => {
  for (const name of containers()) run('rm', '-f', '-v', name.replace('container-', ''));
  await endEverything();
});

describe('what runs containers', () => {
  it.each<[string, Record<string, string>, string | undefined, string[]]>([
    ['Docker', { docker: 'echo 27.3.1' }, 'docker 27.3.1', []],
    ['Podman without Docker', { podman: 'echo 5.2.0' }, 'podman 5.2.0', ['docker: not installed']],
    [
      'Podman where the daemon of Docker does not run',
      { docker: 'echo "Cannot connect to the Docker daemon" >&2; exit 1', podman: 'echo 5.2.0' },
      'podman 5.2.0',
      ['docker: installed, but its daemon does not answer'],
    ],
    ['neither', {}, undefined, ['docker: not installed', 'podman: not installed']],
  ])('is %s', async (_, programs, chosen, tried) => {
    for (const [name, body] of Object.entries(programs)) script(name, body);
    const found = await findRuntime({ PATH: tools });
    expect(found.runtime && `${found.runtime.command} ${found.runtime.version}`).toBe(chosen);
    expect(found.tried.map(({ what, why }) => `${what}: ${why}`)).toEqual(tried);
  });

  it('is not waited for longer than two seconds', async () => {
    script('docker', 'exec sleep 60');
    const { tried } = await findRuntime({ PATH: `${tools}:/bin:/usr/bin` });
    expect(tried[0]).toEqual({ what: 'docker', why: 'installed, but its daemon does not answer' });
  });
});

describe('MySQL in a container', () => {
  beforeEach(() => {
    symlinkSync(path.join(import.meta.dirname, 'fake-docker.sh'), path.join(tools, 'docker'));
  });

  it('is fetched, started on loopback, and keeps its data in a volume of the project', async () => {
    const { ensure, events, directory } = project();
    const options = { database: 'docker', environment: environment(), offline: false };
    const first = await ensure(options);
    expect([first.found, first.credentials.username]).toEqual(['docker', 'root']);
    await query(first, 'CREATE DATABASE kept');
    expect(events).toContainEqual({ type: 'fetching', what: `image ${IMAGE}` });
    const name = containerName(path.join(directory, 'database'));
    const start = calls().find((call) => call.startsWith('run '));
    expect(start).toContain(`--name ${name} -p 127.0.0.1:${first.port}:3306`);
    expect(start).toContain(`-v ${name}-mysql-8.4:/var/lib/mysql`);
    expect(calls().join('\n')).not.toContain(first.credentials.password);
    expect(calls().join('\n')).not.toContain('PRIVATE KEY');

    await first.stop();
    expect(containers()).toEqual([]);
    const second = await ensure(options);
    expect(await query(second, "SHOW DATABASES LIKE 'kept'")).toHaveLength(1);
    expect(second.port).toBe(first.port);

    await second.kill9();
    const third = await ensure({ ...options, reset: true });
    expect(await query(third, "SHOW DATABASES LIKE 'kept'")).toHaveLength(0);
    expect(calls().filter((call) => call.startsWith('pull '))).toHaveLength(1);
  });

  it('does not outlive our process', async () => {
    writeFileSync(path.join(tools, 'image'), '');
    const { ensureElsewhere, state } = project();
    const { child, database } = await ensureElsewhere({ database: 'docker', environment: environment() });
    expect(state()).toMatchObject({ container: { runtime: 'docker' }, port: database.port, pid: 0 });
    const pid = Number(readFileSync(path.join(tools, containers()[0] ?? ''), 'utf8'));
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  it.each<[string, { offline?: boolean; database?: string; confirm?: () => Promise<boolean> }, string]>([
    [
      'without a network',
      { offline: true, database: 'docker' },
      `docker: has no image ${IMAGE}, and nothing is`,
    ],
    ['against the answer to a question', { offline: false, confirm: async () => false }, 'docker: declined'],
  ])('is not fetched %s', async (_, options, why) => {
    const { ensure } = project();
    const nowhere = { platform: 'freebsd', folders: [] } as const;
    const error = ensure({
      environment: environment(tools),
      cacheDirectory: tools,
      machine: nowhere,
      ...options,
    });
    await expect(error).rejects.toThrow(why);
    expect(calls().filter((call) => call.startsWith('pull '))).toEqual([]);
  });

  it('is started by a script that a shell can read', () => {
    const source = readFileSync('src/local/database/containers.ts', 'utf8');
    const [, entry = ''] = /const ENTRY = `([^`]*)`/.exec(source) ?? [];
    const { status, stderr } = spawnSync('/bin/sh', ['-n', '-c', entry], { encoding: 'utf8' });
    expect([entry.length > 100, status, stderr]).toEqual([true, 0, '']);
  });
});

function environment(path_ = `${tools}:${process.env.PATH}`) {
  return {
    ...process.env,
    PROXYWEBHOOK_DATABASE_URL: '',
    PATH: path_,
    FAKE_DOCKER: tools,
    FAKE_NODE: process.execPath,
    FAKE_LOADER: import.meta.resolve('tsx'),
    FAKE_CONTAINER: path.join(import.meta.dirname, 'fake-container.ts'),
  };
}

function script(name: string, body: string): void {
  mkdirSync(tools, { recursive: true });
  writeFileSync(path.join(tools, name), `#!/bin/sh\n${body}\n`);
  chmodSync(path.join(tools, name), 0o755);
}

function run(...parameters: string[]): void {
  spawnSync(path.join(tools, 'docker'), parameters, { env: environment() });
}

function calls(): readonly string[] {
  const file = path.join(tools, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

/** The files of containers that were not removed. */
function containers(): readonly string[] {
  return existsSync(tools) ? readdirSync(tools).filter((name) => name.startsWith('container-')) : [];
}
