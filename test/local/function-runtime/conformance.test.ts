import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../src/local/function-runtime/function-runtime.ts';
import { testRuntime } from './functions.ts';

// What aws-lambda-ric, the client in Lambda's runtimes, answered and logged: 4.0.2 is Node.js 24's, which our functions run on, 3.3.0
// is Node.js 20's and 22's. `npm run test:conformance` fetches both and runs them here, unmodified, in our bootstrap's place;
// with UPDATE=1 the files are written anew. They are not among our dependencies: each has about a hundred to build
// a native part from. `rapid-client.cjs` stands in for that part.
const CURRENT = recorded('4.0.2');
const EARLIER = recorded('3.3.0');
const RIC = process.env.AWS_LAMBDA_RIC;
const STAND_IN = path.join(import.meta.dirname, 'rapid-client.cjs');

/** What Node.js 24's client does otherwise than the one before it; everything else must be alike. */
const CHANGED = new Set([
  'an answer without a promise',
  'a circular answer',
  'an answer of a BigInt',
  'the keys of the context',
  'the context',
  'an error that is nothing',
  'a handler of a default export',
  'a handler that is not there',
  'a handler that is no function',
  'a handler with a callback',
  'a handler name without a dot',
  'a handler name with two dots',
  'a module that is not there',
  'a module that throws',
  'a module with an error of syntax',
  'a CommonJS module that requires what is not there',
  'an ES module that imports what is not there',
  'an error outside of the handler',
  'a promise that nobody awaits',
]);

interface Case {
  readonly code: string | Readonly<Record<string, string>>;
  readonly event?: unknown;
  readonly settings?: Partial<Deployment>;
}

const handler = (body: string) => `export const handler = async (event, context) => { ${body} };`;

const CASES: Readonly<Record<string, Case>> = {
  'an answer': { code: handler('return { event, text: "λ\\u007f" };'), event: { a: [1, 'é'] } },
  'an answer of nothing': { code: handler('') },
  'an answer of null': { code: handler('return null;') },
  'an answer without a promise': { code: 'export const handler = (event) => ({ event });', event: 7 },
  'a circular answer': { code: handler('const a = {}; a.a = a; return a;') },
  'an answer of a BigInt': { code: handler('return { n: 1n };') },
  'the keys of the context': { code: handler('return Object.keys(context).sort();') },
  'the context': {
    code: handler(
      'const { awsRequestId, getRemainingTimeInMillis, logStreamName, ...rest } = context; return { ...rest, left: context.getRemainingTimeInMillis() <= 15000 };',
    ),
  },
  'an error': { code: handler('throw new TypeError("of mine");') },
  'an error with more to it': {
    code: handler('throw Object.assign(new Error("wide"), { code: "E_WIDE", detail: { a: 1 } });'),
  },
  'an error of a class': {
    code: `class Mine extends Error { name = 'Mine'; }\n${handler('throw new Mine("x");')}`,
  },
  'an error that is a text': { code: handler('throw "text";') },
  'an error that is an object': { code: handler('throw { a: 1 };') },
  'an error that is nothing': { code: handler('throw undefined;') },
  'an error with a control character': { code: handler('throw new Error("a\\u007fb");') },
  'an error without a promise': { code: 'export const handler = () => { throw new Error("sync"); };' },
  'lines of every level': {
    code: handler(
      "console.trace('t'); console.debug('d'); console.info('i', { a: 1 }); console.log('%s is %d', 'a', 1); console.warn('w\\nw'); console.error(new RangeError('e')); console.fatal('f');",
    ),
  },
  'lines of every level as JSON': {
    code: handler(
      "console.debug('d'); console.info({ event: 'request', id: 1 }); console.log('%s is %d', 'a', 1); console.warn('failed', new RangeError('w')); console.error(new RangeError('e')); const a = {}; a.a = a; console.log(a);",
    ),
    settings: { logFormat: 'JSON' },
  },
  'an error as JSON': { code: handler('throw new TypeError("of mine");'), settings: { logFormat: 'JSON' } },
  'a CommonJS module': { code: { 'index.js': 'exports.handler = async (event) => ({ event });' } },
  'a CommonJS module by its extension': { code: { 'index.cjs': 'exports.handler = async () => "cjs";' } },
  'the first of several modules': {
    code: { 'index.js': 'exports.handler = async () => "js";', 'index.mjs': handler('return "mjs";') },
  },
  'an ES module by its package': {
    code: { 'package.json': '{"type":"module"}', 'index.js': handler('return "esm";') },
  },
  'a handler in a folder': {
    code: { 'src/app.mjs': handler('return "nested";') },
    settings: { handler: 'src/app.handler' },
  },
  'a handler within an object': {
    code: 'export const app = { hooks: { run: async () => "deep" } };',
    settings: { handler: 'index.app.hooks.run' },
  },
  'a handler of a default export': { code: 'export default { handler: async () => "default" };' },
  'a handler that is not there': { code: 'export const other = 1;' },
  'a handler that is no function': { code: 'export const handler = 1;' },
  'a handler with a callback': {
    code: 'export const handler = (event, context, callback) => callback(null, 1);',
  },
  'a handler name without a dot': { code: handler(''), settings: { handler: 'index' } },
  'a handler name with two dots': { code: handler(''), settings: { handler: '../index.handler' } },
  'a module that is not there': { code: handler(''), settings: { handler: 'missing.handler' } },
  'a module that throws': { code: 'throw new RangeError("at load");' },
  'a module with an error of syntax': { code: 'export const handler = async ( => {};' },
  'a CommonJS module that requires what is not there': { code: { 'index.cjs': 'require("not-installed");' } },
  'an ES module that imports what is not there': { code: 'import "not-installed";' },
  'an end of the process': { code: handler('process.exit(3);') },
  'an end of the process without an error': { code: handler('process.exit(0);') },
  'an error outside of the handler': {
    code: handler('await new Promise(() => setImmediate(() => { throw new Error("lost"); }));'),
  },
  'a promise that nobody awaits': {
    code: handler('Promise.reject(new Error("lost")); await new Promise((go) => setTimeout(go, 2000));'),
  },
};

