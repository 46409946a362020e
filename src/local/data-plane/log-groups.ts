import type { LogGroup, World } from '../world.ts';

const MOST_EVENTS = 10_000;
/** In characters of all messages. */
const MOST_TEXT = 8_000_000;

/** Writes lines into the world's log groups, of which each keeps the newest. */
export function logGroupWriter({ logGroups }: World) {
  const lengths = new WeakMap<LogGroup, number>();

  /** `id` is a group's name or ARN. Nobody makes a group that is not there: its lines are lost, as on AWS. */
  return (id: string, event: LogGroup['events'][number]): void => {
    const group =
      logGroups.get(id) ??
      [...logGroups.values()].find(({ arn }) => withoutStreams(arn) === withoutStreams(id));
    if (group === undefined) return;
    group.events.push(event);
    let length = (lengths.get(group) ?? 0) + event.message.length;
    if (group.events.length > MOST_EVENTS || length > MOST_TEXT) {
      // A tenth at once: taking away the first of many is slow.
      const gone = group.events.splice(0, Math.ceil(group.events.length / 10));
      length -= gone.reduce((sum, { message }) => sum + message.length, 0);
      group.dropped = (group.dropped ?? 0) + gone.length;
    }
    lengths.set(group, length);
  };
}

/** The ARN of a group ends in `:*` where its streams are meant. */
function withoutStreams(arn: string): string {
  return arn.replace(/:\*$/, '');
}
