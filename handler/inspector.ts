import { json, tryAgain } from './answer.ts';
import { answerTo, CHALLENGES, needsSecret, takenBy } from './challenges.ts';
import { deliveryIdOf, eventOf } from './delivery.ts';
import type { Inspect, Inspection, SignatureOutcome } from './inspection.ts';
import { type ReadableRequest, readableRequest } from './readable-request.ts';
import { pathOf } from './received-request.ts';
import { type RouteSecrets, routeSecrets } from './route-secrets.ts';
import { routeOf } from './routes.ts';
import type { Environment, Route, Settings } from './settings.ts';
import { type Scheme, secretHeadersOf } from './signatures/scheme.ts';
import { verificationOf } from './signatures/verification.ts';
import { isSigned, isUsable, type Verdict, verify } from './signatures/verify.ts';

const UNREADABLE = 'The signature could not be verified just now. Please send the request again.';
const REFUSALS = {
  invalid: 'The signature is missing or wrong.',
  stale: 'The request was signed too long ago, or in the future.',
  'unknown-key': 'The request is signed in a way that there is no key for.',
} as const;

/** What makes an inspection of one request. */
interface Case {
  readonly route: Route;
  readonly request: ReadableRequest;
  readonly scheme: Scheme | undefined;
  readonly deadline: number;
}

/**
 * Looks at requests by the rules of their route: verifies, finds the delivery's id, answers challenges. `now` in milliseconds
 * since the epoch.
 */
export function createInspector(
  { routes }: Pick<Settings, 'routes'>,
  environment: Environment,
  now: () => number = Date.now,
): Inspect {
  const secrets = routeSecrets(environment, now);
  const schemes = new Map(
    routes.map((route) => [
      route,
      route.verify && verificationOf({ ...route.verify, deliveryIdHeader: route.deliveryIdHeader }),
    ]),
  );
  return async (event, body, deadline) => {
    const route = routeOf(pathOf(event), routes);
    if (route === undefined) return { ...NOTHING, route: undefined };
    const scheme = schemes.get(route);
    const one = { route, scheme, deadline, request: readableRequest(event, body) };
    const inspection = (await challenged(one, secrets)) ?? (await judged(one, secrets, now));
    const secretHeaders = scheme === undefined ? [] : secretHeadersOf(scheme);
    return secretHeaders.length === 0 ? inspection : { ...inspection, secretHeaders };
  };
}

const NOTHING = { signature: 'none', deliveryId: undefined, event: undefined } as const;

/** The reply to a challenge that carries no signature; undefined when the request is none. */
async function challenged(one: Case, secrets: RouteSecrets): Promise<Inspection | undefined> {
  const { route, request, scheme, deadline } = one;
  const challenge = route.challenge && CHALLENGES[route.challenge.provider];
  if (challenge === undefined || (challenge.signed && scheme !== undefined)) return undefined;
  const taken = takenBy(challenge, request);
  if (taken === undefined) return undefined;
  const names = needsSecret(challenge) ? (route.challenge?.secrets ?? route.verify?.secrets ?? []) : [];
  const { values, faults } = await secrets.read(names, deadline);
  const answer = answerTo(challenge, request, taken, values);
  const found = { ...NOTHING, route: route.path };
  if (faults.length > 0 && (values.length === 0 || answer === undefined)) return unreadable(found, faults);
  if (answer === undefined) {
    return { ...found, answer: { answer: json(403, { message: 'The token is wrong.' }), store: false } };
  }
  // A token has no business in the table; and where only what is verified is stored, this was not.
  const store =
    challenge.method !== 'OPTIONS' && challenge.token === undefined && route.verify?.policy !== 'require';
  return { ...found, answer: { answer, store } };
}

async function judged(one: Case, secrets: RouteSecrets, now: () => number): Promise<Inspection> {
  const { route, request, scheme } = one;
  const headers = route.deliveryIdHeader === undefined ? [] : [route.deliveryIdHeader.toLowerCase()];
  const verdict = await verdictOf(one, secrets, now);
  if (verdict !== undefined && 'faults' in verdict)
    return unreadable({ ...NOTHING, route: route.path }, verdict.faults);
  const signature: SignatureOutcome = verdict?.outcome ?? 'none';
  if (signature !== 'none' && signature !== 'valid' && route.verify?.policy === 'require') {
    const answer = json(401, { message: REFUSALS[signature] });
    return { ...NOTHING, route: route.path, signature, answer: { answer, store: false } };
  }
  const signedId = headers.length === 0 ? verdict?.id : undefined;
  const inspection = {
    route: route.path,
    signature,
    deliveryId: signedId ?? deliveryIdOf(request, scheme?.id ?? headers),
    event: eventOf(request, scheme?.event ?? []),
  };
  const challenge = route.challenge && CHALLENGES[route.challenge.provider];
  const taken = challenge?.signed && takenBy(challenge, request);
  const answer = challenge && taken ? answerTo(challenge, request, taken, []) : undefined;
  return answer === undefined ? inspection : { ...inspection, answer: { answer, store: true } };
}

/** What became of the signature; undefined where none is asked for. A wrong one is looked at again with secrets read anew. */
async function verdictOf(
  { route, request, scheme, deadline }: Case,
  secrets: RouteSecrets,
  now: () => number,
): Promise<Verdict | { readonly faults: readonly string[] } | undefined> {
  if (scheme === undefined || route.verify === undefined || request.method === 'OPTIONS') return undefined;
  // Nothing is read for a request that nobody signed.
  if (!isSigned(request, scheme)) return { outcome: 'invalid', compared: false };
  const names = route.verify.secrets;
  const judge = async () => {
    const { values, faults } = await secrets.read(names, deadline);
    const useless = values.filter((value) => !isUsable(value, scheme)).length;
    const problems = useless === 0 ? faults : [...faults, `${useless} of the secrets cannot be a key.`];
    return { verdict: verify(request, scheme, values, now()), problems };
  };
  let { verdict, problems } = await judge();
  const isWrong = verdict.compared && verdict.outcome === 'invalid';
  if (isWrong && (await secrets.refresh(names, deadline))) ({ verdict, problems } = await judge());
  // With a secret missing or out of date, nobody can say that a signature is wrong.
  const decided = verdict.outcome === 'valid' || verdict.outcome === 'stale' || problems.length === 0;
  return decided ? verdict : { faults: problems };
}

function unreadable(found: Inspection, faults: readonly string[]): Inspection {
  return { ...found, problem: faults.join(' '), answer: { answer: tryAgain(UNREADABLE, 30), store: false } };
}
