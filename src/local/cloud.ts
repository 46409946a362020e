/**
 * The contract between the two halves of the local cloud: the HTTP front (aws-api) decodes a call of the SDK's wire
 * protocol into (action, input in the SDK's own member names), and encodes what comes back. `Date`s stay `Date`s.
 */
export interface ServiceApi {
  /** Throws AwsApiError for everything AWS would answer with an error; resolves to the SDK's output shape. */
  call(action: string, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** The actions that are served. Any other is answered `InvalidAction`/`UnknownOperation`, saying that it is not served. */
  readonly actions: readonly string[];
}

/** An error as the service would answer it: its code, its exact text, its HTTP status. */
export class AwsApiError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsApiError';
    this.code = code;
    this.status = status;
  }
}
