import type { DevCloud } from '../../local/dev-cloud.ts';
import { openPage } from '../open-page.ts';
import { count } from '../text/layout.ts';
import type { Hotkey } from './hotkeys.ts';
import type { DevScreen } from './screen.ts';

export interface Controls {
  readonly cloud: DevCloud;
  readonly screen: Pick<DevScreen, 'notice' | 'clear'>;
  readonly quit: () => void;
}

/** What each key does. */
export function hotkeysOf({ cloud, screen, quit }: Controls): readonly Hotkey[] {
  const keys: Hotkey[] = [
    {
      key: 'r',
      does: 'send the last request again',
      async press() {
        const status = await cloud.replay();
        if (status === undefined) screen.notice('There is no request to send again yet.');
      },
    },
    {
      key: 'c',
      does: 'end the execution environments: the next request is a cold start',
      async press() {
        const running = cloud.environments().length;
        await cloud.coldStart();
        screen.notice(
          running === 0
            ? 'No execution environment is running: the next request is a cold start.'
            : `${count(running, 'execution environment')} ended: the next request is a cold start.`,
        );
      },
    },
    { key: 'p', does: 'tell how the pool stands', press: () => screen.notice(poolText(cloud)) },
    {
      key: 'o',
      does: 'open the page in the browser',
      press: async () => screen.notice(await openText(cloud.url())),
    },
    { key: 'l', does: 'clear the screen', press: () => screen.clear() },
    { key: 'q', does: 'end everything; the data stay', press: quit },
  ];
  const help = () => screen.notice(keys.map(({ key, does }) => `${key}  ${does}`).join('\n'));
  return [...keys, { key: 'h', does: 'this', press: help }, { key: '?', does: 'this', press: help }];
}

/** Opens the page of a webhook, and says that it did, or where it is. */
export async function openText(url: string | undefined): Promise<string> {
  if (url === undefined) return 'There is no URL yet.';
  const page = `${url.replace(/\/+$/, '')}/_/`;
  return (await openPage(page)) ? `Opened ${page}` : `No browser could be opened. The page: ${page}`;
}

/** The proxy's connections and the function's processes, in one line. */
export function poolText(cloud: Pick<DevCloud, 'proxyStats' | 'environments'>): string {
  const stats = cloud.proxyStats();
  const running = cloud.environments();
  const busy = running.filter(({ state }) => state === 'busy').length;
  const environments = `${count(running.length, 'execution environment')}, ${busy} busy`;
  if (stats === undefined) return `There is no proxy. ${environments}.`;
  const { clients, databaseConnections, maxDatabaseConnections, borrowed, idle, pinned, waiting } = stats;
  return [
    `pool: ${databaseConnections} of ${maxDatabaseConnections} connections to the database`,
    `(${borrowed} borrowed, ${idle} idle, ${pinned} pinned)`,
    `for ${count(clients, 'client')}, ${waiting} waiting; ${environments}`,
  ].join(' ');
}

/** How things stand, for the line at the bottom. */
export function standingText(cloud: DevCloud | undefined, requests: number): string {
  const stats = cloud?.proxyStats();
  const pool = stats === undefined ? '' : `  pool ${stats.borrowed}/${stats.maxDatabaseConnections}`;
  const waiting = stats === undefined || stats.waiting === 0 ? '' : ` (${stats.waiting} waiting)`;
  const environments = cloud === undefined ? '' : `  ${count(cloud.environments().length, 'environment')}`;
  return `${count(requests, 'request')}${pool}${waiting}${environments}  h help  q quit`;
}
