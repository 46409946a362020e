import type { DriftRecord, ResourceDriftRecord } from '../stack-record.ts';

/** Source: CloudFormation API reference, DescribeStackDriftDetectionStatus; UNKNOWN for a partial failure without drift is assumed. */
export function stackDriftStatus(drift: DriftRecord): 'DRIFTED' | 'UNKNOWN' | 'IN_SYNC' {
  if (drifted(drift).length > 0) return 'DRIFTED';
  return drift.state === 'DETECTION_FAILED' ? 'UNKNOWN' : 'IN_SYNC';
}

export function drifted({ resources }: DriftRecord): readonly ResourceDriftRecord[] {
  return [...resources.values()].filter(({ status }) => status === 'MODIFIED' || status === 'DELETED');
}
