import type { ServiceName } from '../served.ts';
import { wireShapes } from './shapes.generated.ts';

/** What a value is: a primitive, the name of a structure of the same service, a list, or a map with string keys. */
export type Shape =
  | Primitive
  | { readonly structure: string }
  | { readonly list: Shape; readonly element?: string }
  | { readonly map: Shape; readonly key?: string; readonly value?: string };

export type Primitive =
  | 'string'
  | 'number'
  | 'boolean'
  | 'blob'
  | 'timestamp'
  | 'date-time'
  | 'http-date'
  | 'epoch-seconds'
  | 'document';

export interface Member {
  readonly shape: Shape;
  /** Its element or key on the wire, where that is not the member's name. */
  readonly as?: string;
  /** Its key in a request of the EC2 query protocol, where that is not the capitalised wire name. */
  readonly ec2?: string;
  /** A list or map without an element around it. */
  readonly flat?: true;
  readonly required?: true;
  /** Where a REST protocol carries it, if not in the body's structure. */
  readonly in?: 'label' | 'query' | 'header' | 'prefix' | 'payload' | 'status';
  /** The name there: query key, header (lower case), header prefix. */
  readonly key?: string;
}

export interface Structure {
  /** Its element when it is the document. */
  readonly as?: string;
  readonly members: Readonly<Record<string, Member>>;
}

export interface Operation {
  /** Method, path template with its literal query, status: REST protocols only. */
  readonly http?: readonly [method: string, uri: string, status: number];
  /** Query keys and headers without which a request is another operation's: REST protocols only. */
  readonly needs?: readonly string[];
  /** Present on the actions that are served. */
  readonly input?: string;
  readonly output?: string;
}

export interface ServiceShapes {
  /** The prefix of `X-Amz-Target`: JSON protocols only. */
  readonly target?: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly structures: Readonly<Record<string, Structure>>;
}

/** The shapes of a service's served actions, as AWS models them. */
export function shapesOf(service: ServiceName): ServiceShapes {
  const shapes = wireShapes[service];
  if (shapes === undefined) throw new Error(`no generated shapes of ${service}`);
  return shapes;
}

const NOTHING: Structure = { members: {} };

/** A structure by name; the empty one where an operation has no input or output. */
export function structureOf(shapes: ServiceShapes, name: string | undefined): Structure {
  return (name === undefined ? undefined : shapes.structures[name]) ?? NOTHING;
}
