import type { Config } from './schema.ts';

/** A sentence for each key of a configuration that this version accepts and does not act on: what happens instead. */
export function notYet({ routes }: Pick<Config, 'routes'>): readonly string[] {
  return routes.flatMap(({ path, verify, challenge, deliveryIdHeader }, index) => {
    const key = `routes[${index}]`;
    return [
      ...(verify === undefined ? [] : [`${key}.verify: ${unverified(verify.policy, path)}`]),
      ...(challenge === undefined
        ? []
        : [
            `${key}.challenge: this version answers no challenge; the request that asks for it is treated like any other.`,
          ]),
      ...(deliveryIdHeader === undefined
        ? []
        : [
            `${key}.deliveryIdHeader: this version does not look at delivery ids; a repeated delivery is stored again.`,
          ]),
    ];
  });
}

function unverified(policy: 'require' | 'record', path: string): string {
  switch (policy) {
    case 'require':
      return `this version cannot verify signatures; requests under ${path} are answered 503 and not stored.`;
    case 'record':
      return `this version cannot verify signatures; requests under ${path} are stored without being verified.`;
  }
}
