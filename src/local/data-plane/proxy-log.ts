import type { ProxyEvent } from '../pooling-proxy/options.ts';
import type { LogGroup, World } from '../world.ts';

/**
 * Writes what a proxy says into its log, /aws/rds/proxy/NAME, as RDS does: it makes the group with the first line, and the group
 * outlives the proxy. The line of a pinned session is as users of RDS Proxy quote it; the words of the others are ours.
 */
export function proxyLog(world: World, write: (id: string, event: LogGroup['events'][number]) => void) {
  return (proxy: string, event: ProxyEvent): void => {
    const said = lineOf(event);
    if (said === undefined) return;
    const group = `/aws/rds/proxy/${proxy}`;
    if (!world.logGroups.has(group)) {
      const arn = `arn:aws:logs:${world.region}:${world.account}:log-group:${group}:*`;
      world.logGroups.set(group, { name: group, arn, events: [] });
    }
    const at = Date.now();
    const message = `${new Date(at).toISOString()} [${said.level}] [proxyEndpoint=default] ${said.text}`;
    write(group, { at, stream: `${proxy}-1`, message });
  };
}

function lineOf(event: ProxyEvent): { readonly level: string; readonly text: string } | undefined {
  switch (event.kind) {
    case 'pinned':
      return { level: 'WARN', text: `[clientConnection=${event.client}] ${event.message}` };
    case 'borrow-timeout':
      return {
        level: 'WARN',
        text: `[clientConnection=${event.client}] Timed out waiting to acquire a database connection after ${event.milliseconds} ms.`,
      };
    case 'login-refused':
      return {
        level: 'WARN',
        text: `The login of the user ${event.username} was refused. Reason: ${event.reason}`,
      };
    case 'client-failed':
      return {
        level: 'WARN',
        text: `[clientConnection=${event.client}] The client connection was closed. Reason: ${event.reason}`,
      };
    case 'target-health': {
      const { state, reason, description } = event.health;
      const why = [reason, description].filter((part) => part !== undefined).join(': ');
      return state === 'AVAILABLE'
        ? { level: 'INFO', text: 'The database is available.' }
        : { level: 'WARN', text: `The database is not available (${state})${why === '' ? '' : `. ${why}`}` };
    }
  }
}
