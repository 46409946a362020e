import type { ChangeSetRequest } from './ports.ts';

export type ParameterValues = ChangeSetRequest['parameters'];

/** What is known only at deploy time. */
export interface DeployTimeValues {
  readonly artifactBucket: string;
  readonly artifactKey: string;
  readonly engineVersion: string;
  /** Two zone names, where the stack has none yet. */
  readonly zones?: readonly [string, string];
  /** 64 hexadecimal digits, for a stack that has no key yet. */
  readonly viewKey: string;
}

/**
 * Values of the parameters that a template declares, and of no others. What is chosen once – zones, the key of view
 * links – is taken from the stack where it has a value: choosing zones again would replace the subnets, and with them
 * the database.
 */
export function parameterValues(
  declared: readonly string[],
  deployed: Readonly<Record<string, string>> | undefined,
  values: DeployTimeValues,
): ParameterValues {
  const chosenOnce: Readonly<Record<string, string | undefined>> = {
    ZoneA: values.zones?.[0],
    ZoneB: values.zones?.[1],
    ViewKey: values.viewKey,
  };
  const always: Readonly<Record<string, string>> = {
    ArtifactBucket: values.artifactBucket,
    ArtifactKey: values.artifactKey,
    EngineVersion: values.engineVersion,
  };
  const given: [string, ParameterValues[string]][] = [];
  for (const name of declared) {
    const value = always[name] ?? (isDeployed(name, deployed) ? undefined : chosenOnce[name]);
    if (value !== undefined) given.push([name, { value }]);
    else if (isDeployed(name, deployed)) given.push([name, 'previous']);
  }
  return Object.fromEntries(given);
}

/** True when the template wants zones that the stack has not got yet. */
export function needsZones(
  declared: readonly string[],
  deployed: Readonly<Record<string, string>> | undefined,
): boolean {
  return ['ZoneA', 'ZoneB'].some((name) => declared.includes(name) && !isDeployed(name, deployed));
}

function isDeployed(name: string, deployed: Readonly<Record<string, string>> | undefined): boolean {
  return deployed !== undefined && Object.hasOwn(deployed, name);
}

/** What a stack's parameters will be: those that keep their value have the deployed one. */
export function nextValues(
  values: ParameterValues,
  deployed: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, given]) => [
      name,
      given === 'previous' ? deployed[name] : given.value,
    ]),
  );
}
