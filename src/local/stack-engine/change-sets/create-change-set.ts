import { messageOf } from '../../../errors.ts';
import { AwsApiError } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import { setStackStatus } from '../journal.ts';
import type { Properties } from '../json.ts';
import { findStack, refuseUnlessUpdatable } from '../stack-lookup.ts';
import type { ChangeSetRecord, Design, StackRecord, Tag } from '../stack-record.ts';
import { type GivenParameter, resolveParameters } from '../template/parameters.ts';
import { parseTemplate, type Template } from '../template/template.ts';
import { capabilitiesOf, validateTemplate } from '../template/validate.ts';
import { planChanges } from './changes.ts';
import { validateEarly, validationReason } from './early-validation.ts';

/** CreateChangeSet: refuses what is wrong at once, the rest is reckoned in the background. */
export function createChangeSet(
  engine: Engine,
  input: Properties,
): { readonly Id: string; readonly StackId: string } {
  const stackName = String(input.StackName);
  const name = String(input.ChangeSetName);
  const type = input.ChangeSetType ?? 'UPDATE';
  checkName('changeSetName', name);
  if (!stackName.startsWith('arn:')) checkName('stackName', stackName);
  if (type !== 'CREATE' && type !== 'UPDATE') {
    throw validationError(
      `The local cloud serves change sets of type CREATE and UPDATE, not ${String(type)}`,
    );
  }
  const found = findStack(engine, input.StackName);
  const known = [...(found?.changeSets.values() ?? [])].find((each) => each.name === name);
  if (found !== undefined && known !== undefined) {
    if (input.ClientToken !== undefined && known.clientToken === input.ClientToken) {
      return { Id: known.arn, StackId: found.arn };
    }
    throw new AwsApiError('AlreadyExistsException', `ChangeSet [${known.arn}] already exists`);
  }
  refuseState(found, stackName, name, type);
  const design = designOf(input, found);
  refuseOtherTypes(found, design.template);
  const stack = found ?? reviewStack(engine, stackName);
  const changeSet: ChangeSetRecord = {
    arn: `arn:aws:cloudformation:${engine.world.region}:${engine.world.account}:changeSet/${name}/${engine.ids.uuid()}`,
    name,
    type,
    createdAt: engine.world.clock.now(),
    ...(input.Description === undefined ? {} : { description: String(input.Description) }),
    ...(input.ClientToken === undefined ? {} : { clientToken: String(input.ClientToken) }),
    ...(input.OnStackFailure === undefined
      ? {}
      : { onStackFailure: input.OnStackFailure as NonNullable<ChangeSetRecord['onStackFailure']> }),
    disableValidation: input.DisableValidation === true,
    design,
    operationId: engine.ids.uuid(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    changes: [],
    findings: [],
  };
  stack.changeSets.set(changeSet.arn, changeSet);
  reckonLater(engine, stack, changeSet);
  return { Id: changeSet.arn, StackId: stack.arn };
}

/** Milliseconds until CloudFormation begins with a change set, and until it is done. */
const BEGINS_AFTER = 400;
const DONE_AFTER = 2_500;
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

function reckonLater(engine: Engine, stack: StackRecord, changeSet: ChangeSetRecord): void {
  const { clock } = engine.world;
  clock.after(BEGINS_AFTER, () => {
    changeSet.status = 'CREATE_IN_PROGRESS';
  });
  clock.after(DONE_AFTER, () => {
    const { design } = changeSet;
    const fail = (reason: string) => {
      changeSet.status = 'FAILED';
      changeSet.statusReason = reason;
    };
    try {
      const { changes, differs } = planChanges(engine, stack, design);
      if (!differs) {
        fail(NO_CHANGES);
        return;
      }
      changeSet.findings = changeSet.disableValidation ? [] : validateEarly(engine, stack, design);
      if (changeSet.findings.length > 0) {
        fail(validationReason(changeSet.findings));
        return;
      }
      changeSet.changes = changes;
      changeSet.status = 'CREATE_COMPLETE';
      changeSet.executionStatus = 'AVAILABLE';
    } catch (error) {
      if (!(error instanceof AwsApiError)) engine.report(error);
      fail(messageOf(error));
    }
  });
}

function refuseState(found: StackRecord | undefined, stackName: string, name: string, type: string): void {
  if (type === 'CREATE') {
    if (found === undefined || found.status === 'REVIEW_IN_PROGRESS') return;
    // One that only waits to be deleted, or is busy, says that; any other says that it is there.
    if (found.status === 'ROLLBACK_COMPLETE' || found.status.endsWith('_IN_PROGRESS')) {
      refuseUnlessUpdatable(found);
    }
    throw validationError(
      `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
    );
  }
  if (found === undefined || found.status === 'DELETE_COMPLETE') {
    throw validationError(`Stack [${stackName}] does not exist`);
  }
  refuseUnlessUpdatable(found);
}

function designOf(input: Properties, stack: StackRecord | undefined): Design {
  const before = stack?.design;
  const body =
    input.UsePreviousTemplate === true && before !== undefined ? before.template.body : input.TemplateBody;
  if (input.TemplateURL !== undefined) {
    throw validationError('The local cloud takes templates as TemplateBody, not as TemplateURL');
  }
  const template = parseTemplate(body);
  validateTemplate(template);
  const given = (input.Capabilities ?? []) as readonly string[];
  const { capabilities } = capabilitiesOf(template);
  const missing = capabilities.filter(
    (each) => !given.includes(each) && !(each === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (missing.length > 0) {
    throw new AwsApiError(
      'InsufficientCapabilitiesException',
      `Requires capabilities : [${missing.join(', ')}]`,
    );
  }
  const parameters = resolveParameters(
    template,
    (input.Parameters ?? []) as readonly GivenParameter[],
    before?.parameters,
  );
  const roleArn = input.RoleARN ?? before?.roleArn;
  return {
    template,
    parameters,
    tags: (input.Tags as readonly Tag[] | undefined) ?? before?.tags ?? [],
    capabilities: given,
    notificationArns:
      (input.NotificationARNs as readonly string[] | undefined) ?? before?.notificationArns ?? [],
    ...(roleArn === undefined ? {} : { roleArn: String(roleArn) }),
  };
}

function refuseOtherTypes(stack: StackRecord | undefined, template: Template): void {
  const changed = [...(stack?.resources.values() ?? [])]
    .filter(({ logicalId, type }) => {
      const definition = template.resources[logicalId];
      return definition !== undefined && definition.type !== type;
    })
    .map(({ logicalId }) => logicalId);
  if (changed.length === 0) return;
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(', ')}]`,
  );
}

function reviewStack(engine: Engine, name: string): StackRecord {
  const { world, ids } = engine;
  const stack: StackRecord = {
    arn: `arn:aws:cloudformation:${world.region}:${world.account}:stack/${name}/${ids.uuid()}`,
    name,
    createdAt: world.clock.now(),
    status: 'REVIEW_IN_PROGRESS',
    outputs: [],
    terminationProtection: false,
    disableRollback: false,
    resources: new Map(),
    events: [],
    operations: [],
    changeSets: new Map(),
    history: [],
  };
  engine.stacks.push(stack);
  setStackStatus(engine, stack, 'REVIEW_IN_PROGRESS', { reason: 'User Initiated' });
  return stack;
}

/** CloudFormation API reference, CreateChangeSet, patterns of StackName and ChangeSetName. */
function checkName(member: string, value: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]*$/.test(value) && value.length <= 128) return;
  const constraint =
    value.length > 128
      ? 'Member must have length less than or equal to 128'
      : 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*';
  throw validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
