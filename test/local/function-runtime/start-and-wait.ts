// Starts a function with an idle and a busy environment, says where, and waits to be killed.
import { startFunctionRuntime } from '../../../src/local/function-runtime/function-runtime.ts';
import { deployment, until } from './deployment.ts';

const runtime = await startFunctionRuntime();
await runtime.deploy(
  deployment(
    'export const handler = async ({ wait }) => wait ? new Promise(() => setInterval(() => {}, 1000)) : process.env.LAMBDA_RUNTIME_DIR;',
  ),
);
void runtime.invoke('hook', Buffer.from('{"wait":true}'));
const { payload } = await runtime.invoke('hook', Buffer.from('{}'));
const environments = () => runtime.environments('hook');
await until(
  () => environments().some(({ frozen }) => frozen) && environments().some(({ state }) => state === 'busy'),
);
const folder: unknown = JSON.parse(Buffer.from(payload).toString());
process.stdout.write(JSON.stringify({ pids: environments().map(({ pid }) => pid), folder }));
setInterval(() => {}, 1000);
