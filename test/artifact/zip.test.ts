import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { zip } from '../../src/artifact/zip.ts';

const FILES = { 'b.txt': Buffer.from('b'.repeat(1000)), 'a.txt': Buffer.from('a') };

describe('a zip', () => {
  it('has the bytes that every machine gives it', () => {
    expect(createHash('sha256').update(zip(FILES)).digest('hex')).toBe(
      '614161d1cec39afa579a3fb0e4dfaacc2d8b4508b1aaa45200504280ed794162',
    );
  });

  it('is the same whatever the order of its files', () => {
    const reversed = Object.fromEntries(Object.entries(FILES).reverse());
    expect(Buffer.from(zip(reversed)).equals(zip(FILES))).toBe(true);
  });

  it.each(['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Africa/Monrovia'])(
    'is the same in the time zone %s',
    (zone) => {
      const module = pathToFileURL(path.resolve(import.meta.dirname, '../../src/artifact/zip.ts')).href;
      const code = `import { zip } from ${JSON.stringify(module)};
      process.stdout.write(Buffer.from(zip({ 'b.txt': Buffer.from('b'.repeat(1000)), 'a.txt': Buffer.from('a') })).toString('base64'));`;
      const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
        env: { ...process.env, TZ: zone },
        cwd: path.resolve(import.meta.dirname, '../..'),
      });
      expect(Buffer.from(out.toString(), 'base64').equals(zip(FILES))).toBe(true);
    },
  );

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)(
    'is one that other programs read, files readable by all',
    () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-zip-'));
      try {
        writeFileSync(path.join(folder, 'a.zip'), zip(FILES));
        const code = `import zipfile; z = zipfile.ZipFile('a.zip'); assert z.testzip() is None
for i in z.infolist(): print(i.filename, oct(i.external_attr >> 16), i.date_time[:3])
z.extractall('.')`;
        const listed = execFileSync('python3', ['-c', code], { cwd: folder, encoding: 'utf8' });
        expect(listed.trim().split('\n')).toEqual([
          'a.txt 0o100644 (1980, 1, 1)',
          'b.txt 0o100644 (1980, 1, 1)',
        ]);
        expect(readFileSync(path.join(folder, 'b.txt'))).toEqual(FILES['b.txt']);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
