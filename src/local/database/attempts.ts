import { ProxyWebhookError } from '../../errors.ts';

/** Something that was tried in vain. */
export interface Attempt {
  readonly what: string;
  readonly why: string;
}

/** The error that ends a fruitless search: all that was tried, and every way out of `remedies`. */
export function noServer(tried: readonly Attempt[], remedies: readonly string[]): ProxyWebhookError {
  const lines = ['No MySQL-compatible server could be started. Tried:', ...tried.flatMap(attemptLines)];
  return new ProxyWebhookError('preflight-failed', lines.join('\n'), { remedies, data: { tried } });
}

/** The programs that can be installed on this platform, without a service where that can be had. */
export function installations(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['macOS: brew install mysql@8.4'];
  if (platform === 'win32') return ['Windows: winget install Oracle.MySQL'];
  return ['Debian, Ubuntu: sudo apt-get install default-mysql-server-core (starts no service).'];
}

function attemptLines({ what, why }: Attempt): readonly string[] {
  const [first = '', ...more] = why.trim().split('\n');
  return [`  ${what}: ${first}`, ...more.map((line) => `    ${line}`)];
}
