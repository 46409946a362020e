import { AwsApiError, type ServiceApi } from '../../cloud.ts';

/** One call as a service carries it out: input and output in the SDK's member names. */
export type Call = (input: Readonly<Record<string, unknown>>) => Answer | Promise<Answer>;
export type Answer = Readonly<Record<string, unknown>>;

/** A service made of its calls, by action. */
export function servedCalls(calls: Readonly<Record<string, Call>>): ServiceApi {
  return {
    actions: Object.keys(calls),
    async call(action, input) {
      const call = Object.hasOwn(calls, action) ? calls[action] : undefined;
      if (call === undefined) throw new AwsApiError('InvalidAction', `${action} is not served`);
      return call(input);
    },
  };
}
