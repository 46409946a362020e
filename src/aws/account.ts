import type { Account } from '../deployment/ports.ts';
import type { AwsSession } from './session.ts';

/** Three services, each loaded when it is asked: EC2's client is the largest of all. */
export function account(session: AwsSession): Account {
  return {
    identity: async () => (await import('./identity.ts')).identity(session),
    zones: async () => (await import('./zones.ts')).zones(session),
    hasRdsServiceLinkedRole: async () => (await import('./service-linked-role.ts')).hasRdsRole(session),
    simulate: async (principal, question) =>
      (await import('./simulate.ts')).simulate(session, principal, question),
    createRdsServiceLinkedRole: async () => (await import('./service-linked-role.ts')).createRdsRole(session),
  };
}
