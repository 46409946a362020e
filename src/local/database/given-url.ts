import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { BlockList, isIP } from 'node:net';
import { messageOf, ProxyWebhookError } from '../../errors.ts';
import { type Answer, type Login, logIn } from './login.ts';
import { refusal } from './program.ts';

/** Names a database of the user's own, for example `mysql://user:password@127.0.0.1:3306/webhooks`. */
export const URL_VARIABLE = 'PROXYWEBHOOK_DATABASE_URL';

export interface GivenDatabase {
  readonly login: Login;
  readonly answer: Answer;
  /** The only schema to touch. Undefined: the URL names none. */
  readonly schema?: string;
}

/** True for what is a URL rather than the name of an engine or a way to get one. */
export function isDatabaseUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/**
 * Logs in to the database that a URL names. `ssl-ca=FILE` in its query asks for TLS by that authority. Throws `usage` for a URL
 * that cannot be read, `refused` for a host that is neither this machine nor in a private network unless `allowRemote`, and
 * `preflight-failed` for a server that does not let us in or is too old. No message holds the password.
 */
export async function openGivenDatabase(text: string, allowRemote: boolean): Promise<GivenDatabase> {
  const { schema, authorityFile, ...login } = readUrl(text);
  const where = `${login.host}:${login.port}`;
  if (!allowRemote && !(await isPrivate(login.host))) {
    throw new ProxyWebhookError(
      'refused',
      `${where} is neither this machine nor in a private network: a local run should not write to a database that others use.`,
      { remedies: ['Give a database on this machine, or allow remote ones explicitly.'] },
    );
  }
  const certificateAuthority = authorityFile === undefined ? undefined : await readAuthority(authorityFile);
  const complete = { ...login, ...(certificateAuthority === undefined ? {} : { certificateAuthority }) };
  const answer = await logIn(complete, 5000).catch((error: unknown) => {
    throw unanswered(where, login.username, error);
  });
  const reason = refusal(answer);
  if (reason !== undefined) throw new ProxyWebhookError('preflight-failed', `${where}: ${reason}.`);
  return { login: complete, answer, ...(schema === undefined ? {} : { schema }) };
}

function readUrl(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['mysql:', 'mariadb:'].includes(url.protocol) || url.hostname === '') {
    throw unreadable('it must look like mysql://user:password@host:3306/schema');
  }
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw unreadable('a % in it is not followed by two hexadecimal digits');
    }
  };
  const schema = decode(url.pathname.slice(1));
  const authorityFile = url.searchParams.get('ssl-ca');
  const unknown = [...url.searchParams.keys()].filter((name) => name !== 'ssl-ca');
  if (unknown.length > 0) throw unreadable(`it knows ssl-ca only, not ${unknown.join(', ')}`);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    username: decode(url.username) || 'root',
    password: decode(url.password),
    ...(schema === '' ? {} : { schema }),
    ...(authorityFile === null ? {} : { authorityFile }),
  };
}

async function readAuthority(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(`its ssl-ca cannot be read: ${messageOf(error)}`);
  });
}

/** True when every address of a host is of this machine or of a private network (RFC 1918, RFC 4193, link-local). */
async function isPrivate(host: string): Promise<boolean> {
  const addresses =
    isIP(host) > 0
      ? [{ address: host }]
      : await lookup(host, { all: true }).catch((error: unknown) => {
          throw unanswered(host, '', error);
        });
  return addresses.every(({ address }) => PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'));
}

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

function unreadable(why: string): ProxyWebhookError {
  return new ProxyWebhookError('usage', `The URL of the database cannot be read: ${why}.`);
}

function unanswered(where: string, username: string, error: unknown): ProxyWebhookError {
  const { code, message } = error as NodeJS.ErrnoException;
  const [what, ...remedies] =
    code === 'ECONNREFUSED'
      ? ['nothing listens there', `Start the server at ${where}, or correct the URL.`]
      : code === 'ER_ACCESS_DENIED_ERROR'
        ? [`it does not let in ${username} with this password`, 'Correct user and password in the URL.']
        : code === 'ENOTFOUND'
          ? ['there is no host of this name', 'Correct the host in the URL.']
          : [message || String(code)];
  return new ProxyWebhookError('preflight-failed', `The database at ${where} cannot be used: ${what}.`, {
    remedies,
    cause: error,
  });
}
