import { createHash } from 'node:crypto';
import { AwsApiError } from '../../cloud.ts';
import type { Bucket, World } from '../../world.ts';
import { page } from './paging.ts';
import { invalidToken, ownBucket } from './s3-buckets.ts';
import type { Answer, Call } from './served-calls.ts';

type StoredObject = Bucket['objects'] extends Map<string, infer Value> ? Value : never;

/** The calls on objects. Versions are not kept: a put replaces. */
export function objectCalls(world: World): Readonly<Record<string, Call>> {
  return {
    PutObject: (input) => {
      const bucket = ownBucket(world, input);
      const { objects } = bucket;
      const key = String(input.Key);
      if (input.IfNoneMatch === '*' && objects.has(key)) {
        throw new AwsApiError(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold',
          412,
        );
      }
      const stored: StoredObject = {
        body: (input.Body as Uint8Array | undefined) ?? new Uint8Array(),
        modifiedAt: world.clock.now(),
        headers: { ServerSideEncryption: standardEncryption(bucket), ...headersOf(input) },
      };
      objects.set(key, stored);
      return { ETag: etag(stored), ServerSideEncryption: encryptionOf(stored), ...checksumsOf(stored) };
    },
    GetObject: (input) => {
      const stored = objectOf(world, input);
      const { body, range } = slice(stored.body, input.Range);
      const whole = range === undefined;
      return {
        ...describe(whole ? input : { ...input, ChecksumMode: undefined }, stored),
        ContentLength: body.byteLength,
        ...(range === undefined ? {} : { ContentRange: range }),
        Body: body,
      };
    },
    HeadObject: (input) => describe(input, objectOf(world, input)),
    DeleteObject: (input) => {
      ownBucket(world, input).objects.delete(String(input.Key));
      return {};
    },
    ListObjectsV2: (input) => list(ownBucket(world, input), input),
  };
}

/** Members of a put that come back with the object. */
const KEPT = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'ServerSideEncryption',
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
] as const;

function headersOf(input: Answer): Record<string, string> {
  const kept = KEPT.filter((name) => input[name] !== undefined).map((name) => [name, String(input[name])]);
  const metadata = Object.entries((input.Metadata as Record<string, string> | undefined) ?? {});
  return Object.fromEntries([...kept, ...metadata.map(([name, value]) => [`meta:${name}`, value])]);
}

function objectOf(world: World, input: Answer): StoredObject {
  const stored = ownBucket(world, input).objects.get(String(input.Key));
  if (stored === undefined) {
    throw new AwsApiError('NoSuchKey', 'The specified key does not exist.', 404);
  }
  return stored;
}

function describe({ ChecksumMode }: Answer, stored: StoredObject): Record<string, unknown> {
  const { headers } = stored;
  const kept = KEPT.filter((name) => !name.startsWith('Checksum') && headers[name] !== undefined);
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('meta:'));
  return {
    AcceptRanges: 'bytes',
    ContentLength: stored.body.byteLength,
    ContentType: 'binary/octet-stream',
    ...Object.fromEntries(kept.map((name) => [name, headers[name]])),
    ETag: etag(stored),
    LastModified: new Date(stored.modifiedAt),
    ServerSideEncryption: encryptionOf(stored),
    Metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice('meta:'.length), value])),
    ...(ChecksumMode === 'ENABLED' ? checksumsOf(stored) : {}),
  };
}

function checksumsOf({ headers }: StoredObject): Record<string, string> {
  const checksums = Object.entries(headers).filter(([name]) => name.startsWith('Checksum'));
  if (checksums.length === 0) return {};
  return { ...Object.fromEntries(checksums), ChecksumType: 'FULL_OBJECT' };
}

/** What the bucket encrypts with when a put does not say. */
function standardEncryption({ settings }: Bucket): string {
  const kept = settings.get('encryption');
  const { Rules = [] } = kept ? (JSON.parse(kept) as { Rules?: readonly EncryptionRule[] }) : {};
  return Rules[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'AES256';
}

interface EncryptionRule {
  readonly ApplyServerSideEncryptionByDefault?: { readonly SSEAlgorithm?: string };
}

function encryptionOf({ headers }: StoredObject): string {
  return headers.ServerSideEncryption ?? 'AES256';
}

function etag({ body }: StoredObject): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** One range of bytes, first to last or the last n. Source: RFC 9110, section 14.1.2. */
function slice(body: Uint8Array, range: unknown): { body: Uint8Array; range?: string } {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(String(range ?? '')) ?? [];
  if (from === '' && to === '') return { body };
  const start = from === '' ? Math.max(0, body.byteLength - Number(to)) : Number(from);
  const end = from === '' || to === '' ? body.byteLength : Math.min(Number(to) + 1, body.byteLength);
  if (start >= body.byteLength || start >= end) {
    throw new AwsApiError('InvalidRange', 'The requested range is not satisfiable', 416);
  }
  return { body: body.subarray(start, end), range: `bytes ${start}-${end - 1}/${body.byteLength}` };
}

function list({ name, objects }: Bucket, input: Answer): Answer {
  const prefix = String(input.Prefix ?? '');
  const delimiter = String(input.Delimiter ?? '');
  const size = Math.min(Number(input.MaxKeys ?? 1000), 1000);
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(prefix) && key > String(input.StartAfter ?? ''))
    .map((key) => groupOf(key, prefix, delimiter))
    .filter((entry, index, all) => all.indexOf(entry) === index)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const { items, next } = page(keys, size, input.ContinuationToken, invalidToken);
  const contents = items.filter((key) => objects.has(key) && !isGroup(key, prefix, delimiter));
  const encode = (key: string) => (input.EncodingType === 'url' ? encodeURIComponent(key) : key);
  return {
    Name: name,
    Prefix: encode(prefix),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    MaxKeys: size,
    KeyCount: items.length,
    IsTruncated: next !== undefined,
    EncodingType: input.EncodingType,
    ContinuationToken: input.ContinuationToken,
    StartAfter: input.StartAfter,
    NextContinuationToken: next,
    Contents: contents.map((key) => {
      const stored = objects.get(key) as StoredObject;
      return {
        Key: encode(key),
        LastModified: new Date(stored.modifiedAt),
        ETag: etag(stored),
        Size: stored.body.byteLength,
        StorageClass: 'STANDARD',
      };
    }),
    CommonPrefixes: items
      .filter((key) => isGroup(key, prefix, delimiter))
      .map((key) => ({ Prefix: encode(key) })),
  };
}

function groupOf(key: string, prefix: string, delimiter: string): string {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? key : key.slice(0, at + delimiter.length);
}

function isGroup(key: string, prefix: string, delimiter: string): boolean {
  return delimiter !== '' && key.indexOf(delimiter, prefix.length) !== -1;
}
