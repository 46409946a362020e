import { describe, expect, it } from 'vitest';
import {
  type DatabaseProgram,
  preferred,
  programEnvironment,
  readVersion,
  refusal,
} from '../../../src/local/database/program.ts';

describe('the line that --version prints', () => {
  it.each([
    [
      '/usr/sbin/mysqld  Ver 8.4.8-0ubuntu1 for Linux on x86_64 ((Ubuntu))',
      { kind: 'mysql', version: '8.4.8' },
    ],
    ['mysqld  Ver 8.0.36 for macos14.2 on arm64 (Homebrew)', { kind: 'mysql', version: '8.0.36' }],
    [
      'mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)',
      { kind: 'mariadb', version: '10.11.19' },
    ],
    ['mariadbd  Ver 11.8.6-MariaDB from Debian', { kind: 'mariadb', version: '11.8.6' }],
    ['mysqld: unknown option', undefined],
  ])('%s', (line, read) => {
    expect(readVersion(line)).toEqual(read);
  });
});

describe('a server that is too old', () => {
  it.each([
    ['mysql', '5.7.44', 'MySQL 5.7.44 is older than 8.0'],
    ['mysql', '8.0.11', undefined],
    ['mysql', '9.7.4', undefined],
    ['mariadb', '10.5.29', 'MariaDB 10.5.29 is older than 10.6'],
    ['mariadb', '10.6.1', undefined],
    ['mariadb', '11.4.2', undefined],
  ] as const)('%s %s: %s', (kind, version, reason) => {
    expect(refusal({ kind, version })).toBe(reason);
  });
});

describe('of several servers', () => {
  it.each([
    [
      'MySQL 8.4 before everything',
      ['mariadb 11.8.6', 'mysql 9.1.0', 'mysql 8.0.36', 'mysql 8.4.8'],
      'mysql 8.4.8',
    ],
    ['MySQL 8.0 before a newer one', ['mysql 9.1.0', 'mysql 8.0.36'], 'mysql 8.0.36'],
    ['any MySQL before MariaDB', ['mariadb 11.8.6', 'mysql 9.1.0'], 'mysql 9.1.0'],
    ['the first of equals', ['mariadb 10.11.19', 'mariadb 11.8.6'], 'mariadb 10.11.19'],
    ['none of none', [], undefined],
  ])('%s', (_, programs, chosen) => {
    const found = preferred(programs.map(program));
    expect(found && `${found.kind} ${found.version}`).toBe(chosen);
  });
});

describe('a program that was unpacked elsewhere', () => {
  it('finds its own libraries before those that were named already', () => {
    const { LD_LIBRARY_PATH = '' } = programEnvironment({ root: '/r' }, { LD_LIBRARY_PATH: '/given' });
    expect(LD_LIBRARY_PATH.split(':')).toEqual(expect.arrayContaining(['/r/usr/lib/x86_64-linux-gnu']));
    expect(LD_LIBRARY_PATH.endsWith(':/given')).toBe(true);
  });

  it('is the only one that gets them', () => {
    expect(programEnvironment({}, { A: '1' })).toEqual({ A: '1' });
  });
});

function program(text: string): DatabaseProgram {
  const [kind, version = ''] = text.split(' ');
  return { kind: kind === 'mysql' ? 'mysql' : 'mariadb', version, file: `/${text}` };
}
