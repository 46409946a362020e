/** True when a body of this type reaches the function as text (rules body-text, body-base64, body-unmeasured). */
export function isText(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .filter((parameter) => parameter.startsWith('charset='))
    .map((parameter) => parameter.slice('charset='.length).replaceAll('"', ''))[0];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return false;
  return TEXT.test(type);
}

const TEXT = /^(text\/.+|application\/(json|xml|javascript|graphql))$/;
