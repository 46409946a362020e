import { AwsApiError } from '../../cloud.ts';
import type { Structure } from './shapes.ts';

/** Refuses an input without what its operation requires, in the words of the service's protocol. */
export function requireMembers(
  structure: Structure,
  input: Readonly<Record<string, unknown>>,
  complain: (missing: string) => AwsApiError,
): void {
  for (const [name, { required }] of Object.entries(structure.members)) {
    if (required && input[name] === undefined) throw complain(name);
  }
}

/** As CloudFormation, IAM and the JSON services say it. */
export function nullMember(code: string): (missing: string) => AwsApiError {
  return (missing) =>
    new AwsApiError(
      code,
      `1 validation error detected: Value null at '${missing.slice(0, 1).toLowerCase()}${missing.slice(1)}' failed to satisfy constraint: Member must not be null`,
    );
}

/** As EC2 and RDS say it. */
export function missingParameter(missing: string): AwsApiError {
  return new AwsApiError('MissingParameter', `The request must contain the parameter ${missing}`);
}
