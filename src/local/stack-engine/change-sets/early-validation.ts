import type { Engine } from '../engine.ts';
import { providerOf } from '../providers/index.ts';
import { resourceSchema } from '../resource-schema.generated.ts';
import { scopeOf } from '../resources/work.ts';
import type { Design, StackRecord, ValidationFinding } from '../stack-record.ts';
import { resolve } from '../template/resolve.ts';

/**
 * What a change set fails for before anything is made: properties that a type does not have or must have, names that
 * are taken. Source: CloudFormation User Guide, "Validate stack deployments".
 */
export function validateEarly(
  engine: Engine,
  stack: StackRecord,
  design: Design,
): readonly ValidationFinding[] {
  return Object.entries(design.template.resources).flatMap(([logicalId, definition]) => {
    const { type, properties } = definition;
    const schema = resourceSchema[type];
    const finding = (name: ValidationFinding['name'], property: string, reason: string) => ({
      name,
      logicalId,
      type,
      path: `/Resources/${logicalId}/Properties${property}`,
      reason,
      at: engine.world.clock.now(),
    });
    const unknown = Object.keys(properties)
      .filter((property) => schema?.properties.includes(property) !== true)
      .map((property) =>
        finding('PROPERTY_VALIDATION', `/${property}`, `Unsupported property [${property}]`),
      );
    const missing = (schema?.required ?? [])
      .filter((property) => !Object.hasOwn(properties, property))
      .map((property) => finding('PROPERTY_VALIDATION', '', `Required property [${property}] not found`));
    const name = takenName(engine, stack, design, logicalId);
    const conflict =
      name === undefined
        ? []
        : [
            finding(
              'NAME_CONFLICT_VALIDATION',
              '',
              `Resource of type '${type}' with identifier '${name}' already exists.`,
            ),
          ];
    return [...unknown, ...missing, ...conflict];
  });
}

/** The change set's status reason. */
export function validationReason(findings: readonly ValidationFinding[]): string {
  const names = new Set(findings.map(({ name }) => VALIDATIONS[name]));
  return `The following hook(s)/validation failed: [${[...names].join(', ')}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;
}

const VALIDATIONS: Readonly<Record<ValidationFinding['name'], string>> = {
  PROPERTY_VALIDATION: 'AWS::EarlyValidation::PropertyValidation',
  NAME_CONFLICT_VALIDATION: 'AWS::EarlyValidation::ResourceExistenceCheck',
};

/** The name that a resource is to be made with and that something in the account has already. */
function takenName(
  engine: Engine,
  stack: StackRecord,
  design: Design,
  logicalId: string,
): string | undefined {
  const definition = design.template.resources[logicalId];
  if (definition === undefined) return undefined;
  const { nameProperty, exists } = providerOf(definition.type);
  if (nameProperty === undefined || exists === undefined) return undefined;
  const declared = definition.properties[nameProperty];
  if (declared === undefined || stack.resources.get(logicalId)?.instance !== undefined) return undefined;
  try {
    const name = String(resolve(declared, scopeOf(engine, stack, design)));
    const own = [...stack.resources.values()].some(({ instance }) => instance?.physicalId === name);
    return !own && exists(engine.world, name) ? name : undefined;
  } catch {
    // Known only once another resource is there.
    return undefined;
  }
}
