/** What the engine reads of a template; everything else in it is CloudFormation's business. */
export interface Template {
  readonly parameters: readonly string[];
  readonly resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy?: string;
}

/** Reads a rendered document, or the JSON text that CloudFormation keeps of one. What is not a template reads as an empty one. */
export function readTemplate(source: unknown): Template {
  const document = record(typeof source === 'string' ? parsed(source) : source);
  const resources = Object.entries(record(document.Resources)).map(([logicalId, value]) => {
    const { Type, Properties, DeletionPolicy } = record(value);
    const resource: TemplateResource = {
      type: typeof Type === 'string' ? Type : '',
      properties: record(Properties),
      ...(typeof DeletionPolicy === 'string' ? { deletionPolicy: DeletionPolicy } : {}),
    };
    return [logicalId, resource] as const;
  });
  return { parameters: Object.keys(record(document.Parameters)), resources: Object.fromEntries(resources) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
