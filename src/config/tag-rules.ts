import type { ConfigIssue } from './issues.ts';

const MOST = 48;

/**
 * Tags as every service of the stack takes them: 50 at most, ours and one to spare taken off.
 * Source: AWS General Reference, "Tag naming and usage conventions"; RDS User Guide, "Tagging Amazon RDS resources".
 */
export function tagIssues(tags: Readonly<Record<string, string>>): readonly ConfigIssue[] {
  const names = Object.keys(tags);
  const legal = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
  const characters = 'letters, digits, spaces and _ . : / = + - @';
  return [
    ...(names.length > MOST
      ? [
          {
            path: 'tags',
            found: `${names.length} tags`,
            allowed: `at most ${MOST} (AWS takes 50, ours included)`,
          },
        ]
      : []),
    ...names
      .filter((name) => /^aws:/i.test(name))
      .map((name) => ({
        path: `tags.${name}`,
        found: 'the prefix aws:',
        allowed: 'names without it: AWS keeps it for itself',
      })),
    ...names
      .filter((name) => name === 'proxywebhook:environment')
      .map((name) => ({
        path: `tags.${name}`,
        found: 'a tag that is added anyway',
        allowed: 'any other name',
      })),
    ...Object.entries(tags)
      .filter(([name, value]) => !legal.test(name) || !legal.test(value))
      .map(([name]) => ({
        path: `tags.${name}`,
        found: 'a character that tags may not have',
        allowed: characters,
      })),
  ];
}
