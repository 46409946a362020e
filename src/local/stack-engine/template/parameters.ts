import { validationError } from '../errors.ts';
import type { ParameterDeclaration, Template } from './template.ts';

/** A parameter of a request, as the SDK gives it. */
export interface GivenParameter {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
}

export type ParameterValues = Readonly<Record<string, string>>;

/** The value of every parameter of a template. Throws `ValidationError` in CloudFormation's words. */
export function resolveParameters(
  { parameters }: Template,
  given: readonly GivenParameter[],
  previous: ParameterValues | undefined,
): ParameterValues {
  const values: Record<string, string> = {};
  const unknown: string[] = [];
  for (const { ParameterKey: key = '', ParameterValue: value, UsePreviousValue: keep } of given) {
    if (keep === true) {
      const kept = previous?.[key];
      if (kept === undefined) {
        throw validationError(
          `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
        );
      }
      if (Object.hasOwn(parameters, key)) values[key] = kept;
    } else if (Object.hasOwn(parameters, key)) values[key] = value ?? '';
    else unknown.push(key);
  }
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  }
  const missing: string[] = [];
  for (const [key, declaration] of Object.entries(parameters)) {
    values[key] ??= declaration.defaultValue ?? '';
    if (!given.some(({ ParameterKey }) => ParameterKey === key) && declaration.defaultValue === undefined) {
      missing.push(key);
    }
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [key, declaration] of Object.entries(parameters)) check(key, values[key] ?? '', declaration);
  return values;
}

/** As DescribeStacks and DescribeChangeSet tell them: those with NoEcho masked. */
export function shownParameters(
  { parameters }: Template,
  values: ParameterValues,
): readonly { readonly ParameterKey: string; readonly ParameterValue: string }[] {
  return Object.entries(values).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: parameters[ParameterKey]?.noEcho === true ? '****' : value,
  }));
}

function check(key: string, value: string, declaration: ParameterDeclaration): void {
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = declaration;
  const number = Number(value);
  const isNumber = declaration.type === 'Number';
  const problems: readonly (readonly [boolean, string])[] = [
    [isNumber && (value.trim() === '' || Number.isNaN(number)), `Parameter '${key}' must be a number.`],
    [
      allowedValues !== undefined && !allowedValues.includes(value),
      `Parameter '${key}' must be one of AllowedValues`,
    ],
    [
      allowedPattern !== undefined && !new RegExp(`^(?:${allowedPattern})$`).test(value),
      `Parameter '${key}' must match pattern ${allowedPattern}`,
    ],
    [
      minLength !== undefined && value.length < minLength,
      `Parameter '${key}' must contain at least ${minLength} characters`,
    ],
    [
      maxLength !== undefined && value.length > maxLength,
      `Parameter '${key}' must contain at most ${maxLength} characters`,
    ],
    [
      minValue !== undefined && number < minValue,
      `Parameter '${key}' must be a number not less than ${minValue}`,
    ],
    [
      maxValue !== undefined && number > maxValue,
      `Parameter '${key}' must be a number not greater than ${maxValue}`,
    ],
  ];
  const problem = problems.find(([wrong]) => wrong)?.[1];
  if (problem === undefined) return;
  throw validationError(
    declaration.constraintDescription === undefined
      ? problem
      : `Parameter ${key} failed to satisfy constraint: ${declaration.constraintDescription}`,
  );
}
