import type { DatabaseEvent } from '../../local/database/running-database.ts';
import { wrap } from '../text/layout.ts';
import { duration } from '../text/time.ts';
import type { Paper } from '../views/view.ts';

/** Milliseconds between two lines about a download that goes on. */
const DOWNLOAD_PAUSE = 2_000;

/** Tells how the database is found, fetched and started; undefined for what is no news. */
export function databaseLines(
  { style, width }: Paper,
  now: () => number = Date.now,
): (event: DatabaseEvent) => string | undefined {
  let downloadTold = 0;
  const doing = (text: string) => wrap(`${style.dim('…')} ${text}`, width(), '', '  ');
  return (event) => {
    switch (event.type) {
      case 'looking':
        return undefined;
      case 'waiting':
        return doing(`Waiting for process ${event.process}, which prepares the database of this project`);
      case 'found':
        return event.found === 'running' ? doing(`The database runs already: ${event.what}`) : undefined;
      case 'fetching':
        return doing(`No MySQL found here. Fetching ${event.what} (once)`);
      case 'downloading': {
        if (now() - downloadTold < DOWNLOAD_PAUSE) return undefined;
        downloadTold = now();
        const of = event.total === undefined ? '' : ` of ${megabytes(event.total)}`;
        return doing(`Downloading ${event.what}: ${megabytes(event.bytes)}${of} (once)`);
      }
      case 'starting':
        return event.fresh ? doing(`Making a database: ${event.what}`) : undefined;
      case 'ready':
        return wrap(
          `${style.good('✔')} Database: ${event.what}, port ${event.port} ${style.dim(`(${duration(event.milliseconds)})`)}`,
          width(),
          '',
          '  ',
        );
      case 'note':
        return wrap(`${style.warn('!')} ${event.text}`, width(), '', '  ');
    }
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
