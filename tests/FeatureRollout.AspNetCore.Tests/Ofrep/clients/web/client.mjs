// Reads one command as JSON from each line, and answers each with one line.
import { createInterface } from 'node:readline';
import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';

const client = OpenFeature.getClient();
const responses = [];
const events = [];
let heard = () => {};
for (const type of [ProviderEvents.ConfigurationChanged, ProviderEvents.Error, ProviderEvents.Stale]) {
  client.addHandler(type, (details) => {
    events.push({ type, flagsChanged: details?.flagsChanged, message: details?.message });
    heard();
  });
}

const commands = {
  async provider({ options, context }) {
    const fetchImplementation = async (request, init) => {
      const response = await fetch(request, init);
      responses.push(response.status);
      return response;
    };
    if (context) {
      await OpenFeature.setContext(context);
    }
    await OpenFeature.setProviderAndWait(new OFREPWebProvider({ cacheMode: 'disabled', ...options, fetchImplementation }));
    return { status: client.providerStatus };
  },
  async context({ context }) {
    await OpenFeature.setContext(context);
    return { status: client.providerStatus };
  },
  async next({ type }) {
    for (;;) {
      const at = events.findIndex((event) => event.type === type);
      if (at >= 0) {
        return events.splice(0, at + 1).at(-1);
      }
      await new Promise((resolve) => (heard = resolve));
    }
  },
  async response({ status }) {
    while (!responses.includes(status)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return responses;
  },
  responses: () => responses,
  boolean: ({ key, fallback }) => client.getBooleanDetails(key, fallback),
  string: ({ key, fallback }) => client.getStringDetails(key, fallback),
  number: ({ key, fallback }) => client.getNumberDetails(key, fallback),
  object: ({ key, fallback }) => client.getObjectDetails(key, fallback),
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
