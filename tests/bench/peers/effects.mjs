// What a step of a peer does: nothing, or, with EFFECTS_PORT, one line to another process and back.
// One connection for all steps, answers in the order of asking, as on our side.
import net from "node:net";

const waiting = [];
let socket;
if (process.env.EFFECTS_PORT) {
  socket = net.connect(Number(process.env.EFFECTS_PORT), "127.0.0.1");
  socket.setNoDelay(true);
  let begun = "";
  socket.on("data", (bytes) => {
    const lines = (begun + bytes).split("\n");
    begun = lines.pop();
    for (const line of lines) {
      const { name, done } = waiting.shift();
      if (line !== name) throw new Error(`${line} was acknowledged, ${name} was asked`);
      done();
    }
  });
  socket.on("close", () => process.exit(1));
}

export function effect(name) {
  if (!socket) return undefined;
  return new Promise((done) => {
    waiting.push({ name, done });
    socket.write(`${name}\n`);
  });
}
