// No test may reach a real AWS endpoint: any connection that is not to loopback fails at once, in this process.
// Child processes get dead proxies and fake credentials by `childEnvironment` (child-environment.ts).
import net from 'node:net';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.AWS_EC2_METADATA_DISABLED = 'true';
for (const key of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[key];

const connect = net.Socket.prototype.connect;
// Set up before each file, and the files of one worker share the process.
if (connect.name !== 'loopbackOnly') {
  net.Socket.prototype.connect = function loopbackOnly(
    this: net.Socket,
    ...args: Parameters<typeof connect>
  ) {
    const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
    const host = typeof first === 'object' && first !== null && 'host' in first ? first.host : undefined;
    if (typeof host === 'string' && !/^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)) {
      throw new Error(`A test tried to reach ${host}: tests talk to loopback only.`);
    }
    return Reflect.apply(connect, this, args);
  } as typeof connect;
}
