import { readFileSync } from 'node:fs';
import path from 'node:path';

/** `settings.json`, written into the zip from the configuration. Times are milliseconds. */
export interface Settings {
  readonly auth: 'secret' | 'iam';
  readonly username: string;
  readonly database: string;
  readonly budget: {
    /** From the request's arrival to its answer. */
    readonly answer: number;
    readonly connect: number;
    readonly query: number;
    /** An idle connection older than this is replaced before the proxy closes it. */
    readonly idle: number;
  };
  readonly capture: {
    readonly maxBodyBytes: number;
    readonly maxStoredBytes: number;
    readonly retentionDays: number;
    readonly redactHeaders: readonly string[];
  };
  /** By path; what else the configuration says of a route is not acted on yet. */
  readonly routes: readonly {
    readonly path: string;
    readonly verify?: { readonly policy: 'require' | 'record' };
  }[];
  readonly view: { readonly access: 'token' | 'public' | 'off'; readonly pageSize: number };
}

/** The variables the function has: a part of `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings beside the code: `LAMBDA_TASK_ROOT` is where Lambda unpacks the zip. */
export function readSettings(environment: Environment): Settings {
  const folder = environment.LAMBDA_TASK_ROOT ?? import.meta.dirname;
  return JSON.parse(readFileSync(path.join(folder, 'settings.json'), 'utf8')) as Settings;
}

/** A variable the function cannot work without. Throws an error that names it. */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
