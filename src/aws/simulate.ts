import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { SimulatedAction, SimulatedQuestion } from '../deployment/simulation.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

/** What IAM would say to actions, without anything being called. */
export async function simulate(
  session: AwsSession,
  principal: string,
  { actions, resources, context }: SimulatedQuestion,
): Promise<readonly SimulatedAction[]> {
  const client = session.client(IAMClient);
  const query = {
    PolicySourceArn: principal,
    ActionNames: [...actions],
    ResourceArns: [...resources],
    ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyValues: [value],
      ContextKeyType: 'string' as const,
    })),
  };
  const results = await allPages(async (Marker) => {
    const page = await session.call({ operation: 'SimulatePrincipalPolicy', subject: principal }, () =>
      client.send(new SimulatePrincipalPolicyCommand({ ...query, ...(Marker && { Marker }) })),
    );
    return { items: page.EvaluationResults, next: page.Marker };
  });
  return results.map(({ EvalActionName = '', EvalDecision, MissingContextValues = [] }) => ({
    action: EvalActionName,
    decision:
      EvalDecision === 'allowed'
        ? 'allowed'
        : EvalDecision === 'implicitDeny' && MissingContextValues.length > 0
          ? 'unknown'
          : 'denied',
  }));
}
