// `proxywebhook dev` beside other tools that run a function on this machine without Docker, all in one run on one machine: time to
// the first answer, from saving a change to its answer, time of a request above that of a bare server of Node.js, and what is
// installed. The tools are installed into a temporary folder. Prints a table for bench/README.md.
//   tsx bench/dev-peers.ts [--starts 3] [--reloads 10] [--requests 300] [--only sandbox]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../src/local/database/port.ts';
import { PEERS, type Peer } from './dev-peers/peers.ts';

const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '3' },
    reloads: { type: 'string', default: '10' },
    requests: { type: 'string', default: '300' },
    only: { type: 'string', default: '' },
  },
});

const LONGEST = 60_000;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const work = mkdtempSync(path.join(tmpdir(), 'pwh-bench-peers-'));
try {
  const bare = await requestsOf(await bareServer());
  console.log(`bare server of Node.js: p50 ${bare.p50.toFixed(1)} ms, p95 ${bare.p95.toFixed(1)} ms\n`);
  console.log(
    '| | first answer (first start; later starts) | save to new answer p50; p95 | a request above bare p50; p95 | installed |',
  );
  console.log('|---|---|---|---|---|');
  for (const peer of PEERS.filter(({ name }) => name.includes(values.only)))
    console.log(await row(peer, bare));
  console.log('\nsam local runs functions in Docker and is not measured.');
} finally {
  agent.destroy();
  rmSync(work, { recursive: true, force: true });
}

interface Spread {
  readonly p50: number;
  readonly p95: number;
}

async function row(peer: Peer, bare: Spread): Promise<string> {
  const folder = path.join(work, peer.name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder);
  peer.prepare(folder);
  const starts: number[] = [];
  let [reloads, requests]: Spread[] = [];
  for (let run = 0; run < Number(values.starts); run += 1) {
    const { process: child, url, milliseconds } = await start(peer, folder, `start${run}`);
    starts.push(milliseconds);
    if (run === Number(values.starts) - 1) {
      requests = await requestsOf(url);
      reloads = await reloadsOf(peer, folder, url);
    }
    await end(child);
  }
  const [first = 0, ...later] = starts;
  const above = (spread: Spread | undefined, key: keyof Spread) =>
    ((spread?.[key] ?? 0) - bare[key]).toFixed(1);
  return `| ${[
    `${peer.name}: ${peer.runs}`,
    `${seconds(first)}; ${seconds(spreadOf(later).p50)}`,
    `${reloads?.p50.toFixed(0)} ms; ${reloads?.p95.toFixed(0)} ms`,
    `${above(requests, 'p50')} ms; ${above(requests, 'p95')} ms`,
    footprint(folder),
  ].join(' | ')} |`;
}

async function start(peer: Peer, folder: string, text: string) {
  const source = path.join(folder, peer.source);
  mkdirSync(path.dirname(source), { recursive: true });
  writeFileSync(source, peer.answering(text));
  const port = await freePort();
  const [program, ...parameters] = peer.command(port);
  const started = performance.now();
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { ...process.env, ...peer.environment },
    stdio: ['ignore', 'ignore', 'ignore'],
    detached: true,
  });
  const url = `http://127.0.0.1:${port}/probe`;
  await until(url, text, child);
  return { process: child, url, milliseconds: performance.now() - started };
}

async function reloadsOf(peer: Peer, folder: string, url: string): Promise<Spread> {
  const times: number[] = [];
  for (let n = 0; n < Number(values.reloads); n += 1) {
    await sleep(300); // A person does not save twice at once.
    const text = `reload${n}`;
    const saved = performance.now();
    writeFileSync(path.join(folder, peer.source), peer.answering(text));
    await until(url, text);
    times.push(performance.now() - saved);
  }
  return spreadOf(times);
}

async function requestsOf(url: string): Promise<Spread> {
  const times: number[] = [];
  for (let n = -30; n < Number(values.requests); n += 1) {
    const started = performance.now();
    await ask(url);
    if (n >= 0) times.push(performance.now() - started);
  }
  return spreadOf(times);
}

async function until(url: string, text: string, child?: ChildProcess): Promise<void> {
  const last = performance.now() + LONGEST;
  while (performance.now() < last) {
    if (child !== undefined && child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if ((await ask(url).catch(() => '')) === text) return;
    await sleep(5);
  }
  throw new Error(`${url} did not answer ${text} within ${LONGEST / 1000} s`);
}

function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const made = get(url, { agent, timeout: 10_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    made.on('timeout', () => made.destroy(new Error('timeout')));
    made.on('error', reject);
  });
}

/** In a process of its own, as the tools are. */
async function bareServer(): Promise<string> {
  const port = await freePort();
  const code = `require('node:http').createServer((_, r) => r.end('bare')).listen(${port}, '127.0.0.1')`;
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
  child.unref();
  process.once('exit', () => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}/probe`;
  await until(url, 'bare', child);
  return url;
}

/** In order if it can, with all that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function footprint(folder: string): string {
  const { packages, bytes } = installed(path.join(folder, 'node_modules'));
  return `${packages} packages, ${Math.round(bytes / 1e6)} MB`;
}

function installed(folder: string): { readonly packages: number; readonly bytes: number } {
  let [packages, bytes] = [0, 0];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(path.join(entry.parentPath, entry.name)).size;
    const parent = path.basename(entry.parentPath);
    const above = path.basename(path.dirname(entry.parentPath));
    const isPackage =
      parent === 'node_modules'
        ? !/^[.@]/.test(entry.name)
        : above === 'node_modules' && parent.startsWith('@');
    if (isPackage && entry.isDirectory()) packages += 1;
  }
  return { packages, bytes };
}
