import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

/** What every editor with a JSON language server does with the schema that is published. */
const service = getLanguageService({
  clientCapabilities: { textDocument: { completion: {} } },
  workspaceContext: { resolveRelativePath: (path, of) => new URL(path, of).href },
  schemaRequestService: (uri) => readFile(new URL(uri), 'utf8'),
});
service.configure({
  schemas: [
    { fileMatch: ['*.json'], uri: 'urn:proxywebhook:config', schema: JSON.parse(read('config.schema.json')) },
  ],
});

function opened(text: string, uri = 'file:///project/dev.json') {
  const document = TextDocument.create(uri, 'json', 1, text);
  return { document, json: service.parseJSONDocument(document) };
}

/** What is offered where `|` stands. */
async function offered(text: string) {
  const { document, json } = opened(text.replace('|', ''));
  const list = await service.doComplete(document, document.positionAt(text.indexOf('|')), json);
  return new Map((list?.items ?? []).map(({ label, documentation }) => [label, documentation]));
}

/** What is shown over a text. */
async function shownOver(text: string, over: string) {
  const { document, json } = opened(text);
  const hover = await service.doHover(document, document.positionAt(text.indexOf(over) + 1), json);
  expect(hover).not.toBeNull();
  return [hover?.contents].flat().join('\n');
}

/** What is underlined: `line:column-column message`, counted from one as editors show it. */
async function underlined(text: string, uri?: string) {
  const { document, json } = opened(text, uri);
  const found = await service.doValidation(document, json);
  return found.map(
    ({ range: { start, end }, message }) =>
      `${start.line + 1}:${start.character + 1}-${end.character + 1} ${message}`,
  );
}

describe('completion in an editor', () => {
  it('offers every top-level key, each with its description', async () => {
    const keys = await offered('{\n  |\n}');
    expect([...keys.keys()].toSorted()).toEqual(
      Object.keys(JSON.parse(read('config.schema.json')).properties).toSorted(),
    );
    expect([...keys].filter(([, documentation]) => !documentation)).toEqual([]);
    expect(keys.get('database')).toContain('RDS for MySQL');
  });

  it('offers the keys of a section, but not those that are there', async () => {
    const keys = await offered('{ "database": { "multiAz": true, | } }');
    expect([...keys.keys()]).toEqual(
      expect.arrayContaining(['instanceClass', 'onDelete', 'restoreFromSnapshot']),
    );
    expect(keys.has('multiAz')).toBe(false);
    expect(keys.has('proxy')).toBe(false);
  });

  it('offers the values of a choice', async () => {
    expect([...(await offered('{ "view": { "access": | } }')).keys()]).toEqual(
      expect.arrayContaining(['"token"', '"public"', '"off"']),
    );
  });
});

describe('hovering in an editor', () => {
  it('shows the description and the default of a key', async () => {
    const shown = await shownOver('{ "database": { "instanceClass": "db.m7g.large" } }', '"instanceClass"');
    expect(shown).toBe('RDS instance class.\n\nDefault: `"db.t4g.micro"`');
  });

  it('shows what a section is for', async () => {
    expect(await shownOver('{ "proxy": {} }', '"proxy"')).toMatch(/^RDS Proxy: /);
  });

  it('shows what is written in angle brackets, which Markdown would take for HTML', async () => {
    expect(await shownOver('{ "stackName": "a" }', '"stackName"')).toContain('proxywebhook-\\<environment>');
  });
});

describe('what an editor underlines', () => {
  it('underlines a value that is none of the choices, and names them', async () => {
    expect(await underlined('{\n  "proxy": { "auth": "password" }\n}')).toEqual([
      '2:22-32 Value is not accepted. Valid values: "secret", "iam".',
    ]);
  });

  it('underlines the name of a key that there is not', async () => {
    expect(await underlined('{\n  "database": {\n    "multiAZ": true\n  }\n}')).toEqual([
      '3:5-14 Property multiAZ is not allowed.',
    ]);
  });

  it('underlines a number that is too small, and says the smallest', async () => {
    expect(await underlined('{\n  "database": { "allocatedStorageGb": 5 }\n}')).toEqual([
      '2:39-40 Value is below the minimum of 20.',
    ]);
  });

  it('says in words what a text must look like, not in a pattern alone', async () => {
    const [only, ...others] = await underlined('{ "region": "Frankfurt" }');
    expect(others).toEqual([]);
    expect(only).toMatch(/^1:13-24 Expected text such as "eu-central-1"/);
  });

  it('underlines nothing in the example, whose schema is the one it points at', async () => {
    const uri = new URL('config.example.json', root).href;
    const example = read('config.example.json');
    expect(await underlined(example, uri)).toEqual([]);
    expect(await underlined(example.replace('"onDelete"', '"ondelete"'), uri)).toEqual([
      '11:5-15 Property ondelete is not allowed.',
    ]);
  });
});
