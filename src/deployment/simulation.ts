/** Actions on resources, with the condition keys that a real call would bring. */
export interface SimulatedQuestion {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

export interface SimulatedAction {
  readonly action: string;
  /** `unknown`: it depends on a condition key that the question did not have. */
  readonly decision: 'allowed' | 'denied' | 'unknown';
}
