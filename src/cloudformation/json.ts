export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON without white space, as it is sent to CloudFormation. */
export function compactJson(value: Json | object): string {
  return JSON.stringify(value);
}

/** Bytes of a text in UTF-8: what CloudFormation's limits count. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
