// Holds values against GitBook's OpenAPI description.
//   node validate.mjs < [{"name": …, "schema": "ask-body" | "ask-event" | "question-event", "value": …}]
// Prints one line of JSON: the names and errors of those that do not fit.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);
const client = require.resolve("@gitbook/api");
const spec = JSON.parse(readFileSync(new URL("../spec/openapi.json", `file://${client}`), "utf8"));

const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
addFormats(ajv);
ajv.addSchema(spec, "openapi");

const ask = "/paths/~1orgs~1{organizationId}~1sites~1{siteId}~1ask";
const media = (type) => `content/${type.replace("/", "~1")}/schema`;
const schemas = {
  "ask-body": `${ask}/post/requestBody/${media("application/json")}`,
  "ask-event": "/components/schemas/SearchAIAnswerStream",
  "question-event": "/components/schemas/SearchAIRecommendedQuestionStream",
};

const wrong = [];
for (const { name, schema, value } of JSON.parse(readFileSync(0, "utf8"))) {
  const validate = ajv.compile({ $ref: `openapi#${encodeURI(schemas[schema])}` });
  if (!validate(value)) wrong.push({ name, errors: validate.errors.slice(0, 5) });
}
console.log(JSON.stringify(wrong));
