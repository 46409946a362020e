import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { HmacOptions } from './signatures/verification.ts';

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
  readonly routes: readonly Route[];
  readonly view: { readonly access: 'token' | 'public' | 'off'; readonly pageSize: number };
}

/** What is particular to the requests below a path. Secrets are names or ARNs in Secrets Manager, never values. */
export interface Route {
  readonly path: string;
  readonly verify?:
    | {
        readonly scheme: string;
        readonly secrets: readonly string[];
        readonly hmac?: HmacOptions | undefined;
        readonly toleranceSeconds?: number | undefined;
        readonly policy: 'require' | 'record';
      }
    | undefined;
  readonly deliveryIdHeader?: string | undefined;
  /** Without secrets of its own, a challenge that needs one uses those of `verify`. */
  readonly challenge?:
    | { readonly provider: string; readonly secrets?: readonly string[] | undefined }
    | undefined;
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
