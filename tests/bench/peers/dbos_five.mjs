// A DBOS workflow of five steps: DATABASE_URL CONNECTIONS SECONDS PREFIX. A closed loop in the process that runs
// the workflows, as DBOS is a library; so many run at once. Prints one line of JSON.
import { DBOS } from "@dbos-inc/dbos-sdk";
import { effect } from "./effects.mjs";

const [url, connections, seconds, prefix] = process.argv.slice(2);
const atOnce = Number(connections);

async function five(id) {
  let sum = 0;
  for (let i = 0; i < 5; ++i) {
    sum += await DBOS.runStep(
      async () => {
        await effect(`${id}/${i}`);
        return i;
      },
      { name: `s${i}` },
    );
  }
  return sum;
}
const workflow = DBOS.registerWorkflow(five, { name: "five" });

DBOS.setConfig({
  name: "bench",
  systemDatabaseUrl: url,
  systemDatabasePoolSize: atOnce > 32 ? 50 : 20,
  logLevel: "error",
  executorID: "bench",
  applicationVersion: "1",
  listenQueues: [],
});
await DBOS.launch();

async function drive(until, name) {
  const times = [];
  const begun = performance.now();
  let next = 0;
  const loop = async () => {
    while (performance.now() - begun < until * 1000) {
      const since = performance.now();
      const id = `${name}${next++}`;
      if ((await DBOS.withNextWorkflowID(id, () => workflow(id))) !== 10) throw new Error("a step is missing");
      times.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  const took = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.floor(part * (times.length - 1))];
  return { calls: times.length, seconds: took, p50_ms: at(0.5), p99_ms: at(0.99) };
}

await drive(1, `${prefix}warm-`);
process.stdout.write(JSON.stringify(await drive(Number(seconds), prefix)) + "\n");
await DBOS.shutdown();
process.exit(0);
