import { isSecret, mentionsSecret, secretParameters } from './secret-values.ts';
import { readTemplate } from './template.ts';

/** A property that a deployment changes: what it is and will be, as far as both templates say it and it is no secret. */
export interface PropertyValue {
  /** A path: `Environment.Variables.LEVEL`. */
  readonly property: string;
  /** Undefined on a side that does not set it, and on both where the values are not told. */
  readonly before?: string;
  readonly after?: string;
}

/** A template with the values of its parameters. */
export interface Design {
  readonly templateBody: string | undefined;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/**
 * Compares what was deployed with what will be, resource by resource. DescribeChangeSet could tell the values too, but with
 * them asked for it may leave rows out (AWS CLI, "--include-property-values option can return incomplete ChangeSet data"), and
 * it resolves what these templates only refer to.
 */
export function propertyValues(
  before: Design,
  after: Design,
): (logicalId: string, property: string) => readonly PropertyValue[] {
  const [was, willBe] = [before, after].map(({ templateBody }) => readTemplate(templateBody).resources);
  const hidden = new Set([before, after].flatMap(({ templateBody }) => [...secretParameters(templateBody)]));
  return (logicalId, property) => {
    const [then, now] = [was?.[logicalId], willBe?.[logicalId]];
    if (then === undefined || now === undefined) return [];
    return differences([property], then.properties[property], now.properties[property], {
      hidden,
      before: before.parameters,
      after: after.parameters,
    });
  };
}

interface Context {
  readonly hidden: ReadonlySet<string>;
  readonly before: Design['parameters'];
  readonly after: Design['parameters'];
}

function differences(
  path: readonly string[],
  was: unknown,
  willBe: unknown,
  context: Context,
): readonly PropertyValue[] {
  if (isPlain(was) && isPlain(willBe)) {
    return [...new Set([...Object.keys(was), ...Object.keys(willBe)])]
      .sort()
      .flatMap((name) => differences([...path, name], was[name], willBe[name], context));
  }
  const property = path.join('.');
  const isHidden =
    isSecret(path) || mentionsSecret(was, context.hidden) || mentionsSecret(willBe, context.hidden);
  if (isHidden) return JSON.stringify(was) === JSON.stringify(willBe) ? [] : [{ property }];
  const [before, after] = [told(was, context.before), told(willBe, context.after)];
  // An expression that only CloudFormation can evaluate: what both come to is not known.
  if ((was !== undefined && before === undefined) || (willBe !== undefined && after === undefined)) {
    return JSON.stringify(was) === JSON.stringify(willBe) ? [] : [{ property }];
  }
  return before === after
    ? []
    : [
        {
          property,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        },
      ];
}

/** A structure that is no expression of CloudFormation's. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))
  );
}

/** A value in words; undefined for what is not set, is evaluated by CloudFormation, or is too long for a line. */
function told(value: unknown, parameters: Design['parameters']): string | undefined {
  if (typeof value === 'string') return short(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => told(item, parameters));
    return items.includes(undefined) ? undefined : short(`[${items.join(', ')}]`);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref } = value as Readonly<Record<string, unknown>>;
  const given = typeof Ref === 'string' ? parameters[Ref] : undefined;
  // CloudFormation API reference, Parameter: a NoEcho value is told as asterisks.
  return given === undefined || /^\*+$/.test(given) ? undefined : short(given);
}

function short(text: string): string | undefined {
  return text.length > LONGEST ? undefined : text;
}

/** The key of an artifact has 76 characters. */
const LONGEST = 120;
