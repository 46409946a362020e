import type { Json } from './json.ts';

/** What an expression points at: a resource, or a parameter. Its name is known only when the template is rendered. */
export type Referable = object;

/** Gives the logical ID of what is referred to; throws when the template does not contain it. */
export type LogicalIdOf = (referable: Referable) => string;

/**
 * A value that CloudFormation computes: it stands where a literal of the same type may stand. It has no value here, so a
 * plain template literal, `+` or JSON.stringify on it throws.
 */
export abstract class Expression<out T> {
  declare protected readonly resolvesTo: T;

  abstract render(idOf: LogicalIdOf): Json;

  toString(): string {
    throw new Error('An expression has no value yet: use sub`…` instead of a plain template literal.');
  }

  toJSON(): never {
    throw new Error('An expression is rendered with its template, not by JSON.stringify.');
  }
}

type Primitive = string | number | boolean | null | undefined;

/** A literal or an expression, at any depth. */
export type Input<T> = Expression<T> | Literal<T>;

type Literal<T> = T extends Primitive
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Input<Item>[]
    : { readonly [Key in keyof T]: Input<T[Key]> };

/** `Ref` and `Fn::GetAtt`, and what `Fn::Sub` can therefore name between braces. */
export class Reference<out T = string> extends Expression<T> {
  readonly target: Referable;
  readonly attribute: string | undefined;

  constructor(target: Referable, attribute?: string) {
    super();
    this.target = target;
    this.attribute = attribute;
  }

  render(idOf: LogicalIdOf): Json {
    const id = idOf(this.target);
    return this.attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, this.attribute] };
  }

  /** `Id` or `Id.Attribute`. */
  name(idOf: LogicalIdOf): string {
    const id = idOf(this.target);
    return this.attribute === undefined ? id : `${id}.${this.attribute}`;
  }
}

class PseudoParameter extends Expression<string> {
  readonly parameter: string;

  constructor(parameter: string) {
    super();
    this.parameter = parameter;
  }

  render(): Json {
    return { Ref: this.parameter };
  }
}

/** What CloudFormation knows of the stack it works on. Source: CloudFormation User Guide, "Pseudo parameters reference". */
export const aws = {
  accountId: new PseudoParameter('AWS::AccountId'),
  partition: new PseudoParameter('AWS::Partition'),
  region: new PseudoParameter('AWS::Region'),
  stackId: new PseudoParameter('AWS::StackId'),
  stackName: new PseudoParameter('AWS::StackName'),
  urlSuffix: new PseudoParameter('AWS::URLSuffix'),
} as const;

/** Text with expressions in it, as `Fn::Sub`. Text of a literal is kept as it is: a `${` in it is escaped. */
export function sub(
  texts: TemplateStringsArray,
  ...values: readonly (Expression<string | number> | string | number)[]
): Expression<string> {
  return new Sub(texts, values);
}

class Sub extends Expression<string> {
  readonly texts: readonly string[];
  readonly values: readonly (Expression<string | number> | string | number)[];

  constructor(texts: readonly string[], values: Sub['values']) {
    super();
    this.texts = texts;
    this.values = values;
  }

  render(idOf: LogicalIdOf): Json {
    const variables: Record<string, Json> = {};
    const place = (value: Sub['values'][number]): string => {
      if (!(value instanceof Expression)) return escaped(String(value));
      if (value instanceof Reference) return `\${${value.name(idOf)}}`;
      if (value instanceof PseudoParameter) return `\${${value.parameter}}`;
      const name = `Value${Object.keys(variables).length + 1}`;
      variables[name] = value.render(idOf);
      return `\${${name}}`;
    };
    const text = this.texts
      .map((part, index) => {
        const value = this.values[index];
        return escaped(part) + (value === undefined ? '' : place(value));
      })
      .join('');
    if (Object.keys(variables).length > 0) return { 'Fn::Sub': [text, variables] };
    return { 'Fn::Sub': text };
  }
}

/** The item of a list, counted from 0. */
export function select<T>(index: number, list: Expression<readonly T[]>): Expression<T> {
  return new Intrinsic<T>('Fn::Select', (render) => [index, render(list)]);
}

/** The parts of a text between a delimiter. */
export function split(delimiter: string, text: Expression<string>): Expression<readonly string[]> {
  return new Intrinsic<readonly string[]>('Fn::Split', (render) => [delimiter, render(text)]);
}

/** The items of a list as one text. */
export function join(delimiter: string, items: readonly Input<string>[]): Expression<string> {
  return new Intrinsic<string>('Fn::Join', (render) => [
    delimiter,
    items.map((item) => (item instanceof Expression ? render(item) : item)),
  ]);
}

class Intrinsic<out T> extends Expression<T> {
  readonly name: string;
  readonly parts: (render: (expression: Expression<unknown>) => Json) => Json;

  constructor(name: string, parts: Intrinsic<T>['parts']) {
    super();
    this.name = name;
    this.parts = parts;
  }

  render(idOf: LogicalIdOf): Json {
    return { [this.name]: this.parts((expression) => expression.render(idOf)) };
  }
}

/**
 * A field of a secret that holds JSON, read by CloudFormation while it deploys: the value is in no template. Source:
 * CloudFormation User Guide, "Get a secret or secret value from Secrets Manager".
 */
export function secretValue(
  secret: { readonly type: 'AWS::SecretsManager::Secret'; readonly ref: Expression<string> },
  field: string,
): Expression<string> {
  return sub`{{resolve:secretsmanager:${secret.ref}:SecretString:${field}}}`;
}

function escaped(text: string): string {
  return text.replaceAll('${', '${!');
}
