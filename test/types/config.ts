// The types that the package publishes are generated; they are what zod infers of the schema. Nothing here is run.
import type { z } from 'zod';
import type { Config, ConfigInput } from '../../src/config/config.generated.ts';
import type { configSchema } from '../../src/config/schema.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const output: Equal<Flat<Config>, Flat<z.output<typeof configSchema>>> = true;
export const input: Equal<Flat<ConfigInput>, Flat<z.input<typeof configSchema>>> = true;

/** An interface and a type of the same members are told apart otherwise. */
type Flat<T> = T extends object ? { [Key in keyof T]: Flat<T[Key]> } : T;

// @ts-expect-error: an equality that does not hold is false
export const wrong: Equal<Flat<Config>, Flat<ConfigInput>> = true;
