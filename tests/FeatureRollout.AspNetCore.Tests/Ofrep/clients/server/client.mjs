// Reads one command as JSON from each line, and answers each with one line.
import { createInterface } from 'node:readline';
import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';

let requests = 0;
const client = OpenFeature.getClient();

const commands = {
  async provider({ options }) {
    const fetchImplementation = (request) => {
      requests++;
      return fetch(request);
    };
    await OpenFeature.setProviderAndWait(new OFREPProvider({ ...options, fetchImplementation }));
    return { status: client.providerStatus };
  },
  boolean: ({ key, fallback, context }) => client.getBooleanDetails(key, fallback, context),
  string: ({ key, fallback, context }) => client.getStringDetails(key, fallback, context),
  number: ({ key, fallback, context }) => client.getNumberDetails(key, fallback, context),
  object: ({ key, fallback, context }) => client.getObjectDetails(key, fallback, context),
  requests: () => requests,
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify({ result: await commands[command.do](command) }));
  } catch (error) {
    console.log(JSON.stringify({ error: `${error}` }));
  }
}
process.exit(0);
