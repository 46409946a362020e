import { access } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { InitAnswers, InitQuestion } from '../../init.ts';
import { command } from '../command.ts';
import { yesOption } from '../options.ts';
import { remedyText } from '../renderers/wording.ts';
import type { Session } from '../session.ts';

const text = { type: 'string', requiresArg: true } as const;

/** Writes a configuration. On a terminal what no option answers is asked; elsewhere it stays at its default. */
export const initCommand = command({
  name: 'init',
  describe: 'Write a configuration for an environment',
  options: {
    env: { ...text, alias: 'e', describe: 'Name of the environment: writes config.NAME.json' },
    region: { ...text, describe: 'AWS Region' },
    'instance-class': { ...text, describe: 'Instance class of the database, such as db.t4g.small' },
    'on-delete': {
      ...text,
      choices: ['snapshot', 'delete'],
      describe: 'What becomes of the data when the stack is deleted',
    },
    auth: { ...text, choices: ['secret', 'iam'], describe: 'How the function logs in to the proxy' },
    view: {
      ...text,
      choices: ['token', 'public', 'off'],
      describe: 'Who may see the page with the requests',
    },
    force: { type: 'boolean', describe: 'Overwrite a file that is there' },
    ...yesOption,
  },
  examples: [
    ['init --env dev', 'writes config.dev.json'],
    ['init --env prod --instance-class db.m7g.large --auth iam --yes', 'asks nothing'],
  ],
  async run(args, session) {
    const { initQuestions, planInit, schemaReference, writeInit } = await session.useCases.init();
    const { directory, canAsk } = session.surroundings;
    const given: Partial<Record<keyof InitAnswers, string | undefined>> = {
      environment: args.env,
      region: args.region,
      instanceClass: args['instance-class'],
      onDelete: args['on-delete'],
      auth: args.auth,
      view: args.view,
    };
    // Where nobody can be asked, only the environment's name has to be said.
    const toAsk = initQuestions.filter(
      ({ name }) => given[name] === undefined && (name === 'environment' || (canAsk && !args.yes)),
    );
    const schema = await schemaReference(directory);
    const named = await askAll(
      toAsk.filter(({ name }) => name === 'environment'),
      session,
    );
    const environment = args.env ?? named.environment ?? '';
    // Before anything else is asked: no answer is of use when the file is to stay.
    const { path } = planInit({ environment } as InitAnswers, schema);
    const there = !args.force && canAsk && !args.yes && (await isThere(path, session));
    const force =
      args.force || (there && (await session.prompts.confirm(`${path} is there already. Overwrite it?`)));
    if (there && !force)
      await writeInit(planInit({ environment } as InitAnswers, schema), { directory, force });
    const answers = {
      ...given,
      ...(await askAll(
        toAsk.filter(({ name }) => name !== 'environment'),
        session,
      )),
    };
    const plan = planInit(definedOnly({ ...answers, environment }), schema);
    const file = await writeInit(plan, { directory, force });
    const shown = relative(directory, file);
    const next = `npx proxywebhook up --env ${environment}`;
    return session.result(
      { type: 'result', command: 'init', exitCode: 0, file, environment },
      (paper) => `${paper.style.good('✔')} Wrote ${shown}\n${remedyText(`Deploy it: ${next}`, paper)}`,
    );
  },
});

async function askAll(
  questions: readonly InitQuestion[],
  { prompts }: Session,
): Promise<Partial<Record<keyof InitAnswers, string>>> {
  const answers: Partial<Record<keyof InitAnswers, string>> = {};
  for (const { name, question, choices, problem, default: byDefault } of questions) {
    const text = choices === undefined ? question : `${question} (${choices.join(', ')})`;
    const answer = await prompts.ask(text, {
      default: byDefault ?? '',
      problem: (value) => (value === '' && byDefault === undefined ? undefined : problem(value)),
    });
    if (answer !== '') answers[name] = answer;
  }
  return answers;
}

function isThere(path: string, { surroundings }: Session): Promise<boolean> {
  return access(join(surroundings.directory, path)).then(
    () => true,
    () => false,
  );
}

function definedOnly(
  answers: Partial<Record<keyof InitAnswers, string | undefined>> & { environment: string },
): InitAnswers {
  return Object.fromEntries(
    Object.entries(answers).filter(([, answer]) => answer !== undefined),
  ) as unknown as InitAnswers;
}
