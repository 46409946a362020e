/**
 * The program that runs in an execution environment's process: it loads the handler and serves it from the Runtime API as
 * Lambda's own client for Node.js 24 does (github.com/aws/aws-lambda-nodejs-runtime-interface-client, 4.0). Kept as text,
 * because it is written into the environment's folder: it has to run where this package is one bundled file.
 * Response streaming and managed instances are left out.
 */
export const BOOTSTRAP = String.raw`
import { existsSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const require = createRequire(import.meta.url);
const { env } = process;
const [hostname, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const BASE = '/2018-06-01/runtime/';
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

const json = env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
const telemetry = Number(env._LAMBDA_TELEMETRY_LOG_FD);
delete env._LAMBDA_TELEMETRY_LOG_FD;
let requestId = '-';

class RuntimeError extends Error {
  constructor(name, message, stack) {
    super(message);
    this.name = 'Runtime.' + name;
    if (stack !== undefined) this.stack = stack;
  }
}

patchConsole();
let handler;
try {
  handler = await load(env.LAMBDA_TASK_ROOT, env._HANDLER);
  if (handler.length >= 3) throw new RuntimeError('CallbackHandlerDeprecated', 'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.');
} catch (error) {
  logError('Init Error', error);
  const told = describe(error);
  await call('POST', 'init/error', JSON.stringify(told), { 'Lambda-Runtime-Function-Error-Type': told.errorType });
  throw error;
}
for (;;) await serveOne();

async function serveOne() {
  const { headers, body } = await call('GET', 'invocation/next');
  requestId = headers['lambda-runtime-aws-request-id'];
  const trace = headers['lambda-runtime-trace-id'];
  if (trace) env._X_AMZN_TRACE_ID = trace;
  else delete env._X_AMZN_TRACE_ID;
  let answer;
  try {
    const result = await handler(JSON.parse(body), contextOf(headers));
    await new Promise((resolve) => setImmediate(resolve));
    answer = ['response', stringify(result)];
  } catch (error) {
    await new Promise((resolve) => setImmediate(resolve));
    logError('Invoke Error', error);
    answer = ['error', JSON.stringify(describe(error))];
  }
  const used = { 'Proxywebhook-Rss-Kb': Math.round(process.memoryUsage.rss() / 1024) };
  await call('POST', 'invocation/' + encodeURIComponent(requestId) + '/' + answer[0], answer[1], used);
}

function stringify(value) {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? '';
  } catch {
    throw new RuntimeError('JSONStringifyError', 'Unable to stringify response body');
  }
}

function contextOf(headers) {
  const deadline = parseInt(headers['lambda-runtime-deadline-ms'], 10);
  const parsed = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  return {
    clientContext: parsed('lambda-runtime-client-context'),
    identity: parsed('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    xRayTraceId: headers['lambda-runtime-trace-id'],
    getRemainingTimeInMillis: function () {
      return deadline - Date.now();
    },
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

async function load(root, name) {
  if (name.includes('..')) throw new RuntimeError('MalformedHandlerName', "'" + name + "' is not a valid handler name. Use absolute paths when specifying root directories in handler names.");
  const base = path.basename(name);
  const folder = name.slice(0, name.indexOf(base));
  const dot = base.indexOf('.');
  if (dot < 0) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const module = await importModule(root, folder, base.slice(0, dot));
  const within = (object) => base.slice(dot + 1).split('.').reduce((nested, key) => (nested && typeof nested === 'object' ? nested[key] : undefined), object);
  const found = within(module) || within(module.default);
  if (!found) throw new RuntimeError('HandlerNotFound', name + ' is undefined or not exported');
  if (typeof found !== 'function') throw new RuntimeError('HandlerNotFound', name + ' is not a function');
  return found;
}

async function importModule(root, folder, name) {
  const file = path.resolve(root, folder, name);
  try {
    const extension = ['', '.js', '.mjs', '.cjs'].find((each) => existsSync(file + each));
    if (extension !== undefined) return await import(pathToFileURL(file + extension));
    return require(require.resolve(name, { paths: [root, path.join(root, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error), error.stack);
    if (error instanceof Error && error.code === 'MODULE_NOT_FOUND') throw new RuntimeError('ImportModuleError', String(error));
    throw error;
  }
}

function call(method, target, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sized = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const made = request({ hostname, port, method, path: BASE + target, agent, headers: { ...sized, ...headers } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') }));
      answer.on('error', reject);
    });
    made.on('error', reject);
    made.end(body);
  });
}

function describe(error) {
  const plain = (text) => text?.replaceAll('\x7F', '%7F');
  try {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    return { errorType: plain(error.name), errorMessage: plain(error.message), trace: plain(error.stack)?.split('\n') || [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack', trace: [] };
  }
}

function patchConsole() {
  const least = Math.max(0, LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()));
  for (const [rank, level] of LEVELS.entries()) {
    console[level.toLowerCase()] = rank < least ? () => {} : (...said) => write(rank, json ? jsonLine(level, said) : textLine(level, said));
  }
  console.log = console.info;
}

function textLine(level, said) {
  return [new Date().toISOString(), requestId, level, format(...said)].join('\t') + '\n';
}

function jsonLine(level, said) {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  if (said.length === 1) {
    try {
      return JSON.stringify({ ...line, message: said[0] }, (_, value) => (value instanceof Error ? fieldsOf(value) : value));
    } catch {
      return JSON.stringify({ ...line, message: format(said[0]) });
    }
  }
  const error = said.slice(1).find((each) => each instanceof Error);
  const { errorType, errorMessage, stackTrace } = error === undefined ? {} : fieldsOf(error);
  return JSON.stringify({ ...line, message: format(...said), errorType, errorMessage, stackTrace });
}

function fieldsOf(error) {
  const known = { errorType: error.constructor?.name ?? 'UnknownError', errorMessage: error.message, stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : error.stack };
  return Object.assign(known, error);
}

function logError(what, error) {
  const told = error instanceof Error ? error : new Error(String(error));
  if (json) return console.error(told);
  const fields = { errorType: told.name, errorMessage: told.message, code: told.code, ...told, ...(typeof told.stack === 'string' && { stack: told.stack.split('\n') }) };
  let text;
  try {
    text = JSON.stringify(fields);
  } catch {
    text = JSON.stringify(describe(told));
  }
  console.error(what, '\t' + text);
}

// One log event a frame, whatever line breaks it has: type, length, microseconds, text.
function write(rank, line) {
  if (!(telemetry > 0)) return void process.stdout.write(line.trimEnd().replaceAll('\n', '\r') + '\n');
  const text = Buffer.from(line);
  const frame = Buffer.alloc(16 + text.length);
  frame.writeUInt32BE(((json ? 0xa55a0002 : 0xa55a0003) | (4 << rank)) >>> 0, 0);
  frame.writeInt32BE(text.length, 4);
  frame.writeBigInt64BE(BigInt(Date.now()) * 1000n, 8);
  text.copy(frame, 16);
  for (let done = 0; done < frame.length; ) done += writeSync(telemetry, frame, done);
}
`.trimStart();
