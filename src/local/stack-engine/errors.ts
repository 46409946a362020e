import { AwsApiError } from '../cloud.ts';

/** What CloudFormation answers to nearly everything that is wrong with a request. */
export function validationError(message: string): AwsApiError {
  return new AwsApiError('ValidationError', message, 400);
}

/**
 * A resource that could not be made, changed or removed. `handlerCode` is one of the registry's handler error codes; the
 * event then tells the message as a resource handler's. Source: CloudFormation CLI User Guide, "Handler error codes".
 */
export class ResourceError extends Error {
  readonly handlerCode: string | undefined;
  constructor(message: string, handlerCode?: string) {
    super(message);
    this.name = 'ResourceError';
    this.handlerCode = handlerCode;
  }
}

/** Work on a resource was given up because the operation it belongs to ended. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}
