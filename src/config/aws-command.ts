/** Where a command of the AWS CLI is to act: what this program was told, which the CLI does not know. */
export interface AwsPlace {
  readonly region: string;
  readonly profile?: string | undefined;
}

/** A command of the AWS CLI to be copied into a shell: it acts in the same region, with the same credentials. */
export function awsCommand(words: string, { region, profile }: AwsPlace): string {
  const options = [`--region ${region}`, ...(profile === undefined ? [] : [`--profile ${quoted(profile)}`])];
  return ['aws', words, ...options].join(' ');
}

/** Words in which each command of the AWS CLI, between backticks, is made one that acts there; a login has its own region. */
export function placed(words: string, place: AwsPlace): string {
  return words.replace(/`aws (?!sso )([^`]+)`/g, (_, command: string) => `\`${awsCommand(command, place)}\``);
}

/** A profile may be called anything. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
