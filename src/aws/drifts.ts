import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { DriftDetection, Drifts, ResourceDrift } from '../deployment/ports.ts';
import { isProxyWebhookError } from '../errors.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

export function drifts(session: AwsSession): Drifts {
  const client = session.client(CloudFormationClient);
  return {
    async detect(StackName) {
      try {
        const { StackDriftDetectionId } = await session.call(
          { operation: 'DetectStackDrift', subject: StackName },
          () => client.send(new DetectStackDriftCommand({ StackName })),
        );
        return StackDriftDetectionId ?? '';
      } catch (error) {
        if (isProxyWebhookError(error) && UNDER_WAY.test(error.message)) return 'under-way';
        throw error;
      }
    },

    async detection(StackDriftDetectionId, signal) {
      const what = {
        operation: 'DescribeStackDriftDetectionStatus',
        subject: StackDriftDetectionId,
        signal,
      } as const;
      const { DetectionStatus, DetectionStatusReason } = await session.call(what, (options) =>
        client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }), options),
      );
      return {
        state: STATES[DetectionStatus ?? ''] ?? 'in-progress',
        ...(DetectionStatusReason ? { reason: DetectionStatusReason } : {}),
      };
    },

    // Without a filter: what was compared and is right tells which resources were not compared at all.
    resources: (StackName) =>
      allPages(async (NextToken) => {
        const page = await session.call(
          { operation: 'DescribeStackResourceDrifts', subject: StackName },
          () =>
            client.send(
              new DescribeStackResourceDriftsCommand({ StackName, ...(NextToken && { NextToken }) }),
            ),
        );
        return { items: page.StackResourceDrifts?.map(driftOf), next: page.NextToken };
      }),
  };
}

/** Seen: "Drift detection is already in progress for stack [ARN]", a ValidationError. */
const UNDER_WAY = /drift detection is already in progress/i;

/** CloudFormation API reference, DescribeStackDriftDetectionStatus. */
const STATES: Readonly<Record<string, DriftDetection['state']>> = {
  DETECTION_IN_PROGRESS: 'in-progress',
  DETECTION_COMPLETE: 'complete',
  DETECTION_FAILED: 'failed',
};

function driftOf(drift: StackResourceDrift): ResourceDrift {
  return {
    logicalId: drift.LogicalResourceId ?? '',
    ...(drift.PhysicalResourceId ? { physicalId: drift.PhysicalResourceId } : {}),
    resourceType: drift.ResourceType ?? '',
    status: drift.StackResourceDriftStatus ?? '',
    ...(drift.DriftStatusReason ? { reason: drift.DriftStatusReason } : {}),
    differences: (drift.PropertyDifferences ?? []).map((it) => ({
      path: it.PropertyPath ?? '',
      kind: it.DifferenceType ?? '',
      ...(it.ExpectedValue === undefined ? {} : { expected: it.ExpectedValue }),
      ...(it.ActualValue === undefined ? {} : { actual: it.ActualValue }),
    })),
  };
}
