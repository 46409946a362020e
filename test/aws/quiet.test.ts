import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

it('a call by the library writes nothing to the stderr of its user, whatever Node.js the SDK thinks old', () => {
  const {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _,
    NODE_OPTIONS: __,
    ...environment
  } = process.env;
  const script = `
    import { awsPorts } from './src/index.ts';
    const ports = await awsPorts({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', attempts: 1 });
    console.log(await ports.stacks.describe('none').catch(({ code }) => code));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...environment, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    },
  );
  expect({ stdout, stderr }).toEqual({ stdout: 'unreachable\n', stderr: '' });
});
