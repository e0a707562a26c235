// Reads the schema from the first line, then one document from each line, and answers each with one line.
import { createInterface } from 'node:readline';
import Ajv from 'ajv/dist/2020.js';

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
for (const annotation of ['allowComments', 'allowTrailingCommas', 'patternErrorMessage']) {
  ajv.addKeyword(annotation);
}

let validate;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (validate === undefined) {
    validate = ajv.compile(JSON.parse(line));
    continue;
  }

  const valid = validate(JSON.parse(line));
  const text = valid ? '' : validate.errors.map((error) => `${error.instancePath} ${error.keyword}: ${error.message}`).join('; ');
  console.log(JSON.stringify({ valid, text }));
}
