/** What a request says of its signer. The signature itself is not checked: the local cloud knows no secret keys. */
export interface Scope {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
}

/**
 * The credential scope of a SigV4 signature, in the `Authorization` header or the query of a presigned URL; undefined when
 * the request is not signed. Source: IAM User Guide, "Elements of an AWS API request signature".
 */
export function readScope(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Scope | undefined {
  const credential =
    /^AWS4-\S+\s.*?Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ??
    query.get('X-Amz-Credential') ??
    '';
  const parts = credential.split('/');
  if (parts.length < 5 || parts.at(-1) !== 'aws4_request') return undefined;
  const [region, service] = [parts.at(-3), parts.at(-2)];
  const accessKey = parts.slice(0, -4).join('/');
  if (!accessKey || !region || !service) return undefined;
  return { accessKey, region, service };
}
