import type { DatabaseProgram } from './program.ts';

/** How a database came to be there. */
export type Found = 'url' | 'running' | 'cache' | 'system' | 'docker' | 'packages' | 'download';

/** A database that takes connections. */
export interface RunningDatabase extends Pick<DatabaseProgram, 'kind' | 'version'> {
  /** The path of the server's program, when this machine runs it outside a container. */
  readonly program?: string;
  /** `127.0.0.1`, but for a URL. */
  readonly host: string;
  readonly port: number;
  /** An account that may do everything, but for a URL, whose account may do what it may. */
  readonly credentials: { readonly username: string; readonly password: string };
  /** The only schema to touch, when a URL names one. */
  readonly schema?: string;
  /** The server's own folder, when it has one that can be named. */
  readonly dataDirectory?: string;
  /** PEM of who signed the server's certificate, which is good for localhost and 127.0.0.1. Undefined for a URL without `ssl-ca`. */
  readonly certificateAuthority?: string;
  readonly found: Found;
  /** From the moment it was clear what to use to the first connection. */
  readonly readyMilliseconds: number;
  /** Resolves when a server of this process ends, asked to or not; never for one that others run. */
  readonly ended: Promise<void>;
  /** Starts it again on its data, and its port when that is free, once it has ended; undefined where that is not ours to do. */
  readonly restart?: () => Promise<RunningDatabase>;
  /** Ends it as a crash would. Of no effect on a database that a URL names. */
  kill9(): Promise<void>;
  /** Ends it in order and leaves its data, unless it is ephemeral. Of no effect on what another process, or a URL, brought. */
  stop(): Promise<void>;
}

/** What happens while a database is being ensured. */
export type DatabaseEvent =
  | { readonly type: 'looking' }
  /** Another process is preparing the database of the same project. */
  | { readonly type: 'waiting'; readonly process: number }
  | { readonly type: 'found'; readonly found: Found; readonly what: string }
  /** Packages or an image, whose size is not known. */
  | { readonly type: 'fetching'; readonly what: string }
  | { readonly type: 'downloading'; readonly what: string; readonly bytes: number; readonly total?: number }
  | {
      readonly type: 'starting';
      readonly what: string;
      readonly dataDirectory?: string;
      readonly fresh: boolean;
    }
  | { readonly type: 'ready'; readonly what: string; readonly port: number; readonly milliseconds: number }
  /** Something the user should know, one or two sentences. */
  | { readonly type: 'note'; readonly text: string };

export type Tell = (event: DatabaseEvent) => void;

/** Of a promise that nothing resolves. */
export const never: Promise<void> = new Promise(() => {});
