import { messageOf } from '../../errors.ts';
import { AwsApiError } from '../cloud.ts';
import type { OnResource } from '../stack-engine/engine.ts';
import { ResourceError } from '../stack-engine/errors.ts';

/** What of the data plane follows some types of resources: told as the stack engine tells, nothing to others. */
export interface Part {
  readonly types: readonly string[];
  readonly follow: (...notice: Parameters<OnResource>) => Promise<Attributes | undefined>;
  /** Ends what it started. Of no effect the second time. */
  stop(): Promise<void>;
}

export interface Attributes {
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Tells each part of the resources it follows; what a part throws is why the resource fails. */
export function followedBy(parts: readonly Part[]): OnResource {
  return async (type, phase, notice) => {
    const part = parts.find(({ types }) => types.includes(type));
    try {
      return await part?.follow(type, phase, notice);
    } catch (error) {
      if (error instanceof ResourceError || error instanceof AwsApiError) throw error;
      throw new ResourceError(messageOf(error), 'InternalFailure');
    }
  };
}
