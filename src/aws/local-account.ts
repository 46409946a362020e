import type { AwsOptions } from './options.ts';

/** How a local cloud is reached: with made-up credentials, whatever account and profile the machine is set to. */
export function localAccount({
  endpoint,
  region,
}: {
  readonly endpoint: string;
  readonly region: string;
}): AwsOptions {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-local-cloud' },
    // Nobody else is on the line: what is refused for now is free a moment later.
    longestWait: 100,
  };
}