describe('our bootstrap does what the runtime interface client does', () => {
  it.each(Object.entries(CASES))('with %s', async (title, each) => {
    expect(await observe(each)).toEqual(CURRENT[title]);
  });
});

it('differs from the client before it in what is written down, and in nothing else', () => {
  const changed = Object.keys(CASES).filter((title) => !isDeepStrictEqual(EARLIER[title], CURRENT[title]));
  expect(new Set(changed)).toEqual(CHANGED);
});

if (RIC !== undefined) theClientItself(RIC);

function theClientItself(folder: string): void {
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const known = recorded(version);

  it.each(Object.entries(CASES))(
    'the client itself gives what was recorded of it with %s',
    async (title, each) => {
      const theirs = await observe(each, entryOf(folder));
      if (process.env.UPDATE === '1') record(version, Object.assign(known, { [title]: theirs }));
      expect(theirs).toEqual(known[title]);
    },
  );
}

/** 4.x runs when it is loaded; of 3.x, `run` is called as Lambda's own bootstrap does. */
function entryOf(folder: string): string {
  const loaded = path.join(folder, 'index.mjs');
  return existsSync(loaded) ? loaded : path.join(import.meta.dirname, 'run-client.mjs');
}

function recorded(version: string): Record<string, unknown> {
  const file = path.join(import.meta.dirname, `aws-lambda-ric-${version}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function record(version: string, known: Readonly<Record<string, unknown>>): void {
  const file = path.join(import.meta.dirname, `aws-lambda-ric-${version}.json`);
  writeFileSync(file, `${JSON.stringify(known, undefined, 2)}\n`);
}

/** The answer and the function's own lines, without what differs each time. */
async function observe({ code, event, settings }: Case, client?: string): Promise<unknown> {
  const runtime = await testRuntime(client === undefined ? {} : { client });
  const standIn =
    client === undefined
      ? {}
      : { extraEnvironment: { NODE_OPTIONS: `--require=${STAND_IN}`, AWS_LAMBDA_RIC: RIC ?? '' } };
  await runtime.put(code, { ...settings, ...standIn });
  const { payload, failure } = await runtime.call(event);
  const own = runtime
    .messages()
    .filter((line) => !/^(INIT_|START|END|REPORT|RequestId:)|"type":"platform\./.test(line));
  return {
    payload: masked(JSON.parse(Buffer.from(payload).toString())),
    failure: failure ?? null,
    // What Node writes of an error that ended the process is its own.
    lines: own.filter((line) => /^\d{4}-|^{"timestamp"/.test(line)).map((line) => maskedLine(line)),
  };
}

/** Of stacks only the first line: the rest is the place in the client. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const isStack = ['trace', 'stack', 'stackTrace'].includes(name) && Array.isArray(each);
      return [name, masked(isStack ? each.slice(0, 1) : each)];
    }),
  );
}

function maskedLine(line: string): unknown {
  const json = /^(.*?)({.*})$/s.exec(line);
  try {
    return json === null ? maskedText(line) : [maskedText(json[1] ?? ''), masked(JSON.parse(json[2] ?? ''))];
  } catch {
    return maskedText(line);
  }
}

function maskedText(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replaceAll(/(file:\/\/)?\/[^\s'"]*\/pwh-functions-\w+\/(code-\d+)?/g, 'FOLDER/')
    .replaceAll(/\n[\s\S]*/g, ' …');
}
