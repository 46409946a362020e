/**
 * Turns the SDK's note off that a later version of it will need a later Node.js: it would go to the stderr of whoever uses the
 * library. Read when the first client is made; what the user has set stays.
 */
export function quietSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}
