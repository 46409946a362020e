/** A request and the event that AWS made of it, ids and addresses replaced. */
export interface Capture {
  readonly title: string;
  readonly request: string;
  readonly event: unknown;
}

const JSON_BODY = '{"message":"hello from the public internet","unicode":"lambda-λ"}';

/** As AWS sent them; `ANY` stands for what is another each time. */
export const CAPTURES: readonly Capture[] = [
  {
    // github.com/hotsock/voker, vokerhttp/testdata/apigwv2-request.json, 2026-07-10; without the empty values of its logger.
    title: 'a JSON body, an encoded path, repeated headers and parameters, two cookies',
    request: [
      'POST /capture/space%20value?repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b&encodedPlus=a%2Bb&empty= HTTP/1.1',
      'Host: sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
      'User-Agent: curl/8.7.1',
      'Accept: */*',
      'Content-Type: application/json',
      'Cookie: session=abc123; theme=dark',
      'X-Voker-Probe: first',
      'X-Voker-Probe: second',
      `Content-Length: ${Buffer.byteLength(JSON_BODY)}`,
      'Connection: close',
      '',
      JSON_BODY,
    ].join('\r\n'),
    event: {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/capture/space value',
      rawQueryString:
        'repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b&encodedPlus=a%2Bb&empty=',
      cookies: ['session=abc123', 'theme=dark'],
      headers: {
        accept: '*/*',
        'content-length': '66',
        'content-type': 'application/json',
        host: 'sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
        'user-agent': 'curl/8.7.1',
        'x-amzn-trace-id': 'ANY',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
        'x-voker-probe': 'first,second',
      },
      queryStringParameters: {
        empty: '',
        encodedPlus: 'a+b',
        literalPlus: 'a b',
        redirect: 'https://example.com/a/b',
        repeat: 'one,two',
      },
      requestContext: {
        accountId: '123456789012',
        apiId: 'sjzepsqsu5',
        domainName: 'sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
        domainPrefix: 'sjzepsqsu5',
        http: {
          method: 'POST',
          path: '/capture/space value',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'curl/8.7.1',
        },
        requestId: 'ANY',
        routeKey: '$default',
        stage: '$default',
        time: '10/Jul/2026:19:19:05 +0000',
        timeEpoch: 1783711145766,
      },
      body: JSON_BODY,
      isBase64Encoded: false,
    },
  },
  {
    // A Twilio webhook (form, so base64), as kept by github.com/jzpeterson/learning-project, 2024-02-24; shortened.
    title: 'a form, which is base64',
    request: [
      'POST /webhook/twilio HTTP/1.1',
      'Host: sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
      'Content-Type: application/x-www-form-urlencoded',
      'User-Agent: TwilioProxy/1.1',
      'Accept: */*',
      'Content-Length: 10',
      'Connection: close',
      '',
      'Body=Hello',
    ].join('\r\n'),
    event: {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/webhook/twilio',
      rawQueryString: '',
      headers: {
        accept: '*/*',
        'content-length': '10',
        'content-type': 'application/x-www-form-urlencoded',
        host: 'sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
        'user-agent': 'TwilioProxy/1.1',
        'x-amzn-trace-id': 'ANY',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      requestContext: {
        accountId: '123456789012',
        apiId: 'sjzepsqsu5',
        domainName: 'sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
        domainPrefix: 'sjzepsqsu5',
        http: {
          method: 'POST',
          path: '/webhook/twilio',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'TwilioProxy/1.1',
        },
        requestId: 'ANY',
        routeKey: '$default',
        stage: '$default',
        time: '10/Jul/2026:19:19:05 +0000',
        timeEpoch: 1783711145766,
      },
      body: 'Qm9keT1IZWxsbw==',
      isBase64Encoded: true,
    },
  },
  {
    // github.com/aws-powertools/powertools-lambda-typescript, apigw-http/no-auth.json: nothing is null, nothing is empty.
    title: 'a GET without a body',
    request: [
      'GET / HTTP/1.1',
      'Host: sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
      'User-Agent: curl/7.58.0',
      'Accept: */*',
      'Connection: close',
      '',
      '',
    ].join('\r\n'),
    event: {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/',
      rawQueryString: '',
      headers: {
        accept: '*/*',
        'content-length': '0',
        host: 'sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
        'user-agent': 'curl/7.58.0',
        'x-amzn-trace-id': 'ANY',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      requestContext: {
        accountId: '123456789012',
        apiId: 'sjzepsqsu5',
        domainName: 'sjzepsqsu5.execute-api.us-west-2.amazonaws.com',
        domainPrefix: 'sjzepsqsu5',
        http: {
          method: 'GET',
          path: '/',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'curl/7.58.0',
        },
        requestId: 'ANY',
        routeKey: '$default',
        stage: '$default',
        time: '10/Jul/2026:19:19:05 +0000',
        timeEpoch: 1783711145766,
      },
      isBase64Encoded: false,
    },
  },
];
