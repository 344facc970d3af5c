// A Restate service whose one handler does five steps, each durable before the next: PORT.
import * as restate from "@restatedev/restate-sdk";
import { effect } from "./effects.mjs";

const five = async (context, request) => {
  let sum = 0;
  for (let i = 0; i < 5; ++i) {
    sum += await context.run(`s${i}`, async () => {
      await effect(`${request.id}/${i}`);
      return i;
    });
  }
  return { id: request.id, sum };
};

restate.serve({
  services: [restate.service({ name: "Deals", handlers: { five } })],
  port: Number(process.argv[2]),
});
