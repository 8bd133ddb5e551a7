// Asks with GitBook's official client and prints what it gave, as one line of JSON.
//   node ask.mjs ENDPOINT ORGANIZATION SITE QUESTION [markdown|document]
import { GitBookAPI } from "@gitbook/api";

const [endpoint, organization, site, question, format] = process.argv.slice(2);
const client = new GitBookAPI({ endpoint, authToken: "unused" });

const events = [];
const query = format ? { format } : undefined;
const asked = { question, scope: { mode: "all" } };
for await (const event of client.orgs.streamAskInSite(organization, site, asked, query)) {
  events.push(event);
}
const questions = [];
for await (const event of client.orgs.streamRecommendedQuestionsInSite(organization, site)) {
  questions.push(event.question);
}
console.log(JSON.stringify({ events, questions }));
