import { validationError } from '../errors.ts';
import { isObject } from '../json.ts';
import { parseBlock, subBlocks } from './cidr.ts';
import { attributeReference, substitution } from './references.ts';

/** What the names of a template stand for. `undefined` of `ref` is AWS::NoValue. */
export interface Scope {
  ref(name: string): unknown;
  attribute(name: string, attribute: string): unknown;
}

/** A value with its intrinsic functions evaluated; members that are AWS::NoValue are left out. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, scope)).filter(isThere);
  if (!isObject(value)) return value;
  const [only, ...more] = Object.keys(value);
  if (only !== undefined && more.length === 0 && (only === 'Ref' || only.startsWith('Fn::'))) {
    return call(only, value[only], scope);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, resolve(inner, scope)] as const)
      .filter(([, inner]) => isThere(inner)),
  );
}

/** Source: CloudFormation Template Reference, "Pseudo parameters". */
export function isPseudoParameter(name: string): boolean {
  return PSEUDO.includes(name);
}

const PSEUDO = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

function call(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument));
    case 'Fn::GetAtt': {
      const { name: logicalId, attribute = '' } = attributeReference(argument);
      return scope.attribute(logicalId, attribute);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Join': {
      const [separator, parts] = listOf(resolve(argument, scope), 'Fn::Join');
      return listOf(parts, 'Fn::Join').map(String).join(String(separator));
    }
    case 'Fn::Split': {
      const [separator, text] = listOf(resolve(argument, scope), 'Fn::Split');
      return String(text).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, list] = listOf(resolve(argument, scope), 'Fn::Select');
      const chosen = listOf(list, 'Fn::Select')[Number(index)];
      if (chosen !== undefined) return chosen;
      throw validationError(
        `Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`,
      );
    }
    case 'Fn::Cidr': {
      const [block, count, hostBits] = listOf(resolve(argument, scope), 'Fn::Cidr');
      const parsed = parseBlock(String(block));
      const blocks = parsed && subBlocks(parsed, Number(count), Number(hostBits ?? 8));
      if (blocks !== undefined) return blocks;
      throw validationError('Template error: Fn::Cidr object requires parameters that fit its block');
    }
    default:
      throw validationError(`Template error: the local cloud serves no ${name}`);
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const { text, variables } = substitution(argument);
  return text.replace(/\$\{([^}]*)\}/g, (_, given: string) => {
    if (given.startsWith('!')) return `\${${given.slice(1)}}`;
    const name = given.trim();
    if (Object.hasOwn(variables, name)) return String(resolve(variables[name], scope));
    if (!name.includes('.')) return String(scope.ref(name));
    const { name: logicalId, attribute = '' } = attributeReference(name);
    return String(scope.attribute(logicalId, attribute));
  });
}

function listOf(value: unknown, of: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw validationError(`Template error: every ${of} object requires a list`);
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}
